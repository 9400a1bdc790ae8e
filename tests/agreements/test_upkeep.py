"""What each side of an agreement owes for itself: clocks that open, are met by one act, and stop with the agreement."""

from datetime import date, datetime, timedelta

import pytest

from accounts.clock import local_date
from accounts.models import Agency, Membership
from accounts.services import end_membership
from agreements.enums import ContactKind, Side, TermKey, TrainingSubject
from agreements.models import Agreement, Confirmation, Registration
from agreements.selectors.directory import chart_of
from agreements.services import (
    ChangedMeanwhile,
    RegistrationRefused,
    SignatoryDetails,
    TrainingRefused,
    appoint_contact,
    confirm_contacts,
    correct_registration,
    correct_training,
    end_agreement,
    record_agreement,
    record_registration,
    record_training,
    set_term,
    settle_all,
)
from deadlines.enums import DeadlineState, Unit
from deadlines.models import Deadline
from deadlines.registry import audience
from deadlines.rules import Limit
from deadlines.selectors import drift
from deadlines.selectors.listing import Filters, listing
from deadlines.services import sweep, waive
from notifications.models import Message
from tests.factories import MembershipFactory
from tests.people import World

pytestmark = pytest.mark.django_db

CONTACTS, REGISTRATION, TRAINING = "contacts_confirmed", "data_protection", "staff_training"
DAY = timedelta(days=1)


def agree(world: World, now: datetime, school: Agency, provider: Agency, **dates: date | None) -> Agreement:
    signed_on = local_date(now)
    return record_agreement(
        virtual_school=school,
        provider=provider,
        **{"signed_on": signed_on, "starts_on": signed_on, **dates},
        signatories=[SignatoryDetails(side, "Sam", "Principal", "sam@example.org", signed_on) for side in Side],
        by=world.head.user,
        now=now,
    )


@pytest.fixture
def agreements(world: World, now: datetime) -> list[Agreement]:
    """The college with two Virtual Schools, both put in force today."""
    world.agreement.delete()
    return [
        agree(world, now, world.virtual_school, world.college),
        agree(world, now, world.host_virtual_school, world.college),
    ]


def clocks(code: str, agency: Agency, state: str = DeadlineState.OPEN) -> list[Deadline]:
    return list(Deadline.objects.filter(duty_code=code, owner=agency, state=state).order_by("pk"))


def days(code: str, agency: Agency, state: str = DeadlineState.OPEN) -> list[date | None]:
    return [deadline.due_on for deadline in clocks(code, agency, state)]


def confirm(agency: Agency, by: Membership, now: datetime) -> Confirmation:
    return confirm_contacts(agency=agency, seen=chart_of(agency, now).digest, by=by.user, now=now)


def register(world: World, expires_on: date, now: datetime) -> Registration:
    return record_registration(
        agency=world.college, number="za 123456", expires_on=expires_on, by=world.administrator.user, now=now
    )


def train(
    person: Membership, now: datetime, refresh_due_on: date | None, subject: TrainingSubject = TrainingSubject.DUTIES
):
    return record_training(
        membership=person,
        subject=subject,
        done_on=local_date(now),
        refresh_due_on=refresh_due_on,
        by=person.user,
        now=now,
    )


def no_drift(now: datetime) -> bool:
    own = {CONTACTS, REGISTRATION, TRAINING}
    return [one for one in drift.find(now=now) if one.duty_code in own] == []


# --- Yearly confirmation ----------------------------------------------------------------------------------------------


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


# --- Registration -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("agreements")
def test_a_registration_is_due_on_the_day_it_expires_and_met_by_one_that_lasts_longer(world: World, now: datetime):
    expires_on = local_date(now) + timedelta(days=90)
    assert register(world, expires_on, now).number == "ZA123456"
    assert days(REGISTRATION, world.college) == [expires_on, expires_on]
    later = now + timedelta(days=80)
    renewed = expires_on + timedelta(days=365)
    register(world, renewed, later)
    assert [deadline.met_at for deadline in clocks(REGISTRATION, world.college, "met")] == [later, later]
    assert days(REGISTRATION, world.college) == [renewed, renewed]
    assert no_drift(later)


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("ZA123456", True),
        ("zb 12 34 56", True),
        ("Z1234567", True),
        ("Z123456X", True),
        ("A1234567", False),
        ("ZA12345", False),
        ("ZA1234567", False),
        ("Z12345X6", False),
        ("ZA12345٦", False),
        ("", False),
    ],
)
def test_numbers_are_those_of_the_register(world: World, now: datetime, number: str, is_one: bool):
    def record() -> None:
        record_registration(agency=world.college, number=number, expires_on=local_date(now) + DAY, by=None, now=now)

    if is_one:
        record()
        return
    with pytest.raises(RegistrationRefused) as refused:
        record()
    assert refused.value.field == "number"


def test_what_has_expired_or_lasts_no_longer_is_refused(world: World, now: datetime):
    today = local_date(now)
    with pytest.raises(RegistrationRefused, match="expired already"):
        register(world, today - DAY, now)
    register(world, today + DAY, now)
    with pytest.raises(RegistrationRefused, match="recorded already"):
        register(world, today + DAY, now)


