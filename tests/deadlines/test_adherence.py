"""Adherence: judged on the original moment; every number is the length of the list behind it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Agency, User
from deadlines import adherence, services
from deadlines.adherence import COLUMNS
from deadlines.enums import Outcome
from deadlines.models import Deadline
from deadlines.selectors import Filters, narrowed
from tests.deadlines.conftest import EMERGENCY, PLAN, Opener
from tests.deadlines.test_calendar import london
from tests.factories import AgencyFactory

START = london("2026-09-01 09:00")
DUE = london("2026-10-02 00:00")
EARLY, LATE, NOW = DUE - timedelta(days=5), DUE + timedelta(days=5), DUE + timedelta(days=30)
pytestmark = pytest.mark.django_db

Story = Callable[[Deadline, User], object]


def meet(deadline: Deadline, at: object) -> None:
    services.meet(deadline=deadline, at=at, now=at)  # type: ignore[arg-type]


def move_then_meet(deadline: Deadline, by: User, *, moved: object, met: object) -> None:
    services.move(deadline=deadline, due_on=date(2026, 12, 1), reason="Agreed", by=by, now=moved)  # type: ignore[arg-type]
    meet(deadline, met)


STORIES: list[tuple[str, Outcome, Story]] = [
    ("met before", Outcome.ON_TIME, lambda d, by: meet(d, DUE - timedelta(seconds=1))),
    ("met at the moment itself", Outcome.LATE, lambda d, by: meet(d, DUE)),
    ("met after", Outcome.LATE, lambda d, by: meet(d, LATE)),
    ("never met", Outcome.MISSED, lambda d, by: None),
    (
        "moved before, met before the first moment",
        Outcome.ON_TIME,
        lambda d, by: move_then_meet(d, by, moved=EARLY, met=EARLY),
    ),
    (
        "moved before, met after the first moment",
        Outcome.LATE,
        lambda d, by: move_then_meet(d, by, moved=EARLY, met=LATE),
    ),
    ("moved after, met", Outcome.LATE, lambda d, by: move_then_meet(d, by, moved=LATE, met=LATE + timedelta(days=1))),
    (
        "moved after, still open",
        Outcome.MISSED,
        lambda d, by: services.move(deadline=d, due_on=date(2026, 12, 1), reason="Agreed", by=by, now=LATE),
    ),
    ("waived before", Outcome.WAIVED, lambda d, by: services.waive(deadline=d, reason="Agreed", by=by, now=EARLY)),
    ("waived after", Outcome.MISSED, lambda d, by: services.waive(deadline=d, reason="Agreed", by=by, now=LATE)),
    ("stopped applying before", Outcome.CANCELLED, lambda d, by: services.cancel(deadline=d, reason="Left", now=EARLY)),
    (
        "stopped applying before, noted after",
        Outcome.CANCELLED,
        lambda d, by: services.cancel(deadline=d, reason="Left", at=EARLY, now=LATE),
    ),
    ("stopped applying after", Outcome.MISSED, lambda d, by: services.cancel(deadline=d, reason="Left", now=LATE)),
    (
        "paused over its moment",
        Outcome.MISSED,
        lambda d, by: services.pause(deadline=d, reason="In hospital", by=by, now=EARLY),
    ),
    (
        "met, then opened again",
        Outcome.MISSED,
        lambda d, by: (meet(d, EARLY), services.reopen(deadline=d, reason="Bounced", now=LATE)),
    ),
]


@pytest.mark.parametrize(("name", "outcome", "story"), STORIES, ids=[row[0] for row in STORIES])
def test_outcome(opened: Opener, someone: User, name: str, outcome: Outcome, story: Story) -> None:
    deadline = opened(PLAN)
    story(deadline, someone)
    assert Deadline.objects.with_outcome(NOW).get().outcome == outcome


def test_not_yet_due_until_the_moment_itself(opened: Opener) -> None:
    opened(PLAN)
    assert Deadline.objects.with_outcome(DUE - timedelta(microseconds=1)).get().outcome == Outcome.NOT_YET_DUE
    assert Deadline.objects.with_outcome(DUE).get().outcome == Outcome.MISSED


def test_the_rate_leaves_out_what_was_never_to_be_kept(opened: Opener, someone: User) -> None:
    for _, _, story in STORIES:
        story(opened(PLAN), someone)
    counts = adherence.total(adherence.by_duty(Deadline.objects.all(), NOW))
    assert (counts.on_time, counts.late, counts.missed, counts.not_yet_due) == (2, 4, 6, 0)
    assert counts.rate == pytest.approx(2 / 12)
    assert (counts.moved, counts.paused, counts.waived, counts.cancelled) == (4, 1, 2, 3)
    assert counts.total == len(STORIES)


def test_nothing_to_judge_has_no_rate() -> None:
    assert adherence.total(adherence.by_duty(Deadline.objects.all(), NOW)).rate is None


def test_every_number_is_the_length_of_the_list_behind_it(opened: Opener, someone: User) -> None:
    partner = AgencyFactory(provider=True)
    for _, _, story in STORIES:
        story(opened(PLAN, partner=partner), someone)
    opened(EMERGENCY, starts_at=START)
    opened(PLAN, starts_on=date(2026, 6, 1), now=START)  # due before the period
    period = Filters(due_from=date(2026, 9, 1), due_to=date(2026, 11, 1))
    population = narrowed(Deadline.objects.all(), period, NOW)
    rows = adherence.table(population, NOW)
    assert {(row.agency.kind, row.duty.code) for row in rows} == {
        ("social_care", PLAN.code),
        ("social_care", EMERGENCY.code),
        ("provider", PLAN.code),
    }
    for row in rows:
        for column in COLUMNS:
            behind = narrowed(Deadline.objects.all(), row.filters(column, period), NOW)
            assert behind.count() == getattr(row.counts, column), (row.agency, row.duty.code, column)


def test_the_period_holds_its_first_moment_and_not_its_last(opened: Opener) -> None:
    opened(PLAN)
    for period, expected in [((DUE, LATE), 1), ((EARLY, DUE), 0), ((EARLY, DUE + timedelta(microseconds=1)), 1)]:
        assert Deadline.objects.originally_due(*period).count() == expected
    assert narrowed(Deadline.objects.all(), Filters(due_from=date(2026, 10, 2)), NOW).count() == 1
    assert narrowed(Deadline.objects.all(), Filters(due_to=date(2026, 10, 2)), NOW).count() == 0


def test_clocks_from_before_tracking_stay_out(opened: Opener, owner: Agency) -> None:
    owner.tracked_from = date(2026, 12, 1)
    opened(PLAN)
    assert adherence.table(Deadline.objects.all(), NOW) == []


@pytest.mark.parametrize(("tracked_from", "counts"), [(date(2026, 10, 1), True), (date(2026, 10, 2), False)])
def test_a_partner_tracked_later_does_not_answer_for_what_was_due_before(
    opened: Opener, owner: Agency, tracked_from: date, counts: bool
) -> None:
    """The clock ends with 1 October."""
    partner = AgencyFactory(provider=True, tracked_from=tracked_from)
    deadline = opened(PLAN, partner=partner)
    rows = {row.agency: row.counts.missed for row in adherence.table(Deadline.objects.all(), NOW)}
    assert rows == ({owner: 1, partner: 1} if counts else {owner: 1})
    listed = narrowed(Deadline.objects.all(), Filters(agency=partner.uuid), NOW)
    assert list(listed) == ([deadline] if counts else [])


def test_by_duty_counts_a_shared_duty_once(opened: Opener) -> None:
    opened(PLAN, partner=AgencyFactory(provider=True))
    assert {code: counts.total for code, counts in adherence.by_duty(Deadline.objects.all(), NOW).items()} == {
        PLAN.code: 1
    }


def test_the_number_of_queries_does_not_grow(opened: Opener, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        opened(PLAN, partner=AgencyFactory(provider=True), owner=AgencyFactory(social_care=True))
    with django_assert_num_queries(3):
        assert len(adherence.table(Deadline.objects.all(), NOW)) == 6
