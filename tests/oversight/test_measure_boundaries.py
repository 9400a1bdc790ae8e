"""Each measure at its edges: who is in the whole, and who of them is counted."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction

from deadlines.calendar import local_midnight
from education_plans.enums import QualityOutcome, Rag
from learners.models import Learner
from oversight.enums import Direction
from oversight.measures import registry
from oversight.measures.measure import Number
from oversight.rules.proposed_rag import Thresholds, proposed_rag
from oversight.selectors.measure_values import scope_of
from tests.conftest import NOON
from tests.factories import KeyWorkerFactory
from tests.oversight.facts import attended, does
from tests.oversight.measured import clock, episode, excluded, guided, looked_at, moved_school
from tests.people import World, build_world
from tracking.enums import ActivityGroup as G
from tracking.enums import ExclusionKind

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 6)
DUE = datetime(2026, 10, 4, 23, tzinfo=UTC)  # the midnight after 4 October
SECOND = timedelta(seconds=1)
#: Not in the whole; counted; in the whole and not counted.
OUT, YES, NO = None, True, False

Make = Callable[[World], Learner]


@pytest.fixture(scope="module")
def home(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One world for the module; what a test adds is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def stands(code: str, learner: Learner, world: World) -> bool | None:
    measure = registry.get(code)
    rows = measure.rows(scope_of(world.officer.user, NOON, own=measure.own))
    found = rows.filter(learner=learner) if measure.of_clocks else rows.filter(pk=learner.pk)
    return next((row.is_met for row in found), None)


def attends(*weeks: tuple[int, int, int], **fields: object) -> Make:
    def make(world: World) -> Learner:
        learner = world.learner(**fields)
        attended(learner.enrolments.get(), world, NOON, *weeks)
        return learner

    return make


def doing(group: G | None, born: date, since: date = date(2026, 9, 1), code: str = "", **fields: object) -> Make:
    def make(world: World) -> Learner:
        learner = world.learner(**({"enrolled": False, "date_of_birth": born} | fields))
        if group is not None:
            does(learner, group, since, code=code)
        return learner

    return make


def neet(since: date, **fields: object) -> Make:
    def make(world: World) -> Learner:
        learner = world.learner(enrolled=False)
        episode(learner, world, since, NOON, **fields)
        return learner

    return make


def promised(duty: str, *, due: datetime = DUE, met: datetime | None = None, **fields: object) -> Make:
    def make(world: World) -> Learner:
        learner = world.learner()
        clock(learner, world, duty, due=due, met=met, **fields)
        return learner

    return make


def plan(*looks: tuple[datetime, QualityOutcome], due: datetime = DUE, met: datetime | None = None) -> Make:
    def make(world: World) -> Learner:
        learner = world.learner()
        place = learner.enrolments.get()
        clock(learner, world, "education_plan", due=due, met=met, about=place.uuid)
        for at, outcome in looks:
            looked_at(place, world, at, outcome)
        return learner

    return make


def advised(born: date, *on: date) -> Make:
    def make(world: World) -> Learner:
        learner = world.learner(enrolled=False, date_of_birth=born)
        for day in on:
            guided(learner, world, day, NOON)
        return learner

    return make


def worker(*times: tuple[str, date, date | None]) -> Make:
    """(whose, from, until)"""

    def make(world: World) -> Learner:
        learner = world.learner(enrolled=False)
        learner.key_workers.all().delete()
        for who, since, until in times:
            KeyWorkerFactory(
                learner=learner, membership=getattr(world, who), starts_at=local_midnight(since),
                ends_at=local_midnight(until) if until else None,
            )  # fmt: skip
        return learner

    return make


def moves(*on: date, **fields: object) -> Make:
    def make(world: World) -> Learner:
        learner = world.learner(enrolled=False)
        for day in on:
            moved_school(learner, world, day, NOON, **fields)
        return learner

    return make


def out(on: date, kind: ExclusionKind = ExclusionKind.PERMANENT_EXCLUSION) -> Make:
    def make(world: World) -> Learner:
        learner = world.learner()
        learner.enrolments.update(starts_on=date(2025, 9, 1))
        excluded(learner.enrolments.get(), world, on, kind)
        return learner

    return make


def placed_until(ended_on: date | None, starts_on: date = date(2025, 9, 1)) -> Make:
    def make(world: World) -> Learner:
        learner = world.learner()
        ended = {"ended_on": ended_on, "end_reason": "completed"} if ended_on else {}
        learner.enrolments.update(starts_on=starts_on, **ended)
        return learner

    return make


BORN_17, BORN_18 = date(2008, 10, 7), date(2008, 10, 6)  # tomorrow, and today, is the birthday
YEAR_13, AFTER_YEAR_13 = date(2008, 9, 1), date(2008, 8, 31)
YEAR_12, YEAR_11 = date(2010, 8, 31), date(2010, 9, 1)
YEAR_10, YEAR_9, YEAR_8, YEAR_7 = date(2011, 9, 1), date(2012, 9, 1), date(2014, 8, 31), date(2014, 9, 1)
YEAR_AGO = date(2025, 10, 6)

CASES: list[tuple[str, Make, bool | None]] = [
    ("attendance_at_target", attends((0, 10, 9), (1, 10, 10)), YES),  # 95.0 %
    ("attendance_at_target", attends((0, 14, 13), (1, 7, 7), (2, 7, 6)), NO),  # 92.9 %
    ("attendance_at_target", attends((0, 10, 9), (1, 9, 9)), NO),  # 94.7 %
    ("attendance_at_target", attends((4, 10, 10)), OUT),  # five weeks ago
    ("attendance_at_target", attends((3, 10, 10)), YES),
    ("attendance_at_target", attends((0, 10, 10), closed_on=TODAY), OUT),
    ("attendance_above_limit", attends((0, 10, 9)), NO),  # 90.0 %
    ("attendance_above_limit", attends((0, 11, 10)), YES),  # 90.9 %
    ("attendance_known", attends((3, 10, 0)), YES),
    ("attendance_known", attends((4, 10, 10)), NO),
    ("attendance_known", placed_until(None, starts_on=TODAY), NO),
    ("attendance_known", placed_until(None, starts_on=TODAY + timedelta(days=1)), OUT),
    ("permanent_exclusions", out(TODAY), YES),
    ("permanent_exclusions", out(date(2026, 9, 1)), YES),
    ("permanent_exclusions", out(date(2026, 8, 31)), OUT),
    ("permanent_exclusions", out(TODAY, ExclusionKind.TERMINATION), NO),
    ("permanent_exclusions", placed_until(date(2026, 9, 1)), NO),
    ("permanent_exclusions", placed_until(date(2026, 8, 31)), OUT),
    ("permanent_exclusions", placed_until(None, starts_on=TODAY + timedelta(days=1)), OUT),
    ("courses_ended", out(TODAY, ExclusionKind.TERMINATION), YES),
    ("courses_ended", out(TODAY), NO),
    ("years_12_13_in_eet", doing(G.TRAINING, YEAR_13), YES),
    ("years_12_13_in_eet", doing(G.NEET, YEAR_12), NO),
    ("years_12_13_in_eet", doing(None, YEAR_12), NO),
    ("years_12_13_in_eet", doing(G.EDUCATION, YEAR_11), OUT),
    ("years_12_13_in_eet", doing(G.EDUCATION, AFTER_YEAR_13), OUT),
    ("years_12_13_in_eet", doing(G.EDUCATION, YEAR_12, since=TODAY), YES),
    ("years_12_13_in_eet", doing(G.EDUCATION, YEAR_12, since=TODAY + timedelta(days=1)), NO),
    ("care_leavers_in_eet", doing(G.EMPLOYMENT, BORN_18, care_status="former_relevant"), YES),
    ("care_leavers_in_eet", doing(G.NOT_KNOWN, BORN_18, care_status="relevant"), NO),
    ("care_leavers_in_eet", doing(G.EMPLOYMENT, BORN_17, care_status="relevant"), OUT),
    ("care_leavers_in_eet", doing(G.EMPLOYMENT, BORN_18, care_status="looked_after"), OUT),
    ("higher_education", doing(G.EDUCATION, BORN_18, code="240"), YES),
    ("higher_education", doing(G.EMPLOYMENT, BORN_18), NO),
    ("higher_education", doing(G.NEET, BORN_18), OUT),
    ("higher_education", doing(G.EDUCATION, BORN_17, code="240"), OUT),
    ("missing_education", doing(G.NEET, YEAR_13), YES),
    ("missing_education", doing(None, YEAR_13), YES),
    ("missing_education", doing(None, YEAR_13, enrolled=True), NO),
    ("missing_education", doing(G.EDUCATION, YEAR_13), NO),
    ("missing_education", doing(G.NEET, AFTER_YEAR_13), OUT),
    ("neet_with_plan", neet(TODAY, plan_on=TODAY, parties=("Jobcentre", "Adviser")), YES),
    ("neet_with_plan", neet(TODAY, plan_on=TODAY, parties=("Jobcentre", "jobcentre")), NO),
    ("neet_with_plan", neet(TODAY, plan_on=TODAY + timedelta(days=1), parties=("Jobcentre", "Adviser")), NO),
    ("neet_with_plan", neet(TODAY, parties=("Jobcentre", "Adviser")), NO),
    ("neet_with_plan", neet(date(2026, 9, 1), ended_on=TODAY, how_it_ended="A job"), NO),
    ("neet_with_plan", neet(date(2026, 9, 1), ended_on=TODAY - timedelta(days=1), how_it_ended="A job"), OUT),
    ("taster_day", neet(date(2026, 7, 6), taster_on=date(2026, 7, 6)), YES),
    ("taster_day", neet(date(2026, 7, 1), taster_on=date(2026, 7, 5)), NO),
    ("taster_day", neet(date(2026, 7, 7)), OUT),
    ("taster_day", neet(date(2026, 7, 6)), NO),
    ("health_support", neet(TODAY, health_route="open"), YES),
    ("health_support", neet(TODAY, health_route="refused"), NO),
    ("health_support", neet(TODAY), OUT),
    ("in_touch_kept", promised("in_touch", met=DUE - SECOND), YES),
    ("in_touch_kept", promised("in_touch", met=DUE), NO),
    ("in_touch_kept", promised("in_touch"), NO),
    ("in_touch_kept", promised("in_touch", due=NOON), NO),
    ("in_touch_kept", promised("in_touch", due=NOON + SECOND), OUT),
    ("in_touch_kept", promised("in_touch", due=local_midnight(date(2026, 10, 1))), OUT),  # the last of September
    ("in_touch_kept", promised("in_touch", due=local_midnight(date(2026, 10, 2))), NO),
    ("in_touch_kept", promised("in_touch", is_tracked=False), OUT),
    ("in_touch_kept", promised("in_touch", state="waived", closed_at=DUE - SECOND), OUT),
    ("in_touch_kept", promised("in_touch", state="waived", closed_at=DUE), NO),
    ("in_touch_kept", promised("in_touch_day", met=DUE - SECOND), OUT),
    ("work_contacts_kept", promised("work_contact_weekly", met=DUE - SECOND), YES),
    ("work_contacts_kept", promised("work_contact_monthly", met=DUE), NO),
    ("work_contacts_kept", promised("in_touch", met=DUE), OUT),
    ("in_touch_days_kept", promised("in_touch_day", met=DUE - SECOND), YES),
    ("in_touch_days_kept", promised("in_touch_day"), NO),
    ("promises_kept", promised("key_worker_change", met=DUE - SECOND), YES),
    ("promises_kept", promised("key_worker_change", met=DUE), NO),
    ("promises_kept", promised("key_worker_change", due=NOON + SECOND), OUT),
    ("plans_complete", plan(met=NOON - SECOND), YES),
    ("plans_complete", plan(), NO),
    ("plans_complete", plan(due=local_midnight(date(2026, 11, 1))), NO),  # the last of October, still to come
    ("plans_complete", plan(due=local_midnight(date(2026, 11, 2))), OUT),
    ("plans_complete", promised("in_touch", met=DUE), OUT),
    ("plans_on_time", plan(met=DUE - SECOND), YES),
    ("plans_on_time", plan(met=DUE), NO),
    ("plans_checked", plan((NOON - SECOND, QualityOutcome.RETURNED), met=DUE), YES),
    ("plans_checked", plan((NOON, QualityOutcome.GOOD), met=DUE), NO),
    ("plans_checked", plan((DUE, QualityOutcome.GOOD)), OUT),
    ("plans_good", plan((DUE, QualityOutcome.RETURNED), (DUE + SECOND, QualityOutcome.GOOD), met=DUE), YES),
    ("plans_good", plan((DUE, QualityOutcome.GOOD), (DUE + SECOND, QualityOutcome.RETURNED), met=DUE), NO),
    ("plans_good", plan(met=DUE), OUT),
    ("careers_advice", advised(YEAR_11, date(2025, 9, 1)), YES),  # in Year 10
    ("careers_advice", advised(YEAR_11, date(2025, 8, 31)), NO),
    ("careers_advice", advised(YEAR_10, date(2026, 9, 1)), YES),
    ("careers_advice", advised(YEAR_10, date(2026, 8, 31)), NO),
    ("careers_advice", advised(YEAR_10, TODAY + timedelta(days=1)), NO),
    ("careers_advice", advised(YEAR_12, TODAY), OUT),
    ("options_support", advised(YEAR_9, date(2025, 9, 1)), YES),
    ("options_support", advised(YEAR_8), NO),
    ("options_support", advised(YEAR_7, TODAY), OUT),
    ("same_worker", worker(("social_worker", YEAR_AGO, None)), YES),
    ("same_worker", worker(("social_worker", YEAR_AGO + timedelta(days=1), None)), OUT),
    ("same_worker", worker(("social_worker", YEAR_AGO, date(2026, 5, 1)), ("carer", date(2026, 5, 1), None)), NO),
    ("same_worker", worker(("social_worker", YEAR_AGO, TODAY)), NO),
    ("same_worker", worker(("social_worker", YEAR_AGO, date(2026, 5, 1)), ("social_worker", date(2026, 6, 1), None)), YES),
    ("same_worker", worker(("carer", date(2025, 1, 1), YEAR_AGO), ("social_worker", YEAR_AGO, None)), YES),
    ("school_moves_planned", moves(date(2026, 9, 1)), YES),
    ("school_moves_planned", moves(date(2026, 9, 1), is_planned=False), NO),
    ("school_moves_planned", moves(date(2026, 9, 1), time="term"), NO),
    ("school_moves_planned", moves(TODAY, in_exam_year=True), NO),
    ("school_moves_planned", moves(date(2026, 8, 31)), OUT),
    ("school_moves_planned", moves(TODAY + timedelta(days=1)), OUT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "make", "expected"), CASES, ids=[f"{code}-{place}" for place, (code, *_) in enumerate(CASES)]
)
def test_who_is_counted(home: World, code: str, make: Make, expected: bool | None):
    assert stands(code, make(home), home) is expected


def test_every_measure_is_tried_in_and_out_and_both_ways():
    tried: dict[str, set[bool | None]] = {}
    for code, _, expected in CASES:
        tried.setdefault(code, set()).add(expected)
    assert set(tried) == {measure.code for measure in registry.all()}
    whole_of_all = {
        "attendance_above_limit",
        "courses_ended",
        "in_touch_days_kept",
        "plans_on_time",
    }  # as their siblings
    assert {code for code, ways in tried.items() if ways != {True, False, None}} == whole_of_all


@pytest.mark.parametrize(
    ("numerator", "denominator", "thresholds", "expected"),
    [
        (95, 100, Thresholds(green_from=95, amber_from=90), Rag.GREEN),
        (9499, 10000, Thresholds(green_from=95, amber_from=90), Rag.AMBER),
        (90, 100, Thresholds(green_from=95, amber_from=90), Rag.AMBER),
        (8999, 10000, Thresholds(green_from=95, amber_from=90), Rag.RED),
        (94, 100, Thresholds(green_from=95), Rag.RED),
        (0, 0, Thresholds(green_from=95, amber_from=90), None),
        (5, 100, Thresholds(green_from=Decimal(5), direction=Direction.LOWER), Rag.GREEN),
        (5, 100, Thresholds(green_from=Decimal(5), direction=Direction.LOWER, is_beyond=True), Rag.RED),
        (49, 1000, Thresholds(green_from=Decimal(5), direction=Direction.LOWER, is_beyond=True), Rag.GREEN),
        (7, 100, Thresholds(green_from=5, amber_from=Decimal("7.0"), direction=Direction.LOWER), Rag.AMBER),
        (71, 1000, Thresholds(green_from=5, amber_from=7, direction=Direction.LOWER), Rag.RED),
        (2, 3, Thresholds(green_from=Fraction(200, 3)), Rag.GREEN),
    ],
)
def test_which_colour_a_share_proposes(numerator: int, denominator: int, thresholds: Thresholds, expected: Rag | None):
    assert proposed_rag(Number(numerator, denominator).exact("percent"), thresholds) == expected


@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "expected"),
    [
        ("missing_education", 4, 100, Rag.GREEN),
        ("missing_education", 5, 100, Rag.RED),
        ("higher_education", 30, 100, Rag.GREEN),
        ("higher_education", 299, 1000, Rag.RED),
        ("permanent_exclusions", 0, 9, Rag.GREEN),
        ("permanent_exclusions", 1, 9, Rag.RED),
        ("permanent_exclusions", 0, 0, None),
        ("promises_kept", 1, 9, None),  # no source asks a number
    ],
)
def test_what_a_measure_proposes_against_the_aim_of_its_sources(
    code: str, numerator: int, denominator: int, expected: Rag
):
    assert registry.get(code).state(Number(numerator, denominator)) == expected


def test_codes_and_versions_are_fit_for_rows_that_last():
    codes = [measure.code for measure in registry.all()]
    assert len(set(codes)) == len(codes) >= 14
    for measure in registry.all():
        assert len(measure.code) <= 40
        assert measure.sources
        assert measure.definition.endswith(".")
    assert registry.find("nonsense") is None
    with pytest.raises(KeyError):
        registry.get("nonsense")