@pytest.mark.usefixtures("agreements")
def test_a_correction_moves_nothing_silently(world: World, now: datetime):
    wrong, right = local_date(now) + timedelta(days=900), local_date(now) + timedelta(days=90)
    registration = register(world, wrong, now)
    with pytest.raises(RegistrationRefused, match="what was wrong"):
        correct_registration(
            registration=registration, number="ZA123456", expires_on=right, reason=" ", by=None, now=now
        )
    correct_registration(
        registration=registration, number="ZB123456", expires_on=right, reason="Typed 2028", by=None, now=now + DAY
    )
    assert days(REGISTRATION, world.college) == [right, right]
    assert len(clocks(REGISTRATION, world.college, "cancelled")) == 2
    assert registration.history.count() == 2
    assert no_drift(now + DAY)


def test_an_agreement_put_in_force_later_asks_for_what_is_recorded(world: World, now: datetime):
    expires_on = local_date(now) + timedelta(days=90)
    register(world, expires_on, now)
    assert clocks(REGISTRATION, world.college) == []
    agree(world, now + DAY, world.host_virtual_school, world.college)
    assert days(REGISTRATION, world.college) == [expires_on]
    assert no_drift(now + DAY)


@pytest.mark.usefixtures("agreements")
def test_what_was_waived_does_not_come_back(world: World, now: datetime):
    register(world, local_date(now) + timedelta(days=90), now)
    first, _ = clocks(REGISTRATION, world.college)
    waive(deadline=first, reason="Exempt", by=None, now=now)
    settle_all(now=now + DAY)
    assert len(clocks(REGISTRATION, world.college)) == 1
    assert no_drift(now + DAY)


# --- Training ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("agreements")
def test_only_people_in_posts_owe_the_refresh(world: World, now: datetime):
    refresh = local_date(now) + timedelta(days=365)
    train(world.mentor, now, refresh)
    assert clocks(TRAINING, world.college) == []
    train(world.designated_person, now, refresh)
    train(world.cover_person, now, refresh, TrainingSubject.CARE_SYSTEM)
    train(world.designated_person, now, None, TrainingSubject.SAFEGUARDING)
    assert days(TRAINING, world.college) == [refresh] * 4
    assert no_drift(now)


@pytest.mark.usefixtures("agreements")
def test_newer_training_in_the_same_subject_meets_the_refresh(world: World, now: datetime):
    refresh, later = local_date(now) + timedelta(days=365), now + timedelta(days=300)
    train(world.designated_person, now, refresh)
    train(world.designated_person, now, refresh, TrainingSubject.CARE_SYSTEM)
    train(world.designated_person, later, refresh + timedelta(days=300))
    assert [deadline.met_at for deadline in clocks(TRAINING, world.college, "met")] == [later, later]
    assert sorted(days(TRAINING, world.college)) == [refresh] * 2 + [refresh + timedelta(days=300)] * 2
    assert no_drift(later)


@pytest.mark.usefixtures("agreements")
def test_training_recorded_late_for_an_earlier_day_changes_nothing(world: World, now: datetime):
    refresh = local_date(now) + timedelta(days=365)
    train(world.designated_person, now, refresh)
    record_training(
        membership=world.designated_person,
        subject=TrainingSubject.DUTIES,
        done_on=local_date(now) - timedelta(days=700),
        refresh_due_on=local_date(now) - timedelta(days=335),
        by=None,
        now=now + DAY,
    )
    assert days(TRAINING, world.college) == [refresh] * 2
    assert no_drift(now + DAY)


@pytest.mark.usefixtures("agreements")
def test_the_clock_follows_the_post(world: World, now: datetime):
    refresh = local_date(now) + timedelta(days=365)
    train(world.designated_person, now, refresh)
    train(world.signatory, now, refresh)
    appoint_contact(
        agency=world.college, kind=ContactKind.DESIGNATED_PERSON, holder=world.cover_person, cover=world.signatory,
        starts_at=now + DAY, by=None, now=now + DAY,
    )  # fmt: skip
    assert len(clocks(TRAINING, world.college, "cancelled")) == 2
    assert len(clocks(TRAINING, world.college)) == 2, "the signatory covers now"
    end_membership(membership=world.signatory, by=None, now=now + 2 * DAY)
    settle_all(now=now + 3 * DAY)
    assert clocks(TRAINING, world.college) == []
    assert no_drift(now + 3 * DAY)


@pytest.mark.usefixtures("agreements")
def test_training_that_was_recorded_wrongly_is_corrected_with_its_history(world: World, now: datetime):
    refresh, right = (local_date(now) + timedelta(days=n) for n in (365, 180))
    training = train(world.designated_person, now, refresh)
    details = {"subject": TrainingSubject.DUTIES, "note": "", "done_on": local_date(now), "refresh_due_on": right}
    with pytest.raises(TrainingRefused) as refused:
        correct_training(training=training, **details, reason="", by=None, now=now)
    assert refused.value.field == "reason"
    correct_training(training=training, **details, reason="Six months", by=None, now=now + DAY)
    assert days(TRAINING, world.college) == [right] * 2
    assert training.history.count() == 2
    assert no_drift(now + DAY)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"done_on": 1}, "done_on"),
        ({"done_on": -10, "refresh_due_on": -10}, "refresh_due_on"),
        ({"done_on": 0, "subject": TrainingSubject.OTHER}, "note"),
    ],
)
def test_training_that_cannot_be(world: World, now: datetime, details: dict[str, object], field: str):
    days_off = {name: local_date(now) + timedelta(days=n) for name, n in details.items() if isinstance(n, int)}
    subject = details.get("subject", TrainingSubject.DUTIES)
    with pytest.raises(TrainingRefused) as refused:
        record_training(
            membership=world.mentor, subject=subject, **{"refresh_due_on": None, **days_off}, by=None, now=now
        )  # fmt: skip
    assert refused.value.field == field
