"""Keeping in touch with care leavers: its clocks, and every contact (P1)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import moment_data
from accounts.models import User
from deadlines.calendar import add_months
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from deadlines.services import waive
from learners.enums import CareStatus
from learners.models import Learner
from learners.services import close_case
from learners.services.record import change_learner
from tests.people import World
from tests.tracking.test_activity import said
from tracking.enums import ContactHow
from tracking.models import Contact
from tracking.rules.in_touch import Standing, clocks, is_owed, times_owed
from tracking.rules.times import Reached, Time
from tracking.selectors.contact import IN_TOUCH
from tracking.services.contact import ContactRefused, log_contact, settle_all_in_touch
from tracking.services.own_clocks import CaseHasEnded

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)
BORN = date(2007, 5, 17)


def moment(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "is_closed", "on", "owed"),
    [
        ("former_relevant", False, date(2026, 10, 6), True),
        ("relevant", False, date(2026, 10, 6), True),
        ("looked_after", False, date(2026, 10, 6), False),
        ("qualifying", False, date(2026, 10, 6), False),
        ("former_relevant", True, date(2026, 10, 6), False),
        ("former_relevant", False, date(2032, 5, 16), True),
        ("former_relevant", False, date(2032, 5, 17), False),  # 25
    ],
)
def test_care_leavers_are_kept_in_touch_with_until_25(status: str, is_closed: bool, on: date, owed: bool):
    assert is_owed(care_status=status, is_closed=is_closed, date_of_birth=BORN, on=on) is owed


def test_the_times_in_which_it_is_owed():
    assert times_owed(
        [
            Standing(moment(1, 1), "looked_after", False),
            Standing(moment(2, 1), "relevant", False),
            Standing(moment(3, 1), "former_relevant", False),
            Standing(moment(4, 1), "former_relevant", True),
            Standing(moment(5, 1), "former_relevant", False),
        ]
    ) == [Time(moment(2, 1), moment(4, 1)), Time(moment(5, 1), None)]


@pytest.mark.parametrize(
    ("reached", "found"),
    [
        ([], [(date(2026, 1, 1), None)]),
        ([(1, 1)], [(date(2026, 1, 1), None)]),  # on the day itself it says nothing of the time after
        ([(2, 1)], [(date(2026, 1, 1), (2, 1)), (date(2026, 2, 1), None)]),
        ([(2, 1), (1, 20), (2, 1)], [(date(2026, 1, 1), (2, 1)), (date(2026, 2, 1), None)]),  # told late, told twice
        (
            [(2, 1), (3, 1)],
            [(date(2026, 1, 1), (2, 1)), (date(2026, 2, 1), (3, 1)), (date(2026, 3, 1), None)],
        ),
    ],
)
def test_each_contact_starts_the_next_clock(reached: list[tuple[int, int]], found: list):
    written = [Reached(moment(*at), moment(4, 1)) for at in reached]
    time = Time(moment(1, 1), None)
    assert list(clocks(time, written, BORN)) == [(starts, moment(*met) if met else None) for starts, met in found]


def test_what_was_written_down_outside_the_time_does_not_count():
    time = Time(moment(1, 1), moment(3, 1))
    assert list(clocks(time, [Reached(moment(2, 1), moment(3, 2))], BORN)) == [(date(2026, 1, 1), None)]


@pytest.fixture
def looked_after(world: World) -> Learner:
    return world.learner(date_of_birth=BORN)


def become(learner: Learner, status: CareStatus, now: datetime) -> Learner:
    return change_learner(
        learner=learner, given_name=learner.given_name, family_name=learner.family_name, preferred_name="",
        date_of_birth=learner.date_of_birth, uln="", home_authority=learner.home_authority, care_status=status, by=None,
        now=now,
    )  # fmt: skip


@pytest.fixture
def learner(looked_after: Learner, now: datetime) -> Learner:
    """A care leaver since today."""
    return become(looked_after, CareStatus.FORMER_RELEVANT, now)


def log(learner: Learner, world: World, at: datetime, *, now: datetime | None = None, **fields) -> Contact:
    told = {"how": ContactHow.PHONE, "reached": True, **fields}
    return log_contact(learner=learner, at=at, **told, by=world.social_worker.user, now=now or at)


def running(learner: Learner) -> Deadline:
    return Deadline.objects.open().get(duty_code=IN_TOUCH, subject_uuid=learner.uuid)


def drifted(now: datetime) -> list[str]:
    return [str(one) for one in drift.find(now=now) if one.duty_code == IN_TOUCH]


def test_the_clock_starts_when_they_become_a_care_leaver(looked_after: Learner, world: World, now: datetime):
    assert not Deadline.objects.filter(duty_code=IN_TOUCH).exists()
    become(looked_after, CareStatus.RELEVANT, now)
    clock = running(looked_after)
    assert clock.due_on == local_date(now) + 56 * DAY
    assert clock.owner == world.social_care
    become(looked_after, CareStatus.FORMER_RELEVANT, now + DAY)
    assert running(looked_after) == clock, "still one"
    assert drifted(now + DAY) == []
    become(looked_after, CareStatus.NONE, now + 2 * DAY)
    clock.refresh_from_db()
    assert clock.state == DeadlineState.CANCELLED
    assert drifted(now + 2 * DAY) == []


def test_reaching_them_meets_it_and_starts_the_next(learner: Learner, world: World, now: datetime):
    first = running(learner)
    log(learner, world, now + 20 * DAY, reached=False)
    assert running(learner) == first
    log(learner, world, now + 30 * DAY)
    first.refresh_from_db()
    assert (first.state, first.met_at) == (DeadlineState.MET, now + 30 * DAY)
    second = running(learner)
    assert second.due_on == local_date(now) + 86 * DAY
    log(learner, world, now + 10 * DAY, now=now + 31 * DAY)  # written down late
    log(learner, world, now + 30 * DAY + timedelta(hours=2), now=now + 31 * DAY)  # twice on a day
    assert running(learner) == second
    assert drifted(now + 31 * DAY) == []


def test_what_was_waived_stays_so_until_somebody_reaches_them(learner: Learner, world: World, now: datetime):
    waive(deadline=running(learner), reason="Abroad until Easter", by=world.head.user, now=now)
    assert settle_all_in_touch(now=now + DAY) == 0
    assert not Deadline.objects.open().filter(duty_code=IN_TOUCH).exists()
    assert drifted(now + DAY) == []
    log(learner, world, now + 30 * DAY)
    assert running(learner).due_on == local_date(now) + 86 * DAY
    assert drifted(now + 30 * DAY) == []


def test_a_letter_never_shows_that_they_had_it(learner: Learner, world: World, now: datetime):
    with pytest.raises(ContactRefused, match="A letter does not show") as refused:
        log(learner, world, now, how=ContactHow.LETTER)
    assert refused.value.field == "reached"
    assert not log(learner, world, now, how=ContactHow.LETTER, reached=False).reached


@pytest.mark.parametrize("at", [moment(10, 7), datetime(1999, 1, 1, tzinfo=UTC)])
def test_moments_that_cannot_be(learner: Learner, world: World, now: datetime, at: datetime):
    with pytest.raises(ContactRefused) as refused:
        log(learner, world, at, now=now)
    assert refused.value.field == "at"


def test_with_the_case_it_is_over(learner: Learner, world: World, now: datetime):
    close_case(learner=learner, closed_on=local_date(now), reason="Moved", by=None, now=now)
    assert not Deadline.objects.open().filter(duty_code=IN_TOUCH).exists()
    assert settle_all_in_touch(now=now + DAY) == 0
    assert drifted(now + DAY) == []
    with pytest.raises(CaseHasEnded):
        log(learner, world, now)


def test_the_night_starts_what_is_missing_and_stops_it_at_25(world: World, real_now: datetime):
    learner = world.learner(care_status=CareStatus.FORMER_RELEVANT)  # a row only: without its clock
    today = local_date(real_now)
    assert settle_all_in_touch(now=real_now) == 1
    assert running(learner).due_on == today + 56 * DAY, "since the record says so"
    assert settle_all_in_touch(now=real_now) == 0
    Learner.objects.filter(pk=learner.pk).update(date_of_birth=add_months(today, -25 * 12))
    assert settle_all_in_touch(now=real_now) == 1
    assert not Deadline.objects.open().filter(duty_code=IN_TOUCH).exists()
    assert settle_all_in_touch(now=real_now) == 0
    assert drifted(real_now) == []


def test_the_clock_is_for_the_own_agencies_alone(learner: Learner, world: World):
    assert Deadline.objects.visible_to(world.social_worker.user).filter(duty_code=IN_TOUCH).exists()
    assert not Deadline.objects.visible_to(world.designated_person.user).filter(duty_code=IN_TOUCH).exists()


# Pages


@pytest.fixture
def today(world: World, real_now: datetime) -> Learner:
    return become(world.learner(date_of_birth=BORN), CareStatus.FORMER_RELEVANT, real_now - 40 * DAY)


def test_a_contact_is_recorded_in_the_browser(today: Learner, world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.social_worker.user)
    page = reverse("tracking:in-touch", args=[today.uuid])
    assert page in client.get(reverse("oversight:case-file", args=[today.uuid])).content.decode()
    assert "Be in touch with the care leaver" in said(client.get(page))
    deadline = client.get(reverse("deadlines:detail", args=[running(today).uuid]))
    assert reverse("tracking:contact-new", args=[today.uuid]) in deadline.content.decode()
    new = reverse("tracking:contact-new", args=[today.uuid])
    data = {"how": "visit", "note": "Tea and the rent", **moment_data("at", real_now - DAY)}
    refused = client.post(new, data)
    assert refused.status_code == 200
    assert "Tea and the rent" in refused.content.decode()
    assert client.post(new, {**data, "reached": "yes"}).headers["Location"] == page
    text = said(client.get(page))
    assert "Tea and the rent" in text
    assert "Due in 55 days" in text or "55 days" in text
    provider = client_of(world.designated_person.user)
    assert provider.get(page).status_code == 404
    assert provider.post(new, {**data, "reached": "yes"}).status_code == 404


def test_a_long_log_has_pages_and_costs_the_same(today: Learner, world: World, client_of: ClientOf, real_now: datetime):
    client, page = client_of(world.social_worker.user), reverse("tracking:in-touch", args=[today.uuid])

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        return len(asked.captured_queries)

    log(today, world, real_now - 39 * DAY, now=real_now)
    client.get(page)
    few = cost()
    for number in range(30):
        log(today, world, real_now - number * DAY, now=real_now, reached=False)
    assert cost() == few
    assert "?page=2" in client.get(page).content.decode()
