"""A Virtual School with 120 providers is live in an afternoon, and waits seconds for it, not minutes."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.clock import local_date
from agreements.enums import TrainingSubject
from agreements.models import Agreement
from agreements.services import record_registration, record_training
from agreements.services.upkeep import settle
from deadlines.models import Deadline, DeadlineEvent
from tests.agreements.sides import no_drift
from tests.agreements.test_importing import SIGNED, carry_out, people, row
from tests.people import World

#: Questions to the database for one more provider with three people and a signed agreement.
MOST_FOR_A_LINE = 60


@pytest.fixture
def trained(world: World, real_now: datetime) -> World:
    """The Virtual School has clocks of its own under each of its agreements: its registration, its people's training."""
    due_on = local_date(real_now) + timedelta(days=300)
    by = world.head.user
    record_registration(
        agency=world.virtual_school, number="ZA123456", expires_on=due_on, by=by, now=real_now - timedelta(days=2)
    )
    for hat in (world.key_contact, world.officer):
        for subject in (TrainingSubject.CARE_SYSTEM, TrainingSubject.DUTIES):
            record_training(
                membership=hat, subject=subject, done_on=local_date(real_now) - timedelta(days=2),
                refresh_due_on=due_on, by=by, now=real_now - timedelta(days=2),
            )  # fmt: skip
    return world


def lines(world: World, start: int, number: int) -> list[dict[str, str]]:
    return [row(f"College {place}", world, **people(f"p{place}"), **SIGNED) for place in range(start, start + number)]


def asked(world: World, now: datetime, start: int, number: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        carry_out(world, now, *lines(world, start, number))
    return len(queries)


def test_each_line_costs_the_same_however_many_there_are(trained: World, real_now: datetime):
    asked(trained, real_now, 0, 1)
    few, more, many = (asked(trained, real_now, start, number) for start, number in ((10, 2), (20, 6), (40, 14)))
    assert (more - few) / 4 <= MOST_FOR_A_LINE
    assert (many - more) / 8 <= MOST_FOR_A_LINE
    assert abs((many - more) / 8 - (more - few) / 4) <= 2


def test_what_is_owed_is_what_it_would_be_one_by_one(trained: World, real_now: datetime):
    carry_out(trained, real_now, *lines(trained, 0, 5))
    new = Agreement.objects.filter(provider__name__startswith="College")
    for agreement in new:
        owed = sorted(Deadline.objects.open().filter(agreement=agreement).values_list("duty_code", "owner__kind"))
        assert owed == [
            ("agreement_review", "virtual_school"),
            ("contacts_confirmed", "provider"),
            ("contacts_confirmed", "virtual_school"),
            ("data_protection", "virtual_school"),
            *[("staff_training", "virtual_school")] * 4,
        ]
    opened = Deadline.objects.filter(agreement__in=new)
    assert DeadlineEvent.objects.filter(deadline__in=opened, verb="opened").count() == opened.count() == 5 * 8
    assert not opened.filter(steps__isnull=True).exists()
    assert no_drift(real_now)
    before = DeadlineEvent.objects.count()
    for agency in [trained.virtual_school, *[agreement.provider for agreement in new]]:
        settle(agency=agency, by=None, now=real_now)
    assert DeadlineEvent.objects.count() == before, "nothing is left to settle"
