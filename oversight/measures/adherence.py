"""Promises to young people that were kept on time, by the clocks whose original moment lay in the month (A4, A5)."""

from collections.abc import Callable

from django.db.models import F, Q

from deadlines.enums import Outcome
from deadlines.querysets import DeadlineQuerySet
from oversight.enums import MeasurePeriod
from oversight.measures.measure import Measure, Scope

#: What was waived or stopped applying before its moment is neither kept nor broken.
OUT = (Outcome.WAIVED, Outcome.CANCELLED)


def of_the_month(scope: Scope, *codes: str) -> DeadlineQuerySet:
    """Tracked clocks about young people that ended in the month, or end in it, without those that count for nothing."""
    start, end = scope.month_ends
    clocks = scope.clocks.tracked().filter(
        learner__in=scope.everybody.values("pk"), original_due_at__gt=start, original_due_at__lte=end
    )
    if codes:
        clocks = clocks.filter(duty_code__in=codes)
    return clocks.with_outcome(scope.at).exclude(Q(outcome__in=OUT))


def ended(*codes: str) -> Callable[[Scope], DeadlineQuerySet]:
    """Those whose moment has come."""
    return lambda scope: of_the_month(scope, *codes).filter(original_due_at__lte=scope.at)


def on_time(scope: Scope) -> Q:
    return Q(met_at__lt=F("original_due_at"))


MEASURES = (
    Measure(
        code="promises_kept",
        title="Promises to young people kept on time",
        definition="Of clocks about young people whose original last day lies in the month and is over: those kept before it "
        "was over. A clock that was waived or stopped applying before then is left out; moving it changes nothing.",
        sources=("A4", "A5", "M7"),
        population=ended(),
        met=on_time,
        period=MeasurePeriod.MONTH,
        own=False,
        of_clocks=True,
        by_clause=True,
    ),
)
