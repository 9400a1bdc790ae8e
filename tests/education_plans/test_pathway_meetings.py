"""Meetings about a pathway plan: the same as about an education plan, for the young person's own agencies alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.clock import local_date
from accounts.form_fields import moment_data
from accounts.models import User
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from education_plans.enums import Answer, Attendance, MeetingKind, MeetingState, Through
from education_plans.models import PathwayPlan, PlanMeeting
from education_plans.selectors.meeting_story import entries, tasks
from education_plans.selectors.meetings import proposed_people
from education_plans.selectors.own_page import next_meeting
from education_plans.services.invitations import MayNotSee, invite_somebody
from education_plans.services.meeting_actions import add_action
from education_plans.services.meetings import NotOfPathway, call_meeting, record_meeting
from education_plans.services.pathway import begin_pathway, close_pathway
from education_plans.services.pathway_answers import answer_pathway, sign_pathway
from education_plans.services.pathway_errors import PathwayIsClosed
from education_plans.services.pathway_reviews import ask_for_review
from learners.models import Learner
from notifications.enums import Channel, MessageKind
from notifications.models import Message
from tests.education_plans.conftest import Enrol, written_plan
from tests.education_plans.test_meetings import call as call_about_education
from tests.education_plans.test_meetings import everybody
from tests.education_plans.test_pathway import write
from tests.people import World

ClientOf = Callable[[User], Client]
WEEK = timedelta(days=7)


@pytest.fixture
def learner(world: World) -> Learner:
    """Somebody with a place at the college, so that its people could find what they must not."""
    return world.learner()


def in_force(world: World, learner: Learner, now: datetime) -> PathwayPlan:
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=now)
    write(pathway, world, now)
    answer_pathway(
        pathway=pathway, answer=Answer.AGREES, says="", through=Through.STAFF, by=world.social_worker.user, now=now
    )
    return sign_pathway(pathway=pathway, not_asked_reason="", by=world.social_worker.user, now=now)


def call(pathway: PathwayPlan, world: World, now: datetime, **changes: object) -> PlanMeeting:
    said = {
        "kind": MeetingKind.PATHWAY,
        "starts_at": now + WEEK,
        "ends_at": now + WEEK + timedelta(hours=1),
        "place": "At the kitchen table",
        "people": [world.social_worker],
        "by": world.social_worker.user,
        "now": now,
    }
    return call_meeting(plan=pathway, **(said | changes))


def url(pathway: PathwayPlan, name: str, *args: object) -> str:
    return reverse(f"education_plans:pathway-{name}", args=[pathway.uuid, *args])


def test_only_those_who_see_the_plan_are_proposed_and_invited(world: World, learner: Learner, now: datetime):
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=now)
    proposed = proposed_people(pathway, now)
    assert world.social_worker in proposed
    assert world.designated_person not in proposed
    with pytest.raises(MayNotSee, match="Dina Designated"):
        call(pathway, world, now, people=[world.social_worker, world.designated_person])
    assert not PlanMeeting.objects.exists()
    with pytest.raises(NotOfPathway):
        call(pathway, world, now, kind=MeetingKind.REVIEW)


def test_somebody_of_a_provider_is_invited_as_from_outside_and_their_letter_says_no_more(
    world: World, learner: Learner, now: datetime
):
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=now)
    meeting = call(pathway, world, now, why="Where Ade sleeps")
    email = world.designated_person.user.email
    invited = invite_somebody(
        meeting=meeting, name="Dina", email=email, by=world.social_worker.user, now=now + timedelta(minutes=1)
    )
    assert invited.membership is None
    letter = Message.objects.get(address=email, channel=Channel.EMAIL, kind=MessageKind.PLAN_MEETING)
    said = (letter.subject + letter.body).casefold()
    assert letter.link == ""
    assert "pathway" not in said
    assert learner.family_name.casefold() not in said
    assert "sleeps" not in said
    with pytest.raises(MayNotSee):
        add_action(
            meeting=meeting, what="x", owner=world.designated_person, due_on=local_date(now),
            by=world.social_worker.user, now=now,
        )  # fmt: skip


def test_a_colleagues_message_leads_to_the_meeting(world: World, learner: Learner, now: datetime):
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=now)
    meeting = call(pathway, world, now)
    told = Message.objects.get(recipient=world.social_worker.user, channel=Channel.EMAIL, kind=MessageKind.PLAN_MEETING)
    assert told.link == url(pathway, "meeting", meeting.uuid)


def test_a_review_that_was_held_meets_both_clocks(world: World, learner: Learner, now: datetime):
    pathway = in_force(world, learner, now)
    request = ask_for_review(
        pathway=pathway, by_young_person=True, why="", through=Through.OWN_PAGE, by=None, now=now + timedelta(days=1)
    )
    meeting = call(pathway, world, now + timedelta(days=1), starts_at=now + WEEK)
    after = now + timedelta(days=8)
    held = record_meeting(
        meeting=meeting, attendance=everybody(meeting, Attendance.PRESENT), young_person_said="I want my own flat",
        decisions="We look for one", by=world.social_worker.user, now=after,
    )  # fmt: skip
    review = held.pathway_review
    assert (held.state, review.held_on) == (MeetingState.HELD, local_date(meeting.starts_at))
    assert review.attendees.splitlines()[0].startswith("Sue Worker, ")
    request.refresh_from_db()
    assert request.review == review
    asked = Deadline.objects.get(duty_code="pathway_review_asked")
    usual = Deadline.objects.filter(duty_code="pathway_review").order_by("id")
    assert asked.state == DeadlineState.MET
    assert [clock.state for clock in usual] == [DeadlineState.MET, DeadlineState.OPEN]
    assert local_date(usual[1].starts_at) == review.held_on


def test_an_extra_meeting_meets_no_clock(world: World, learner: Learner, now: datetime):
    pathway = in_force(world, learner, now)
    meeting = call(pathway, world, now, kind=MeetingKind.EXTRA)
    held = record_meeting(
        meeting=meeting, attendance=everybody(meeting, Attendance.PRESENT), young_person_said="x", decisions="x",
        by=world.social_worker.user, now=now + timedelta(days=8),
    )  # fmt: skip
    assert held.pathway_review is None
    assert Deadline.objects.get(duty_code="pathway_review").state == DeadlineState.OPEN


def test_nothing_is_called_about_a_closed_plan(world: World, learner: Learner, now: datetime):
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=now)
    close_pathway(pathway=pathway, reason="25 now", by=world.social_worker.user, now=now)
    with pytest.raises(PathwayIsClosed):
        call(pathway, world, now)


def test_tasks_and_story_are_for_those_who_see_the_plan(world: World, learner: Learner, now: datetime):
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=now)
    meeting = call(pathway, world, now)
    add_action(
        meeting=meeting, what="Ask about the bond", owner=world.social_worker, due_on=local_date(now),
        by=world.social_worker.user, now=now,
    )  # fmt: skip
    assert [task.text for task in tasks(world.social_worker.user, now)] == ["Ask about the bond"]
    later = now + timedelta(days=8)
    assert "Record the meeting that was held" in [task.text for task in tasks(world.social_worker.user, later)]
    title = "Meeting called: review of the pathway plan"
    assert title in [entry.title for entry in entries(learner, world.social_worker.user)]
    for outsider in (world.designated_person, world.stranger):
        assert entries(learner, outsider.user) == []


def test_the_young_person_sees_the_next_meeting_of_either_kind(world: World, enrolled: Enrol, now: datetime):
    plan = written_plan(enrolled(), world, now)
    pathway = begin_pathway(learner=plan.learner, by=world.social_worker.user, now=now)
    about_education = call_about_education(plan, world, now, starts_at=now + WEEK)
    about_pathway = call(pathway, world, now, starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=4))
    assert next_meeting(plan.learner, now) == about_pathway
    assert next_meeting(plan.learner, now + timedelta(days=5)) == about_education


def test_a_review_that_was_asked_for_offers_to_call_the_meeting(
    world: World, learner: Learner, real_now: datetime, client_of: ClientOf
):
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=real_now)
    ask_for_review(
        pathway=pathway, by_young_person=True, why="My room", through=Through.OWN_PAGE, by=None, now=real_now
    )
    client = client_of(world.social_worker.user)
    new = url(pathway, "meeting-new")
    assert f'href="{new}"' in client.get(reverse("education_plans:pathway", args=[pathway.uuid])).content.decode()
    assert client.get(new).context["form"].initial["why"] == "My room"
    data = {
        "kind": "pathway", **moment_data("starts_at", (real_now + WEEK).replace(second=0, microsecond=0)),
        "minutes": "60", "place": "At home", "young_person": "on",
    }  # fmt: skip
    response = client.post(new, data)
    meeting = PlanMeeting.objects.get()
    assert response.url == url(pathway, "meeting", meeting.uuid)
    assert client.get(response.url).status_code == 200
    page = client.get(reverse("education_plans:pathway", args=[pathway.uuid])).content.decode()
    assert f'href="{response.url}"' in page


def test_a_provider_and_a_stranger_find_no_page(
    world: World, learner: Learner, real_now: datetime, client_of: ClientOf
):
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=real_now)
    meeting = call(pathway, world, real_now)
    pages = [
        url(pathway, "meetings"),
        url(pathway, "meeting-new"),
        *(url(pathway, name, meeting.uuid) for name in ("meeting", "meeting-calendar", "meeting-record")),
    ]
    for outsider in (world.designated_person, world.mentor, world.stranger):
        client = client_of(outsider.user)
        assert {client.get(page).status_code for page in pages} == {404}
    reader = client_of(world.key_contact.user)
    assert reader.get(url(pathway, "meeting", meeting.uuid)).status_code == 200


def test_no_meeting_is_opened_through_another_plan(
    world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf
):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    pathway = begin_pathway(learner=plan.learner, by=world.social_worker.user, now=real_now)
    of_pathway, of_plan = call(pathway, world, real_now), call_about_education(plan, world, real_now)
    client = client_of(world.social_worker.user)
    wrong = [
        reverse("education_plans:meeting", args=[plan.uuid, of_pathway.uuid]),
        url(pathway, "meeting", of_plan.uuid),
    ]
    assert {client.get(page).status_code for page in wrong} == {404}


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(
    world: World,
    learner: Learner,
    real_now: datetime,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=real_now)
    client = client_of(world.social_worker.user)
    call(pathway, world, real_now)
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(60) as asked:
            assert client.get(url(pathway, "meetings")).status_code == 200
        counts.append(len(asked))
        for meeting in [call(pathway, world, real_now) for _ in range(4)]:
            add_action(
                meeting=meeting, what="x", owner=world.social_worker, due_on=local_date(real_now),
                by=world.social_worker.user, now=real_now,
            )  # fmt: skip
    assert counts[0] == counts[1]
