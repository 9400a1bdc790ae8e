"""What each side of an agreement owes for itself: the yearly confirmation, who is told and whose own it is."""

from datetime import datetime, timedelta

import pytest

from accounts.clock import local_date
from accounts.models import Agency, Membership
from agreements.enums import TermKey
from agreements.models import Agreement, Confirmation
from agreements.selectors.directory import chart_of
from agreements.services import ChangedMeanwhile, confirm_contacts, end_agreement, set_term, settle_all
from deadlines.enums import Unit
from deadlines.models import Deadline
from deadlines.registry import audience
from deadlines.rules import Limit
from deadlines.selectors.listing import Filters, listing
from deadlines.services import sweep
from notifications.models import Message
from tests.agreements.sides import CONTACTS, agree, clocks, days, no_drift
from tests.factories import MembershipFactory
from tests.people import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def confirm(agency: Agency, by: Membership, now: datetime) -> Confirmation:
    return confirm_contacts(agency=agency, seen=chart_of(agency, now).digest, by=by.user, now=now)


@pytest.mark.usefixtures("agreements")
def test_both_sides_owe_a_confirmation_from_the_day_the_agreement_is_in_force(world: World, now: datetime):
    in_a_year = local_date(now).replace(year=local_date(now).year + 1)
    assert days(CONTACTS, world.college) == [in_a_year, in_a_year]
    assert days(CONTACTS, world.virtual_school) == [in_a_year]
    assert days(CONTACTS, world.host_virtual_school) == [in_a_year]
    assert no_drift(now)


def test_an_agreement_that_begins_later_starts_the_clock_later(world: World, now: datetime):
    later = local_date(now) + timedelta(days=40)
    agree(world, now, world.virtual_school, world.other_college, starts_on=later)
    assert days(CONTACTS, world.other_college) == [later.replace(year=later.year + 1)]
    assert no_drift(now)


def test_a_clock_that_would_end_after_the_agreement_is_not_opened(world: World, now: datetime):
    today = local_date(now)
    agree(world, now, world.virtual_school, world.other_college, ends_on=today + timedelta(days=200))
    assert days(CONTACTS, world.other_college) == []
    assert no_drift(now)


@pytest.mark.usefixtures("agreements")
def test_one_confirmation_meets_the_clocks_of_all_agreements_and_starts_the_next(world: World, now: datetime):
    later = now + timedelta(days=100)
    confirm(world.college, world.administrator, later)
    assert [deadline.met_at for deadline in clocks(CONTACTS, world.college, "met")] == [later, later]
    day = local_date(later)
    assert days(CONTACTS, world.college) == [day.replace(year=day.year + 1)] * 2
    assert len(clocks(CONTACTS, world.virtual_school)) == 1, "the other side owes its own"
    confirm(world.college, world.administrator, later + timedelta(hours=1))
    assert len(clocks(CONTACTS, world.college, "met")) == 4
    assert no_drift(later + DAY)


def test_an_agreement_may_ask_for_it_more_often(world: World, now: datetime, agreements: list[Agreement]):
    set_term(
        agreement=agreements[0],
        key=TermKey.CONTACTS_CONFIRMED,
        limit=Limit(6, Unit.MONTHS),
        effective_on=local_date(now),
        reason="Staff change often",
        by=None,
        now=now,
    )
    confirm(world.college, world.administrator, now)
    half, whole = sorted(day for day in days(CONTACTS, world.college) if day)
    assert (whole - half).days > 150
    assert no_drift(now)


@pytest.mark.usefixtures("agreements")
def test_what_changed_since_the_page_was_opened_is_not_confirmed(world: World, now: datetime):
    seen = chart_of(world.college, now).digest
    MembershipFactory(agency=world.college)
    with pytest.raises(ChangedMeanwhile):
        confirm_contacts(agency=world.college, seen=seen, by=world.administrator.user, now=now)
    assert not Confirmation.objects.exists()


def test_the_clocks_stop_when_the_agreement_ends(world: World, now: datetime, agreements: list[Agreement]):
    today = local_date(now)
    end_agreement(agreement=agreements[0], ends_on=today + timedelta(days=30), reason="It closes", by=None, now=now)
    assert len(clocks(CONTACTS, world.college)) == 1
    assert clocks(CONTACTS, world.virtual_school) == []
    assert len(clocks(CONTACTS, world.virtual_school, "cancelled")) == 1
    assert no_drift(now)


def test_what_was_due_before_the_end_is_owed_until_the_end(world: World, now: datetime, agreements: list[Agreement]):
    ends_on = local_date(now) + timedelta(days=400)
    end_agreement(agreement=agreements[0], ends_on=ends_on, reason="It closes", by=None, now=now)
    assert len(clocks(CONTACTS, world.virtual_school)) == 1
    on_the_last_day, after = (now + timedelta(days=400 + n) for n in (0, 1))
    settle_all(now=on_the_last_day)
    assert len(clocks(CONTACTS, world.virtual_school)) == 1
    settle_all(now=after)
    assert clocks(CONTACTS, world.virtual_school) == []
    assert no_drift(after)


# --- Who is told, whose own it is -------------------------------------------------------------------------------------


def told(name: str, deadline: Deadline, now: datetime) -> set[str]:
    return {user.name for user in audience(name)([deadline], now)[deadline.pk]}


def test_those_who_look_after_the_agency_are_told_then_its_lead_then_the_other_side(
    world: World, now: datetime, agreements: list[Agreement]
):
    at_the_college, at_home = clocks(CONTACTS, world.college)[0], clocks(CONTACTS, world.virtual_school)[0]
    assert told("agency", at_the_college, now) == {"Ada Administrator", "Dina Designated"}
    assert told("agency", at_home, now) == {"Kay Contact"}
    assert told("agency_lead", at_the_college, now) == {"Sid Signatory"}
    assert told("agency_lead", at_home, now) == {"Hana Head"}
    assert told("other_side", at_the_college, now) == {"Kay Contact"}
    assert told("other_side", at_home, now) == {"Dina Designated"}
    at_the_host = clocks(CONTACTS, world.host_virtual_school)[0]
    assert told("agency", at_the_host, now) == {"Hal Host"}, "no post is filled, no administrator"


@pytest.mark.usefixtures("agreements")
def test_the_ladder_tells_them_and_says_which_agency(world: World, now: datetime):
    due_on = days(CONTACTS, world.college)[0]
    assert due_on
    sweep(now=now + timedelta(days=(due_on - local_date(now)).days - 6))
    about = Message.objects.filter(recipient=world.administrator.user, kind="reminder")
    assert about.exists()
    assert all(message.subject.startswith("Brindley College: Confirm the agency’s people") for message in about)


@pytest.mark.parametrize(
    ("part", "own"),
    [
        ("administrator", 2),
        ("designated_person", 2),
        ("cover_person", 2),
        ("signatory", 2),
        ("key_contact", 1),
        ("head", 1),
        ("viewer", 0),
        ("mentor", 0),
        ("stranger", 0),
        ("team_manager", 0),
    ],
)
@pytest.mark.usefixtures("agreements")
def test_my_deadlines_show_it_to_those_who_can_do_it(world: World, now: datetime, part: str, own: int):
    user = getattr(world, part).user
    assert listing(user, Filters(mine=True), now).filter(duty_code=CONTACTS).count() == own
