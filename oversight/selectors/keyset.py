"""A page of a long list, found by a place in it and not by its number: as quick on the last page as on the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Cursor:
    """A place in the list: between this row and its neighbour. `newer` leads up the list."""

    at: datetime
    pk: int
    newer: bool = False

    @classmethod
    def read(cls, text: str, *, newer: bool = False) -> "Cursor | None":
        """What `str` wrote; None for anything else."""
        at, _, pk = text.partition("_")
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            return None
        if moment.utcoffset() is None or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
            return None
        return cls(moment, int(pk), newer)

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.pk}"


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    rows: Sequence[Row]
    newer: Cursor | None
    older: Cursor | None


def page_at(rows: QuerySet[Row], cursor: Cursor | None, *, moment: str, per_page: int) -> KeysetPage[Row]:
    """One page of `rows`, newest first by their field `moment` and their key. One query."""
    newer = cursor is not None and cursor.newer
    if cursor is not None:
        side = "gt" if newer else "lt"
        rows = rows.filter(Q(**{f"{moment}__{side}": cursor.at}) | Q(**{moment: cursor.at, f"pk__{side}": cursor.pk}))
    order = (moment, "pk") if newer else (f"-{moment}", "-pk")
    found = list(rows.order_by(*order)[: per_page + 1])
    more, found = len(found) > per_page, found[:per_page]
    if newer:
        found.reverse()
    has_newer, has_older = (more, True) if newer else (cursor is not None, more)
    return KeysetPage(
        rows=found,
        newer=Cursor(getattr(found[0], moment), found[0].pk, newer=True) if found and has_newer else None,
        older=Cursor(getattr(found[-1], moment), found[-1].pk) if found and has_older else None,
    )
