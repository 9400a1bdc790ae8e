"""The one promise with a clock that stands in a strategy and not in an agreement: a KPI without a measure is rated by hand."""

from deadlines.enums import Party, Unit
from deadlines.rules import Days, Duty, Limit, Step

KPI_RATING = "kpi_rating"

#: Who is told; `oversight.audiences` finds them.
RATER, STRATEGY_KEEPER = Party.RATER.value, "strategy_keeper"

DUTIES: tuple[Duty, ...] = (
    Duty(
        code=KPI_RATING,
        clauses=("K2", "K3"),
        title="Rate the KPI",
        owed_by=Party.RATER,
        starts="a day is set by which it is rated, or it was rated with a day for the next time",
        limit=Limit(0, Unit.FIXED_DAY),  # the day that was set
        met_by="somebody who leads it rates it, with a reason",
        steps=(
            Step("14 days before", Days(-14), (RATER,)),
            Step("on the due day", Days(0), (RATER,)),
            Step("the day after", Days(1), (RATER, STRATEGY_KEEPER)),
            Step("14 days after", Days(14), (RATER, STRATEGY_KEEPER)),
        ),
    ),
)
