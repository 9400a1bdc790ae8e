"""People and places change while a clock runs: whom its ladder tells afterwards, and which clock belongs to which place."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.services import sweep
from learners.enums import EndReason
from learners.models import Enrolment, Learner
from learners.services import assign_key_worker, change_designated_person, end_enrolment, end_key_worker, enrol
from notifications.enums import Channel
from notifications.models import Message
from tests.people import World

pytestmark = pytest.mark.django_db

START = date(2026, 10, 6)
#: The plan clock ends with 5 November; its ladder is climbed at 08:00.
TWO_WEEKS_BEFORE = datetime(2026, 10, 22, 7, 0, tzinfo=UTC)
ONE_WEEK_BEFORE = datetime(2026, 10, 29, 8, 0, tzinfo=UTC)


def place(world: World, learner: Learner, now: datetime, **fields: object) -> Enrolment:
    given = {"provider": world.college, "course": "Joinery", "level": "2", "starts_on": START, **fields}
    return enrol(learner=learner, by=None, now=now, **given)


def clock(enrolment: Enrolment) -> Deadline:
    return Deadline.objects.get(subject_uuid=enrolment.uuid, duty_code="education_plan")


def told(deadline: Deadline, step: str) -> set[User]:
    emails = Message.objects.filter(channel=Channel.EMAIL, dedupe_key__startswith=f"deadline:{deadline.uuid}:1:{step}:")
    return {message.recipient for message in emails.select_related("recipient")}


def test_a_new_key_worker_hears_of_what_comes_next_and_the_former_one_no_more(world: World, now: datetime):
    learner = world.learner(enrolled=False)
    running = clock(place(world, learner, now))
    sweep(now=TWO_WEEKS_BEFORE)
    assert told(running, "14 days before") == {world.social_worker.user, world.designated_person.user}
    assign_key_worker(
        learner=learner, membership=world.personal_adviser, kind="personal_adviser",
        starts_at=TWO_WEEKS_BEFORE, by=world.team_manager.user, now=TWO_WEEKS_BEFORE,
    )  # fmt: skip
    sweep(now=ONE_WEEK_BEFORE)
    assert told(running, "7 days before") == {world.personal_adviser.user, world.designated_person.user}


def test_while_the_post_is_empty_the_team_manager_hears_of_it(world: World, now: datetime):
    learner = world.learner(enrolled=False)
    running = clock(place(world, learner, now))
    end_key_worker(key_worker=world.key_worker_of(learner), ends_at=now, by=world.team_manager.user, now=now)
    sweep(now=TWO_WEEKS_BEFORE)
    assert told(running, "14 days before") == {world.team_manager.user, world.designated_person.user}


def test_a_new_designated_person_hears_of_what_comes_next(world: World, now: datetime):
    running = clock(place(world, world.learner(enrolled=False), now))
    change_designated_person(
        provider=world.college, holder=world.cover_person, cover=None, starts_at=now, by=world.signatory.user, now=now
    )
    sweep(now=TWO_WEEKS_BEFORE)
    assert told(running, "14 days before") == {world.social_worker.user, world.cover_person.user}


def test_two_places_at_once_have_a_clock_each_and_each_provider_hears_of_its_own(world: World, now: datetime):
    learner = world.learner(enrolled=False)
    first = place(world, learner, now)
    second = place(world, learner, now, provider=world.other_college, starts_on=START + timedelta(days=10))
    assert (clock(first).due_on, clock(second).due_on) == (date(2026, 11, 5), date(2026, 11, 15))
    assert (clock(first).partner, clock(second).partner) == (world.college, world.other_college)
    end_enrolment(enrolment=first, ended_on=START, reason=EndReason.WITHDREW, by=None, now=now)
    assert (clock(first).state, clock(second).state) == (DeadlineState.CANCELLED, DeadlineState.OPEN)
    sweep(now=datetime(2026, 11, 1, 8, 0, tzinfo=UTC))
    assert not told(clock(first), "14 days before")
    assert world.designated_person.user not in told(clock(second), "14 days before")


def test_who_comes_back_to_the_same_course_has_a_clock_of_its_own(world: World, now: datetime):
    learner = world.learner(enrolled=False)
    left = place(world, learner, now)
    end_enrolment(enrolment=left, ended_on=START, reason=EndReason.WITHDREW, by=None, now=now)
    later = now + timedelta(days=7)
    back = place(world, learner, later, starts_on=START + timedelta(days=7))
    assert clock(left).state == DeadlineState.CANCELLED
    assert (clock(back).state, clock(back).due_on) == (DeadlineState.OPEN, date(2026, 11, 12))
