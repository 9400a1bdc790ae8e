"""What the measure of a KPI says to somebody of the agency whose strategy it is: its number, and the colour that the limits
of the row propose (K3). A person may see it otherwise, with a reason.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from accounts.enums import Permission
from accounts.models import User
from accounts.selectors import agency_ids_where
from education_plans.enums import Rag
from oversight.enums import Direction
from oversight.measures.measure import Measure, Number
from oversight.models import StrategyRow
from oversight.rules.proposed_rag import Thresholds, proposed_rag
from oversight.rules.suppression import is_small
from oversight.selectors.measure_values import offered_to, value_of


@dataclass(frozen=True)
class Judged:
    """`proposed` is None where the row has no limits, or where there is nobody to count. `to_keep` is the number as it may
    stand beside a rating, which partners read too: None where it is small (ADR 16), and then `colour_to_keep` is None as
    well, because between two limits that are near each other it would tell the number.
    """

    measure: Measure
    number: Number
    proposed: Rag | None
    to_keep: Decimal | None

    @property
    def colour_to_keep(self) -> Rag | None:
        return None if self.to_keep is None else self.proposed


def judged(row: StrategyRow, user: User, now: datetime) -> Judged | None:
    """None where the KPI has no measure, and for whoever does not see how the agency is doing as a whole: the young people
    whom a partner, or one social worker, sees are not those of the agency.
    """
    oversees = row.strategy.owner_id in agency_ids_where(user, Permission.VIEW_OVERSIGHT)
    measure = offered_to(user, row.measure_code) if row.measure_code and oversees else None
    if measure is None:
        return None
    number = value_of(measure.code, user, now)
    exact = number.exact(measure.unit)
    rag = None
    if row.green_from is not None:
        limits = Thresholds(
            green_from=row.green_from, amber_from=row.amber_from, direction=Direction(row.direction)
        )  # fmt: skip
        rag = proposed_rag(exact, limits)
    is_hidden = exact is None or is_small(number.numerator, of=number.denominator)
    return Judged(
        measure=measure,
        number=number,
        proposed=rag,
        to_keep=None if exact is None or is_hidden else _rounded(exact.numerator, exact.denominator),
    )


def _rounded(numerator: int, denominator: int) -> Decimal:
    return (Decimal(numerator) / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
