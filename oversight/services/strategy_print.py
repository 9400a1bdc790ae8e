"""A strategy on paper, in the shape of the document (W3)."""

from datetime import date

from accounts.wording import day
from agreements.services.printing import pdf
from oversight.enums import Rated, RowKind
from oversight.models import Strategy
from oversight.selectors.strategy import meanings_of
from oversight.selectors.strategy_content import content_of


def printed(strategy: Strategy, today: date) -> bytes:
    """The whole as a tagged PDF, landscape, with what the colours mean on every page. Raises PrintingFailed."""
    content = content_of(strategy, today)
    people = strategy.people.order_by("role", "name")
    said = {
        **content,
        "today": day(today),
        "headings": [RowKind.THEME.value, RowKind.OBJECTIVE.value],
        "people": [
            {
                "role": str(one.get_role_display()),
                "name": one.name,
                "what": ", ".join(filter(None, [one.job_title, one.part])),
            }
            for one in people
        ],
        "meanings": [
            {"which": str(which.label), "colour": str(one.colour.label), "meaning": one.meaning}
            for which in Rated
            for one in meanings_of(strategy, which, today)
        ],
        "kinds": {kind.value: str(kind.label) for kind in RowKind},
    }
    return pdf("oversight/strategies/print.typ", said)
