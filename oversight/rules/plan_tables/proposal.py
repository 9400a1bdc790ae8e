"""What a document would become: rows of a strategy or work plan, what is odd about each, and what found no place."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from education_plans.enums import Rag
from oversight.enums import RowKind, RowStatus, StrategyKind
from oversight.rules.plan_tables.words import Name, Said


class Odd(StrEnum):
    """What was not plain in a document. In the order in which it is told."""

    NUMBER_TWICE = "A number used twice, or that cannot be kept"
    NUMBER_MISSING = "No number"
    MERGED = "Merged cells"
    COLOUR = "A colour or rating that means nothing here"
    TIMESCALE = "A timescale that is no day"
    UPDATE = "Progress that is not plain"
    DROPPED = "Struck through, deleted or superseded"
    BESIDE = "Kept as a note: footnotes, tables in cells, columns of no use here"
    PLACE = "Stands elsewhere, or under no heading"
    UNREADABLE = "Could not be read"


@dataclass(frozen=True)
class Oddity:
    """One thing that is odd, and what is done about it, as a sentence."""

    kind: Odd
    text: str


@dataclass
class ProposedRow:
    """One row as it would be added. `parent` is the place of another one in the list; `where` is for people."""

    kind: RowKind
    text: str
    parent: int | None
    where: str
    number: str = ""
    notes: list[str] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    timescale: str = ""
    due_on: date | None = None
    target: Decimal | None = None
    said: list[Said] = field(default_factory=list)
    progress: Rag | None = None
    kpi: Rag | None = None
    status: RowStatus = RowStatus.OPEN
    status_on: date | None = None
    status_reason: str = ""
    #: The number of the row that takes its place.
    superseded_by: str = ""
    odd: list[Oddity] = field(default_factory=list)
    depth: int = 1

    @property
    def note(self) -> str:
        return "\n".join(self.notes)

    @property
    def is_heading(self) -> bool:
        return self.kind in (RowKind.THEME, RowKind.OBJECTIVE)

    def remark(self, kind: Odd, text: str) -> None:
        """Say once what is odd about it."""
        oddity = Oddity(kind, text)
        if oddity not in self.odd:
            self.odd.append(oddity)

    def keep(self, kind: Odd, text: str, why: str) -> None:
        """Keep something as its note, and say why."""
        self.notes.append(text)
        self.remark(kind, why)


@dataclass(frozen=True)
class Unplaced:
    """Something that stands in no row: where it is, and what it says."""

    where: str
    text: str


@dataclass
class Proposal:
    """All of it. A row always stands behind the one that it stands under."""

    kind: StrategyKind
    title: str = ""
    rows: list[ProposedRow] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    #: Text before the first table: what the document says it is for.
    about: list[str] = field(default_factory=list)

    def oddities(self) -> list[tuple[str, int]]:
        """How many of each kind there are."""
        counted = Counter(oddity.kind for row in self.rows for oddity in row.odd)
        return [(kind.value, counted[kind]) for kind in Odd if counted[kind]]

    def counts(self) -> dict[RowKind, int]:
        counted = Counter(row.kind for row in self.rows)
        return {kind: counted[kind] for kind in RowKind}
