"""What was recorded of a meeting is put right: never silently, and the clocks follow."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import moment_data
from accounts.models import User
from deadlines.calendar import local_midnight
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from education_plans.enums import Attendance, MeetingKind, Through
from education_plans.models import EducationPlan, PathwayPlan, PlanMeeting
from education_plans.selectors.corrections import corrections_of
from education_plans.services import EnrolmentHasEnded, HeldBeforeAgreed, ReviewedThatDay, record_review
from education_plans.services.correcting import (
    CorrectedMeanwhile,
    HeldAfterRecorded,
    LaterReviewCounts,
    NothingRecorded,
    WhatWasWrongMissing,
    correct_meeting,
)
from education_plans.services.meetings import NobodyCame, record_meeting
from education_plans.services.pathway_reviews import ask_for_review
from learners.services import end_enrolment
from tests.education_plans.conftest import Enrol, agree_by_all, written_plan
from tests.education_plans.test_meetings import call, everybody
from tests.education_plans.test_pathway_meetings import call as call_about_pathway
from tests.education_plans.test_pathway_meetings import in_force
from tests.people import World

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def agreed(world: World, enrolled: Enrol, now: datetime) -> EducationPlan:
    return agree_by_all(written_plan(enrolled(), world, now), world, now)


def held(meeting: PlanMeeting, world: World, now: datetime) -> PlanMeeting:
    return record_meeting(
        meeting=meeting, attendance=everybody(meeting, Attendance.PRESENT), young_person_said="It goes well",
        decisions="Carry on", by=world.social_worker.user, now=now,
    )  # fmt: skip


def correct(meeting: PlanMeeting, world: World, now: datetime, **changes: object) -> PlanMeeting:
    said = {
        "starts_at": meeting.starts_at,
        "attendance": {},
        "young_person_said": meeting.young_person_said,
        "decisions": meeting.decisions,
        "next_on": meeting.next_on,
        "reason": "Written down wrongly",
        "by": world.social_worker.user,
        "now": now,
    }
    return correct_meeting(meeting=meeting, **(said | changes))


def clocks(code: str) -> list[tuple[str, datetime]]:
    """What holds: what was taken away by the correction is left out."""
    found = Deadline.objects.filter(duty_code=code).exclude(state=DeadlineState.CANCELLED)
    return [(clock.state, clock.starts_at) for clock in found.order_by("starts_at", "id")]


def no_drift(now: datetime) -> bool:
    duties = ("plan_review", "pathway_review", "pathway_review_asked")
    return [found for found in drift.find(now=now) if found.duty_code in duties] == []


def test_words_are_put_right_in_the_meeting_and_in_the_review(world: World, agreed: EducationPlan, now: datetime):
    meeting = held(call(agreed, world, now), world, now + 8 * DAY)
    before = clocks("plan_review")
    worker = meeting.invitees.get(membership=world.key_contact)
    later = now + 9 * DAY
    correct(
        meeting, world, later, decisions="Carry on, with a mentor", attendance={worker.uuid: Attendance.ABSENT},
        reason="The mentor was forgotten",
    )  # fmt: skip
    meeting.refresh_from_db()
    assert meeting.review.decisions == meeting.decisions == "Carry on, with a mentor"
    assert "Kay Contact" not in meeting.review.attendees
    [correction] = corrections_of(meeting)
    assert (correction.by, correction.at) == (world.social_worker.user, later)
    assert correction.reason == "The mentor was forgotten"
    assert dict(correction.before) == {"What was decided": "Carry on", "Kay Contact": "There"}
    assert meeting.review.history.earliest("history_id").decisions == "Carry on"
    assert clocks("plan_review") == before
    assert no_drift(later)


def test_the_clocks_follow_the_day_of_a_review(world: World, agreed: EducationPlan, now: datetime):
    meeting = held(call(agreed, world, now), world, now + 8 * DAY)
    day = meeting.starts_at - 2 * DAY
    correct(meeting, world, now + 9 * DAY, starts_at=day)
    meeting.refresh_from_db()
    assert meeting.review.held_on == local_date(day)
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=1)
    states = clocks("plan_review")
    assert [state for state, _ in states] == [DeadlineState.MET, DeadlineState.OPEN]
    assert states[1][1] == local_midnight(local_date(day))
    assert no_drift(now + 9 * DAY)


def test_a_review_that_was_held_before_its_clock_began_meets_none_any_more(
    world: World, agreed: EducationPlan, now: datetime
):
    meeting = held(call(agreed, world, now), world, now + 8 * DAY)
    correct(meeting, world, now + 9 * DAY, starts_at=now - timedelta(minutes=5))
    assert [state for state, _ in clocks("plan_review")] == [DeadlineState.OPEN]
    assert no_drift(now + 9 * DAY)
    meeting.refresh_from_db()
    correct(meeting, world, now + 10 * DAY, starts_at=now + 5 * DAY)
    assert [state for state, _ in clocks("plan_review")] == [DeadlineState.MET, DeadlineState.OPEN]
    assert no_drift(now + 10 * DAY)


def test_what_cannot_be_is_refused_and_changes_nothing(world: World, agreed: EducationPlan, now: datetime):
    coming = call(agreed, world, now, starts_at=now + 20 * DAY, ends_at=now + 21 * DAY)
    with pytest.raises(NothingRecorded):
        correct(coming, world, now)
    meeting = held(call(agreed, world, now), world, now + 8 * DAY)
    later = now + 9 * DAY
    nobody = everybody(meeting, Attendance.ABSENT)
    for error, changes in (
        (WhatWasWrongMissing, {"reason": " "}),
        (HeldAfterRecorded, {"starts_at": now + 8 * DAY + timedelta(hours=1)}),
        (NobodyCame, {"attendance": nobody}),
        (HeldBeforeAgreed, {"starts_at": now - 3 * DAY}),
    ):
        with pytest.raises(error):
            correct(meeting, world, later, **changes)
    meeting.refresh_from_db()
    assert corrections_of(meeting) == []
    assert no_drift(later)


def test_the_day_stays_once_a_later_review_was_counted_from_it(world: World, agreed: EducationPlan, now: datetime):
    meeting = held(call(agreed, world, now), world, now + 8 * DAY)
    said = {"attendees": "x", "young_person_said": "x", "decisions": "x", "by": world.social_worker.user}
    later = now + 40 * DAY
    record_review(plan=agreed, held_on=local_date(later), **said, now=later)
    with pytest.raises(LaterReviewCounts):
        correct(meeting, world, later, starts_at=meeting.starts_at - DAY)
    correct(meeting, world, later, decisions="Something else")
    assert no_drift(later)


def test_two_reviews_are_not_of_one_day(world: World, agreed: EducationPlan, now: datetime):
    said = {"attendees": "x", "young_person_said": "x", "decisions": "x", "by": world.social_worker.user}
    record_review(plan=agreed, held_on=local_date(now + 2 * DAY), **said, now=now + 2 * DAY)
    meeting = held(call(agreed, world, now), world, now + 8 * DAY)
    with pytest.raises(ReviewedThatDay):
        correct(meeting, world, now + 9 * DAY, starts_at=now + 2 * DAY)


def test_two_corrections_at_once_are_not_mixed(world: World, agreed: EducationPlan, now: datetime):
    meeting = held(call(agreed, world, now), world, now + 8 * DAY)
    stale = PlanMeeting.objects.get(pk=meeting.pk)
    correct(meeting, world, now + 9 * DAY, starts_at=meeting.starts_at - DAY)
    with pytest.raises(CorrectedMeanwhile):
        correct(stale, world, now + 9 * DAY, decisions="Mine")


def test_after_the_place_has_ended_words_are_put_right_and_the_day_is_not(
    world: World, agreed: EducationPlan, now: datetime
):
    meeting = held(call(agreed, world, now), world, now + 8 * DAY)
    later = now + 9 * DAY
    end_enrolment(
        enrolment=agreed.enrolment, ended_on=local_date(later), reason="withdrew", by=world.key_contact.user, now=later
    )
    with pytest.raises(EnrolmentHasEnded):
        correct(meeting, world, later, starts_at=meeting.starts_at - DAY)
    correct(meeting, world, later, decisions="Said goodbye")
    assert no_drift(later)


@pytest.fixture
def pathway(world: World, now: datetime) -> PathwayPlan:
    return in_force(world, world.learner(), now)


def test_both_clocks_of_a_pathway_review_follow_its_day(world: World, pathway: PathwayPlan, now: datetime):
    request = ask_for_review(
        pathway=pathway, by_young_person=True, why="", through=Through.OWN_PAGE, by=None, now=now + 5 * DAY
    )
    meeting = held(call_about_pathway(pathway, world, now), world, now + 8 * DAY)
    request.refresh_from_db()
    assert request.review == meeting.pathway_review
    correct(meeting, world, now + 9 * DAY, starts_at=now + 6 * DAY)
    assert [state for state, _ in clocks("pathway_review_asked")] == [DeadlineState.MET]
    assert [state for state, _ in clocks("pathway_review")] == [DeadlineState.MET, DeadlineState.OPEN]
    assert no_drift(now + 9 * DAY)
    meeting.refresh_from_db()
    correct(meeting, world, now + 10 * DAY, starts_at=now + 3 * DAY, reason="It was before they asked")
    request.refresh_from_db()
    assert request.review is None
    assert [state for state, _ in clocks("pathway_review_asked")] == [DeadlineState.OPEN]
    assert no_drift(now + 10 * DAY)
    meeting.refresh_from_db()
    correct(meeting, world, now + 11 * DAY, starts_at=now + 7 * DAY, reason="It was after all")
    request.refresh_from_db()
    assert request.review == meeting.pathway_review
    assert [state for state, _ in clocks("pathway_review_asked")] == [DeadlineState.MET]
    assert no_drift(now + 11 * DAY)


def test_the_page_asks_what_was_wrong_and_shows_what_stood_there_before(
    world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf
):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    meeting = call(plan, world, real_now, kind=MeetingKind.FIRST, people=[world.social_worker], young_person=False)
    PlanMeeting.objects.update(starts_at=real_now - 2 * DAY, ends_at=real_now - 2 * DAY + timedelta(hours=1))
    meeting.refresh_from_db()
    held(meeting, world, real_now)
    client = client_of(world.social_worker.user)
    page = reverse("education_plans:meeting", args=[plan.uuid, meeting.uuid])
    address = reverse("education_plans:meeting-correct", args=[plan.uuid, meeting.uuid])
    assert f'href="{address}"' in client.get(page).content.decode()
    starts = (real_now - DAY).replace(second=0, microsecond=0)
    data = {
        **moment_data("starts_at", starts), "came_0": "present", "young_person_said": "It goes well",
        "decisions": "Ring the bus company",
    }  # fmt: skip
    assert set(client.post(address, data).context["form"].errors) == {"reason"}
    assert client.post(address, data | {"reason": "Wrong day"}).url == page
    meeting.refresh_from_db()
    assert meeting.starts_at == starts
    shown = client.get(page).content.decode()
    assert "Wrong day" in shown
    assert "Carry on" in shown
