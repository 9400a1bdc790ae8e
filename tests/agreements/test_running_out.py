"""Registration and training run out on a day of their own: the clock until then, its renewal, its correction."""

from datetime import date, datetime, timedelta

import pytest

from accounts.clock import local_date
from accounts.models import Membership
from accounts.services import end_membership
from agreements.enums import ContactKind, TrainingSubject
from agreements.models import Registration
from agreements.services import (
    RegistrationRefused,
    TrainingRefused,
    appoint_contact,
    correct_registration,
    correct_training,
    record_registration,
    record_training,
    settle_all,
)
from deadlines.services import waive
from tests.agreements.sides import REGISTRATION, TRAINING, agree, clocks, days, no_drift
from tests.people import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


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
