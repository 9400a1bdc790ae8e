"""Education plans and their reviews: complete, on time, looked at and good (M4). The same clocks as in the monitor of plans."""

from django.db.models import F, OuterRef, Q, Subquery

from deadlines.querysets import DeadlineQuerySet
from education_plans.enums import QualityOutcome
from education_plans.models import QualityCheck
from education_plans.selectors.clocks import EDUCATION_PLAN, PLAN_REVIEW
from oversight.enums import MeasurePeriod
from oversight.measures.adherence import of_the_month
from oversight.measures.measure import Measure, Scope


def _due(scope: Scope) -> DeadlineQuerySet:
    return of_the_month(scope, EDUCATION_PLAN, PLAN_REVIEW)


def _is_complete(scope: Scope) -> Q:
    return Q(met_at__lt=scope.at)


def _complete(scope: Scope) -> DeadlineQuerySet:
    """With what the last look by then said of the plan."""
    looks = QualityCheck.objects.filter(plan__enrolment__uuid=OuterRef("subject_uuid"), checked_at__lt=scope.at)
    last = looks.order_by("-checked_at", "-id").values("outcome")[:1]
    return _due(scope).filter(_is_complete(scope)).annotate(look=Subquery(last))


_WHOLE = "Of education plans and reviews whose original last day lies in the month"

MEASURES = (
    Measure(
        code="plans_complete",
        title="Plans complete",
        definition=f"{_WHOLE}: those that were complete by the end of the month (of a running month: by now).",
        sources=("M4", "A13", "A14"),
        population=_due,
        met=_is_complete,
        period=MeasurePeriod.MONTH,
        own=False,
        of_clocks=True,
    ),
    Measure(
        code="plans_on_time",
        title="Plans on time",
        definition=f"{_WHOLE}: those that were complete before that day was over.",
        sources=("M4", "A13", "A14"),
        population=_due,
        met=lambda scope: _is_complete(scope) & Q(met_at__lt=F("original_due_at")),
        within="plans_complete",
        period=MeasurePeriod.MONTH,
        own=False,
        of_clocks=True,
    ),
    Measure(
        code="plans_checked",
        title="Plans looked at",
        definition=f"{_WHOLE} and that were complete by its end: those the Virtual School had looked at for quality by then.",
        sources=("M4",),
        population=_complete,
        met=lambda scope: Q(look__isnull=False),
        whole_of="plans_complete",
        period=MeasurePeriod.MONTH,
        of_clocks=True,
    ),
    Measure(
        code="plans_good",
        title="Plans good enough",
        definition=f"{_WHOLE}, that were complete by its end and that the Virtual School had looked at: those it found good "
        "enough the last time it looked.",
        sources=("M4",),
        population=lambda scope: _complete(scope).filter(look__isnull=False),
        met=lambda scope: Q(look=QualityOutcome.GOOD),
        whole_of="plans_checked",
        period=MeasurePeriod.MONTH,
        of_clocks=True,
    ),
)
