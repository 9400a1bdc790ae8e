"""When a place, a case or a pathway plan ends, the meetings planned about it are called off with it."""

from datetime import datetime, timedelta

import pytest

from accounts.clock import local_date
from education_plans.enums import MeetingKind, MeetingState, PlanVariant
from education_plans.models import EducationPlan, PathwayPlan, PlanMeeting
from education_plans.services import begin_plan
from education_plans.services.meetings import call_meeting
from education_plans.services.pathway import begin_pathway, close_pathway
from learners.enums import EndReason
from learners.models import Enrolment
from learners.services import close_case, end_enrolment, record_death
from notifications.enums import Channel, MessageKind, MessageState
from notifications.models import Message
from tests.education_plans.conftest import Enrol, written_plan
from tests.education_plans.test_meetings import call
from tests.people import World

DAY = timedelta(days=1)


@pytest.fixture
def plan(world: World, enrolled: Enrol, now: datetime) -> EducationPlan:
    return written_plan(enrolled(), world, now)


@pytest.fixture
def pathway(world: World, plan: EducationPlan, now: datetime) -> PathwayPlan:
    return begin_pathway(learner=plan.learner, by=world.social_worker.user, now=now)


def call_about(pathway: PathwayPlan, world: World, now: datetime) -> PlanMeeting:
    return call_meeting(
        plan=pathway, kind=MeetingKind.PATHWAY, starts_at=now + 7 * DAY, ends_at=now + 8 * DAY, place="At home",
        people=[world.social_worker], young_person_email="ade@example.org", by=world.social_worker.user, now=now,
    )  # fmt: skip


def waiting() -> list[Message]:
    return list(
        Message.objects.filter(
            kind=MessageKind.PLAN_MEETING, channel=Channel.EMAIL, state=MessageState.QUEUED
        ).order_by("id")
    )


def state_of(meeting: PlanMeeting) -> tuple[str, str]:
    meeting.refresh_from_db()
    return meeting.state, meeting.cancel_reason


def test_the_end_of_a_place_calls_off_what_is_planned_about_it_and_nothing_else(
    world: World, plan: EducationPlan, pathway: PathwayPlan, now: datetime
):
    about_place, about_pathway = call(plan, world, now), call_about(pathway, world, now)
    end_enrolment(
        enrolment=plan.enrolment,
        ended_on=local_date(now),
        reason=EndReason.WITHDREW,
        by=world.key_contact.user,
        now=now,
    )
    assert state_of(about_place) == (MeetingState.CANCELLED, "The enrolment ended")
    assert state_of(about_pathway) == (MeetingState.CALLED, "")
    told = [message.recipient for message in waiting() if "called off" in message.subject]
    assert set(told) == {world.social_worker.user, world.designated_person.user, world.key_contact.user}


def test_what_has_begun_already_can_still_be_recorded(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    later = meeting.starts_at + timedelta(minutes=10)
    end_enrolment(
        enrolment=plan.enrolment, ended_on=local_date(later), reason=EndReason.WITHDREW, by=world.key_contact.user,
        now=later,
    )  # fmt: skip
    assert state_of(meeting) == (MeetingState.CALLED, "")


def test_the_end_of_a_case_calls_off_everything_and_everybody_is_told(
    world: World, plan: EducationPlan, pathway: PathwayPlan, now: datetime
):
    meetings = [call(plan, world, now), call_about(pathway, world, now)]
    close_case(
        learner=plan.learner, closed_on=local_date(now), reason="Moved away", by=world.social_worker.user, now=now
    )
    assert {state_of(meeting) for meeting in meetings} == {(MeetingState.CANCELLED, "The case was closed")}
    assert "ade@example.org" in {message.address for message in waiting() if "will not happen" in message.subject}


def test_after_a_death_nobody_is_written_to(world: World, plan: EducationPlan, pathway: PathwayPlan, now: datetime):
    meetings = [call(plan, world, now), call_about(pathway, world, now)]
    record_death(learner=plan.learner, died_on=local_date(now), by=world.social_worker.user, now=now)
    assert {state_of(meeting) for meeting in meetings} == {(MeetingState.CANCELLED, "The young person died")}
    assert waiting() == []


def test_closing_a_pathway_plan_calls_off_its_meetings(world: World, pathway: PathwayPlan, now: datetime):
    meeting = call_about(pathway, world, now)
    close_pathway(pathway=pathway, reason="25 now", by=world.social_worker.user, now=now)
    assert state_of(meeting) == (MeetingState.CANCELLED, "The pathway plan is closed")


def test_a_plan_made_to_find_a_place_takes_its_meetings_with_it(world: World, enrolled: Enrol, now: datetime):
    by = world.social_worker.user
    enrolment = enrolled()
    search = begin_plan(learner=enrolment.learner, variant=PlanVariant.SEEKING, by=by, now=now)
    meeting = call(search, world, now)
    begin_plan(enrolment=enrolment, by=by, now=now)
    assert state_of(meeting) == (MeetingState.CANCELLED, "There is a place, with a plan of its own")


def test_a_place_does_not_end_if_its_meetings_cannot_be_called_off(
    world: World, plan: EducationPlan, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the last write fails")

    meeting = call(plan, world, now)
    monkeypatch.setattr("education_plans.services.meetings.tell_invitees", fail)
    with pytest.raises(RuntimeError):
        end_enrolment(
            enrolment=plan.enrolment, ended_on=local_date(now), reason=EndReason.WITHDREW, by=world.key_contact.user,
            now=now,
        )  # fmt: skip
    assert state_of(meeting) == (MeetingState.CALLED, "")
    assert Enrolment.objects.get(pk=plan.enrolment_id).ended_on is None
