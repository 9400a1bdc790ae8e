"""What a document would become, told from what was read in it and from who is known here. Reads only."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.db.models import QuerySet

from accounts.clock import local_date
from accounts.models import Agency, Membership
from oversight.enums import LeadKind
from oversight.models import StrategyImport
from oversight.rules.plan_tables.columns import Column, groups_of
from oversight.rules.plan_tables.proposal import Proposal
from oversight.rules.plan_tables.source import Cell, from_data, grid
from oversight.rules.plan_tables.tree import proposal_of
from oversight.rules.plan_tables.words import Name
from oversight.selectors.strategy import possible_partners


@dataclass(frozen=True)
class Known:
    """Agencies and colleagues whom a document can name, by their names in small letters. A name that two people have is nobody’s."""

    agencies: dict[str, Agency]
    people: dict[str, Membership]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.agencies, *self.people)

    def of(self, name: Name) -> Agency | Membership | None:
        """Who is meant, if it is somebody known."""
        known = self.agencies if name.kind == LeadKind.AGENCY else self.people
        return known.get(name.name.casefold())


def known_to(owner: Agency, partners: Iterable[Agency] | None = None) -> Known:
    """Those that can lead a row of the owner: itself and these partners (all possible ones if none are said), and its people."""
    agencies = [owner, *(possible_partners([owner]) if partners is None else partners)]
    hats = Membership.objects.active().filter(agency=owner).select_related("user").order_by("starts_at", "id")
    people: dict[str, Membership] = {}
    twice: set[str] = set()
    for hat in hats:
        name = hat.user.name.casefold()
        if name in people and people[name].user_id != hat.user_id:
            twice.add(name)
        people.setdefault(name, hat)
    by_name = {agency.name.casefold(): agency for agency in agencies}
    return Known(by_name, {name: hat for name, hat in people.items() if name not in twice})


@dataclass(frozen=True)
class ColumnGroup:
    """Tables with the same titles, and for each column its title, what it holds, and something that stands in it."""

    tables: tuple[str, ...]
    columns: tuple[tuple[str, Column | None, str], ...]


def column_groups(wanted: StrategyImport) -> list[ColumnGroup]:
    """What there is to say about the columns of a document."""
    tables = list(from_data(wanted.source).tables)
    found = []
    for (titles, places), columns in zip(groups_of(tables), columns_of_import(wanted), strict=True):
        rows = [grid(row, len(titles)) for place in places for row in tables[place].rows]
        shown = tuple(
            (title, column, _example(rows, at, title))
            for at, (title, column) in enumerate(zip(titles, columns, strict=True))
        )
        found.append(ColumnGroup(tuple(tables[place].name for place in places), shown))
    return found


def _example(rows: list[list[Cell]], at: int, title: str) -> str:
    texts = (" ".join((row[at].text or row[at].struck).split()) for row in rows if row[at].span == 1)
    text = next((text for text in texts if text and text != title), "")
    return text if len(text) <= 80 else f"{text[:77].rstrip()} …"


def columns_of_import(wanted: StrategyImport) -> list[list[Column | None]]:
    return [[Column(one) if one else None for one in columns] for columns in wanted.columns]


def proposal_for(wanted: StrategyImport) -> Proposal:
    """What it would become. The day of the upload counts as today, so that looking and bringing in see the same."""
    return proposal_of(
        from_data(wanted.source), columns_of_import(wanted), local_date(wanted.uploaded_at),
        known_to(wanted.owner).names,
    )  # fmt: skip


def digest_of(proposal: Proposal) -> str:
    """Two proposals that would do the same have the same one."""
    said = [asdict(row) for row in proposal.rows]
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def earlier_imports(owners: Iterable[Agency]) -> QuerySet[StrategyImport]:
    """Documents that were brought in, the newest first."""
    found = StrategyImport.objects.filter(owner__in=owners, applied_at__isnull=False)
    return found.select_related("strategy", "uploaded_by").defer("source").order_by("-applied_at")
