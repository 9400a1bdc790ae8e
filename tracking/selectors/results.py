"""Retention, pass, achievement, value added and what came next, of everybody somebody may see (A35).

A number and the list behind it come from one place: a measure counts with the same condition by which `aims_listed`
narrows its list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Avg, Case, Count, DateField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import ExtractYear, Greatest
from django.urls import reverse

from accounts.models import Agency, User
from agreements.rules import academic_year
from learners.enums import Level
from tracking.enums import AimOutcome, Completion, NextStep
from tracking.models import LearningAim
from tracking.rules.results import ENDED, Results

_LEAVERS = Q(completion__in=[state.value for state in ENDED])
_COMPLETED = Q(completion=Completion.COMPLETED)
_ACHIEVED = Q(_COMPLETED, outcome=AimOutcome.ACHIEVED)

#: What a list of courses can be narrowed to. Those that go on, or have a break, are in no rate.
SHOWS: Mapping[str, tuple[str, Q]] = {
    "leavers": ("Leavers: completed or left", _LEAVERS),
    "completed": ("Completed", _COMPLETED),
    "achieved": ("Achieved", _ACHIEVED),
    "not_achieved": ("Completed without achieving all of it", _COMPLETED & ~Q(outcome=AimOutcome.ACHIEVED)),
    "withdrawn": ("Left before the end", Q(completion=Completion.WITHDRAWN)),
    "continuing": ("Going on, or on an agreed break", ~_LEAVERS),
    "valued": (
        "With value added",
        _LEAVERS & Q(expected_points__isnull=False, actual_points__isnull=False),
    ),
    "waiting": ("Over by now, and nobody has said how it ended", Q(completion=Completion.CONTINUING)),
}


@dataclass(frozen=True)
class ResultFilters:
    """`year`: in which the academic year begins in whose results a course counts. Empty asks nothing."""

    year: int | None = None
    provider: UUID | None = None
    level: str = ""
    show: str = ""
    next_step: str = ""

    def address(self, name: str = "tracking:aims") -> str:
        """The page of that name with these filters."""
        chosen = {key: str(value) for key, value in vars(self).items() if value not in (None, "")}
        return reverse(name) + (f"?{urlencode(chosen)}" if chosen else "")


@dataclass(frozen=True)
class Measures:
    """One row of the table of results: counts, the rates made of them, and the addresses of the lists behind."""

    label: str
    results: Results
    continuing: int
    valued: int
    value_added: Decimal | None
    filters: ResultFilters

    @property
    def urls(self) -> dict[str, str]:
        return {show: replace(self.filters, show=show).address() for show in SHOWS}

    @property
    def url(self) -> str:
        return self.filters.address("tracking:results")

    @property
    def achieved(self) -> int:
        return self.results.achieved

    @property
    def not_achieved(self) -> int:
        return self.results.completed - self.results.achieved

    @property
    def withdrawn(self) -> int:
        return self.results.leavers - self.results.completed


@dataclass(frozen=True)
class NextStepCount:
    label: str
    count: int
    url: str


@dataclass(frozen=True)
class ResultsPage:
    whole: Measures
    by_provider: list[Measures]
    by_year: list[Measures]
    next_steps: list[NextStepCount]
    waiting: int

    @property
    def totals(self) -> list[Measures]:
        """The last row of the table."""
        return [self.whole]


def aims_counted(user: User, filters: ResultFilters, *, today: date) -> QuerySet[LearningAim]:
    """The courses that `user` may see and that the filters leave."""
    aims: QuerySet[LearningAim] = LearningAim.objects.visible_to(user)
    aims = aims.alias(counts_on=Greatest("planned_end_on", "ended_on", output_field=DateField()))
    if filters.year is not None:
        aims = aims.filter(counts_on__gte=date(filters.year, 9, 1), counts_on__lt=date(filters.year + 1, 9, 1))
    if filters.provider is not None:
        aims = aims.filter(enrolment__provider__uuid=filters.provider)
    if filters.level:
        aims = aims.filter(level=filters.level)
    if filters.next_step:
        aims = aims.filter(_LEAVERS, next_step=_stored(filters.next_step))
    if filters.show in SHOWS:
        aims = aims.filter(SHOWS[filters.show][1])
    if filters.show == "waiting":
        aims = aims.filter(planned_end_on__lt=today)
    return aims


def aims_listed(user: User, filters: ResultFilters, *, today: date) -> QuerySet[LearningAim]:
    """The list behind a number, by the name of the young person."""
    aims = aims_counted(user, filters, today=today).select_related("enrolment__learner", "enrolment__provider")
    return aims.order_by("enrolment__learner__sort_name", "enrolment__learner_id", "-starts_on", "pk")


def results_page(user: User, filters: ResultFilters, *, today: date) -> ResultsPage:
    """Everything of one year, by provider, beside the same measures of every year. Five queries."""
    filters = replace(filters, show="", next_step="")
    of_year = aims_counted(user, filters, today=today)
    by_provider = of_year.values("enrolment__provider__uuid", "enrolment__provider__name").annotate(**_counts())
    of_all_years = aims_counted(user, replace(filters, year=None), today=today)
    by_year = of_all_years.annotate(year=_year_of("counts_on")).values("year").annotate(**_counts())
    waiting = aims_counted(user, replace(filters, year=None, show="waiting"), today=today)
    return ResultsPage(
        whole=_measures("All together", of_year.aggregate(**_counts()), filters),
        by_provider=[
            _measures(
                row["enrolment__provider__name"], row, replace(filters, provider=row["enrolment__provider__uuid"])
            )
            for row in by_provider.order_by("enrolment__provider__sort_name", "enrolment__provider__uuid")
        ],
        by_year=[
            _measures(academic_year(row["year"]), row, replace(filters, year=row["year"]))
            for row in by_year.order_by("-year")
        ],
        next_steps=_next_steps(of_year, filters),
        waiting=waiting.count(),
    )


def providers_with_aims(user: User) -> list[Agency]:
    """Providers at which somebody studies something that `user` may see: what the filter offers."""
    ids = LearningAim.objects.visible_to(user).order_by().values("enrolment__provider").distinct()
    return list(Agency.objects.filter(pk__in=ids).order_by("sort_name", "id"))


def years_with_aims(user: User) -> list[int]:
    """The academic years in whose results anything counts, newest first."""
    aims = LearningAim.objects.visible_to(user).alias(counts_on=Greatest("planned_end_on", "ended_on"))
    years = aims.order_by().annotate(year=_year_of("counts_on")).values_list("year", flat=True).distinct()
    return sorted(years, reverse=True)


def _stored(next_step: str) -> str:
    """What came next as it is kept: that nobody has said anything is kept as nothing."""
    return "" if next_step == NOT_SAID else next_step


#: Of leavers of whom nobody has said what came next.
NOT_SAID = "not_said"
NEXT_STEPS: Mapping[str, str] = {**dict(NextStep.choices), NOT_SAID: "Nobody has said"}
LEVELS: Mapping[str, str] = dict(Level.choices)


def _next_steps(aims: QuerySet[LearningAim], filters: ResultFilters) -> list[NextStepCount]:
    counted = aims.filter(_LEAVERS).order_by().values_list("next_step").annotate(number=Count("pk"))
    numbers = {step or NOT_SAID: number for step, number in counted}
    return [
        NextStepCount(label, numbers[step], replace(filters, next_step=step).address())
        for step, label in NEXT_STEPS.items()
        if step in numbers
    ]


def _year_of(day: str) -> Case:
    """The academic year of a day, as `agreements.rules.academic_year_of` reckons it."""
    year = ExtractYear(F(day))
    return Case(When(**{f"{day}__month__gte": 9}, then=year), default=year - Value(1), output_field=IntegerField())


def _counts() -> dict[str, Any]:
    counted = {show: Count("pk", filter=condition) for show, (_, condition) in SHOWS.items() if show != "waiting"}
    added = Avg(F("actual_points") - F("expected_points"), filter=SHOWS["valued"][1])
    return {f"n_{show}": count for show, count in counted.items()} | {"added": added}


def _measures(label: str, row: Mapping[str, Any], filters: ResultFilters) -> Measures:
    added = row["added"]
    return Measures(
        label=label,
        results=Results(leavers=row["n_leavers"], completed=row["n_completed"], achieved=row["n_achieved"]),
        continuing=row["n_continuing"],
        valued=row["n_valued"],
        value_added=None if added is None else round(Decimal(added), 2),
        filters=filters,
    )
