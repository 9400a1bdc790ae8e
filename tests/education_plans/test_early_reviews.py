"""Reviews proposed before their time: by an incident, by a change, by the young person (A14, A17)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import EarlyReason, MeetingKind
from education_plans.models import EarlyReview, EducationPlan, PlanMeeting
from education_plans.selectors.meetings import open_proposals, proposed_people
from education_plans.services.early_reviews import (
    LOOKS_BACK,
    AlreadySettled,
    DeclineReasonMissing,
    decline,
    propose,
    propose_early_reviews,
)
from education_plans.services.meetings import call_meeting, call_off
from learners.services import end_enrolment
from notifications.enums import Channel, MessageKind
from notifications.models import Message
from tests.education_plans.conftest import Enrol, written_plan
from tests.people import World
from tracking.enums import IncidentKind
from tracking.models import AttendanceConcern, Incident
from tracking.services import log_incident

ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(world: World, enrolled: Enrol, now: datetime) -> EducationPlan:
    return written_plan(enrolled(), world, now)


def log(plan: EducationPlan, world: World, now: datetime) -> Incident:
    return log_incident(
        enrolment=plan.enrolment, kind=IncidentKind.SUSPENSION, occurred_at=now, description="A fight",
        by=world.designated_person.user, now=now,
    )  # fmt: skip


def call(plan: EducationPlan, world: World, proposal: EarlyReview, now: datetime) -> PlanMeeting:
    return call_meeting(
        plan=plan, kind=MeetingKind.EXTRA, starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=1),
        place="Room 1", people=proposed_people(plan, now), early_review=proposal, by=world.social_worker.user, now=now,
    )  # fmt: skip


def test_an_incident_proposes_a_review_once(world: World, plan: EducationPlan, now: datetime):
    incident = log(plan, world, now)
    assert propose_early_reviews(now=now) == 1
    assert propose_early_reviews(now=now + timedelta(minutes=5)) == 0
    proposal = EarlyReview.objects.get()
    assert (proposal.plan, proposal.reason, proposal.source_uuid) == (plan, EarlyReason.INCIDENT, incident.uuid)
    assert "fight" not in proposal.words
    told = Message.objects.filter(kind=MessageKind.PLAN, channel=Channel.EMAIL, topic=f"early_review:{proposal.uuid}")
    assert {message.recipient for message in told} == {world.social_worker.user, world.designated_person.user}


def test_attendance_that_fell_to_the_limit_proposes_a_review_once(world: World, plan: EducationPlan, now: datetime):
    monday = local_date(now) - timedelta(days=local_date(now).weekday())
    concern = AttendanceConcern.objects.create(
        enrolment=plan.enrolment, first_week_on=monday, last_week_on=monday, percent="60.0", limit=90, opened_at=now
    )
    assert propose_early_reviews(now=now) == 1
    assert propose_early_reviews(now=now + timedelta(minutes=5)) == 0
    proposal = EarlyReview.objects.get()
    assert (proposal.reason, proposal.source_uuid) == (EarlyReason.ATTENDANCE, concern.uuid)
    assert proposal.words == "Attendance was 60.0%. The limit is 90%."


def test_old_incidents_and_ended_places_propose_nothing(world: World, plan: EducationPlan, now: datetime):
    log(plan, world, now)
    assert propose_early_reviews(now=now + LOOKS_BACK) == 0
    end_enrolment(enrolment=plan.enrolment, ended_on=now.date(), reason="withdrew", by=world.key_contact.user, now=now)
    assert propose_early_reviews(now=now) == 0


def test_an_incident_without_a_plan_proposes_nothing(world: World, enrolled: Enrol, now: datetime):
    log_incident(
        enrolment=enrolled(), kind=IncidentKind.SUSPENSION, occurred_at=now, description="A fight",
        by=world.designated_person.user, now=now,
    )  # fmt: skip
    assert propose_early_reviews(now=now) == 0


def test_the_answer_is_a_meeting(world: World, plan: EducationPlan, now: datetime):
    proposal = propose(plan=plan, reason=EarlyReason.YOUNG_PERSON, source_uuid=uuid4(), by=None, now=now)
    meeting = call(plan, world, proposal, now)
    proposal.refresh_from_db()
    assert (proposal.meeting, proposal.settled_at, proposal.settled_by) == (meeting, now, world.social_worker.user)
    with pytest.raises(AlreadySettled):
        call(plan, world, proposal, now)
    assert PlanMeeting.objects.count() == 1


def test_a_meeting_that_is_called_off_answers_nothing(world: World, plan: EducationPlan, now: datetime):
    proposal = propose(plan=plan, reason=EarlyReason.CHANGE, source_uuid=uuid4(), by=None, now=now)
    call_off(meeting=call(plan, world, proposal, now), reason="x", by=world.social_worker.user, now=now)
    assert list(open_proposals(plan)) == [proposal]


def test_or_the_answer_is_why_not(world: World, plan: EducationPlan, now: datetime):
    proposal = propose(plan=plan, reason=EarlyReason.CHANGE, source_uuid=uuid4(), by=None, now=now)
    by = world.designated_person.user
    with pytest.raises(DeclineReasonMissing):
        decline(early_review=proposal, reason="", by=by, now=now)
    declined = decline(early_review=proposal, reason="We meet next week anyway", by=by, now=now)
    assert (declined.declined_reason, declined.settled_by) == ("We meet next week anyway", by)
    with pytest.raises(AlreadySettled):
        decline(early_review=proposal, reason="Again", by=by, now=now)
    assert not open_proposals(plan).exists()


def test_the_page_of_the_meeting_says_why_it_is_called(
    world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf
):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    proposal = propose(
        plan=plan, reason=EarlyReason.INCIDENT, source_uuid=uuid4(), words="Suspension", by=None, now=real_now
    )
    client = client_of(world.social_worker.user)
    listing = client.get(reverse("education_plans:meetings", args=[plan.uuid])).content.decode()
    address = f"{reverse('education_plans:meeting-new', args=[plan.uuid])}?early={proposal.uuid}"
    assert address in listing
    assert client.get(address).context["form"].initial["why"] == "Suspension"
    assert client.get(f"{address}0").status_code == 404
    client.post(reverse("education_plans:early-decline", args=[plan.uuid, proposal.uuid]), {"reason": "Not now"})
    assert client.get(address).status_code == 404
    assert "Not now" in client.get(reverse("education_plans:meetings", args=[plan.uuid])).content.decode()
