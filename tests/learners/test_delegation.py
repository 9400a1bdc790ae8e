"""A colleague stands in for a designated person, for some young people and for a time (A20)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts import access
from accounts.clock import local_date
from accounts.enums import Permission, RoleCode
from accounts.models import Delegation
from accounts.services import end_membership
from deadlines.enums import Party
from deadlines.models import Deadline
from deadlines.registry import audience, parties
from learners.models import Learner
from learners.selectors.delegations import deputies_at, held_by
from learners.services import enrol
from learners.services.daily_look import begin_the_day
from learners.services.delegation import (
    LONGEST_DAYS,
    AlreadyOver,
    CannotStandIn,
    MustBeNamed,
    NobodyChosen,
    NotTheirs,
    WrongDays,
    delegate,
    end_delegation,
    moments_of,
)
from notifications.enums import Channel, MessageKind
from notifications.models import Message
from tests.factories import AgencyLinkFactory, MembershipFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def cover(world, learners, now, **changed) -> Delegation:
    today = local_date(now)
    asked = {
        "giver": world.designated_person, "deputy": world.mentor, "first_on": today, "last_on": today + 13 * DAY,
        "note": "", "by": world.designated_person.user, "now": now,
    }  # fmt: skip
    return delegate(learners=learners, **{**asked, **changed})


def told(user):
    return Message.objects.filter(kind=MessageKind.HAND_OVER, recipient=user, channel=Channel.EMAIL)


def may(user, permission, learner) -> tuple[bool, bool]:
    """What the list and what the check say."""
    return learner in Learner.objects.visible_to(user), access.allows(user, permission, learner)


def test_from_today_the_deputy_may_do_at_once_what_the_giver_may(world, real_now):
    chosen, other = world.learner(), world.learner()
    mentor = world.mentor.user
    assert may(mentor, Permission.LOG_CALL, chosen) == (False, False)
    cover(world, [chosen], real_now, note="Ring me.")
    assert may(mentor, Permission.LOG_CALL, chosen) == (True, True)
    assert may(mentor, Permission.MANAGE_ENROLMENT, chosen) == (True, True)
    assert may(mentor, Permission.ASSIGN_KEY_WORKER, chosen) == (True, False), "no more than the giver"
    assert may(mentor, Permission.VIEW_LEARNER, other) == (False, False)
    message = told(mentor).get()
    assert "1 young person" in message.subject
    assert message.link == "/cover/"
    for secret in (chosen.given_name, chosen.family_name, "Ring me"):
        assert secret not in message.subject + message.body


def test_nothing_opens_before_the_first_day_and_nothing_stays_after_the_last(world, real_now):
    learner = world.learner()
    mentor = world.mentor.user
    delegation = cover(world, [learner], real_now, first_on=local_date(real_now) + 3 * DAY)
    assert may(mentor, Permission.VIEW_LEARNER, learner) == (False, False)
    assert not told(mentor).exists()
    assert [each.people for each in held_by(mentor, real_now)] == [[]], "whom it will cover is seen when it begins"

    Delegation.objects.filter(pk=delegation.pk).update(starts_at=real_now - DAY)
    access.rebuild()  # at midnight
    assert may(mentor, Permission.LOG_CALL, learner) == (True, True)
    Delegation.objects.filter(pk=delegation.pk).update(ends_at=real_now - timedelta(minutes=1))
    assert may(mentor, Permission.LOG_CALL, learner) == (False, False), "before any rebuild"


def test_the_deputy_hears_when_it_begins_and_only_once(world, real_now):
    delegation = cover(world, [world.learner()], real_now, first_on=local_date(real_now) + 3 * DAY)
    mentor = world.mentor.user
    assert begin_the_day(now=real_now + DAY) == 0
    for minutes in (15, 30):
        begin_the_day(now=delegation.starts_at + timedelta(minutes=minutes))
    assert told(mentor).count() == 1


def test_ending_early_closes_at_once_and_tells(world, real_now):
    learner = world.learner()
    delegation = cover(world, [learner], real_now)
    later = real_now + timedelta(seconds=1)
    end_delegation(delegation=delegation, by=world.designated_person.user, now=real_now)
    assert may(world.mentor.user, Permission.VIEW_LEARNER, learner) == (False, False)
    with pytest.raises(AlreadyOver):
        end_delegation(delegation=delegation, by=world.designated_person.user, now=later)


def test_one_that_never_began_is_withdrawn_in_silence(world, real_now):
    delegation = cover(world, [world.learner()], real_now, first_on=local_date(real_now) + 3 * DAY)
    end_delegation(delegation=delegation, by=world.designated_person.user, now=real_now)
    begin_the_day(now=delegation.starts_at + timedelta(minutes=15))
    assert not told(world.mentor.user).exists()
    assert held_by(world.mentor.user, real_now) == []


def test_it_ends_with_the_role_of_either(world, real_now):
    learner = world.learner()
    cover(world, [learner], real_now)
    end_membership(membership=world.designated_person, by=None, now=real_now)
    assert may(world.mentor.user, Permission.VIEW_LEARNER, learner) == (False, False)


# --- Who and whom ---------------------------------------------------------------------------------------------------


def test_only_a_colleague_who_opens_records_stands_in(world, real_now):
    learner = world.learner()
    gone = MembershipFactory(agency=world.college, role=RoleCode.MENTOR, ends_at=real_now - DAY)
    for deputy in (world.stranger, world.social_worker, world.administrator, world.designated_person, gone):
        with pytest.raises(CannotStandIn):
            cover(world, [learner], real_now, deputy=deputy)
    with pytest.raises(CannotStandIn):
        cover(world, [learner], real_now, giver=world.mentor, deputy=world.cover_person)
    assert not Delegation.objects.exists()


def test_only_young_people_whom_the_giver_sees_at_the_provider(world, real_now):
    elsewhere = world.learner(enrolled=False)
    AgencyLinkFactory(learner=elsewhere, agency=world.other_college)
    hidden = world.learner(is_restricted=True)
    for learner in (elsewhere, hidden):
        with pytest.raises(NotTheirs):
            cover(world, [world.learner(), learner], real_now)
    with pytest.raises(NobodyChosen):
        cover(world, [], real_now)
    assert not Delegation.objects.exists()


def test_on_a_restricted_record_the_deputy_is_named_first(world, real_now):
    learner = world.learner(is_restricted=True)
    by = world.designated_person.user
    learner.named_people.create(user=by, reason="Works with them", given_at=real_now)
    access.project(Learner, [learner.pk])
    with pytest.raises(MustBeNamed):
        cover(world, [learner], real_now)
    learner.named_people.create(user=world.mentor.user, reason="Stands in", given_at=real_now)
    cover(world, [learner], real_now)
    assert may(world.mentor.user, Permission.LOG_CALL, learner) == (True, True)


# --- Days -----------------------------------------------------------------------------------------------------------

NOON = datetime(2026, 10, 6, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "first_on", "last_on", "starts_at", "ends_at"),
    [
        # Today: at once. One day.
        (NOON, date(2026, 10, 6), date(2026, 10, 6), NOON, datetime(2026, 10, 6, 23, tzinfo=UTC)),
        # Half past eleven at night in UTC is tomorrow in London.
        (
            datetime(2026, 10, 6, 23, 30, tzinfo=UTC), date(2026, 10, 7), date(2026, 10, 7),
            datetime(2026, 10, 6, 23, 30, tzinfo=UTC), datetime(2026, 10, 7, 23, tzinfo=UTC),
        ),
        # Over the end of summer time.
        (
            NOON, date(2026, 10, 24), date(2026, 10, 25),
            datetime(2026, 10, 23, 23, tzinfo=UTC), datetime(2026, 10, 26, 0, tzinfo=UTC),
        ),
        # Over its beginning.
        (
            datetime(2027, 3, 1, 11, tzinfo=UTC), date(2027, 3, 28), date(2027, 3, 28),
            datetime(2027, 3, 28, 0, tzinfo=UTC), datetime(2027, 3, 28, 23, tzinfo=UTC),
        ),
        # The end of the year, and a leap day.
        (
            NOON, date(2026, 12, 31), date(2027, 1, 1),
            datetime(2026, 12, 31, 0, tzinfo=UTC), datetime(2027, 1, 2, 0, tzinfo=UTC),
        ),
        (
            datetime(2028, 2, 1, 11, tzinfo=UTC), date(2028, 2, 29), date(2028, 2, 29),
            datetime(2028, 2, 29, 0, tzinfo=UTC), datetime(2028, 3, 1, 0, tzinfo=UTC),
        ),
        # The ninetieth day is the last.
        (
            NOON, date(2026, 10, 6), date(2026, 10, 6) + (LONGEST_DAYS - 1) * DAY,
            NOON, datetime(2027, 1, 4, 0, tzinfo=UTC),
        ),
    ],
)  # fmt: skip
def test_london_days_become_instants(now, first_on, last_on, starts_at, ends_at):
    assert moments_of(first_on, last_on, now) == (starts_at, ends_at)


@pytest.mark.parametrize(
    ("first_on", "last_on", "field"),
    [
        (date(2026, 10, 5), date(2026, 10, 8), "first_on"),
        (date(2026, 10, 8), date(2026, 10, 7), "last_on"),
        (date(2026, 10, 6), date(2026, 10, 6) + LONGEST_DAYS * DAY, "last_on"),
    ],
)
def test_days_that_are_refused(first_on, last_on, field):
    with pytest.raises(WrongDays) as refused:
        moments_of(first_on, last_on, NOON)
    assert refused.value.field == field


# --- What is due ----------------------------------------------------------------------------------------------------


def test_the_deputy_has_these_deadlines_among_their_own_and_is_told_of_them(world, real_now):
    chosen, other = world.learner(enrolled=False), world.learner(enrolled=False)
    for learner in (chosen, other):
        enrol(
            learner=learner, provider=world.college, course="Joinery", level="2", starts_on=local_date(real_now),
            by=world.designated_person.user, now=real_now,
        )  # fmt: skip
    mentor = world.mentor.user
    mine = parties()[Party.DESIGNATED_PERSON]
    plans = Deadline.objects.filter(duty_code="education_plan").select_related("owner", "partner", "agreement")
    assert not plans.filter(mine(mentor)).exists()
    cover(world, [chosen], real_now)
    assert [deadline.learner for deadline in plans.filter(mine(mentor))] == [chosen]
    people = audience("designated_person")(list(plans.order_by("id")), real_now)
    assert [mentor in people[deadline.pk] for deadline in plans.order_by("id")] == [True, False]
    assert deputies_at([chosen.pk, other.pk], real_now) == {(chosen.pk, world.college.pk): [mentor]}
