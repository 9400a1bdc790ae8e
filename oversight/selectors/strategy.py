"""Strategies and work plans as they are read: which, by whom, and the tree of one with all that a row shows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from accounts.enums import Permission
from accounts.models import Agency, Membership, User
from accounts.roles import roles_with
from accounts.selectors import agency_ids_where, current_memberships
from agreements.selectors.liaison import partners_of
from education_plans.enums import Rag
from education_plans.selectors.quality import RAG_COLOURS
from oversight.enums import (
    BudgetKind,
    EntryKind,
    LeadKind,
    Rated,
    RowKind,
    RowStatus,
    StrategyKind,
    StrategyStatus,
)
from oversight.models import (
    BudgetLine,
    ColourMeaning,
    Strategy,
    StrategyEntry,
    StrategyLead,
    StrategyRating,
    StrategyRow,
    StrategyVersion,
)
from oversight.rules.strategy import RATED, Standing, in_order, meanings_on, standing

#: Colours of the tags.
STATUS_TAGS: Mapping[str, str] = {
    StrategyStatus.DRAFT: "grey",
    StrategyStatus.IN_FORCE: "green",
    StrategyStatus.ENDED: "grey",
}


def strategies(user: User | AnonymousUser, kind: str = "", status: str = "") -> QuerySet[Strategy]:
    """Those the user sees: what is in force first, then what has ended, then drafts; the newest first."""
    found = Strategy.objects.visible_to(user).select_related("owner")
    if kind in StrategyKind.values:
        found = found.filter(kind=kind)
    if status in StrategyStatus.values:
        found = found.filter(status=status)
    worked_on = Q(rows__kind__in=[RowKind.KPI, RowKind.EXPECTATION, RowKind.ACTION])
    return found.annotate(
        kpis=Count("rows", filter=Q(rows__kind=RowKind.KPI)), worked_on=Count("rows", filter=worked_on)
    ).order_by("-status", "-starts_on", "title", "id")


def may_keep(user: User | AnonymousUser, strategy: Strategy) -> bool:
    """Whether the user writes the strategy: its rows, people, colours, versions, budget."""
    return strategy.owner_id in agency_ids_where(user, Permission.KEEP_STRATEGY)


def rows_led_by(user: User | AnonymousUser, strategy: Strategy) -> set[int]:
    """Rows on which the user may write entries and give ratings without keeping the whole: those that they lead or help with,
    those of which an agency whose strategies they keep is a lead agency, and whatever stands under one of these.
    """
    hats = [hat.pk for hat in current_memberships(user)]
    kept = agency_ids_where(user, Permission.KEEP_STRATEGY)
    leads = StrategyLead.objects.filter(row__strategy=strategy).filter(
        Q(membership__in=hats) | Q(kind=LeadKind.AGENCY, agency__in=kept)
    )
    found = set(leads.values_list("row_id", flat=True))
    if not found:
        return found
    under: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent_id in StrategyRow.objects.filter(strategy=strategy).values_list("pk", "parent_id"):
        under[parent_id].append(pk)
    waiting = list(found)
    while waiting:
        for pk in under[waiting.pop()]:
            if pk not in found:
                found.add(pk)
                waiting.append(pk)
    return found


def may_write(user: User | AnonymousUser, row: StrategyRow) -> bool:
    """Whether the user may write entries on the row, rate it and attach evidence."""
    return may_keep(user, row.strategy) or row.pk in rows_led_by(user, row.strategy)


def possible_partners(owners: Iterable[Agency], strategy: Strategy | None = None) -> QuerySet[Agency]:
    """Agencies with which one of these can share a strategy: those it works with, those of its own authority, and those
    with which this one is shared already. By name.
    """
    found = Q(pk__in=strategy.partners.values("pk")) if strategy else Q(pk__in=[])
    for owner in owners:
        known = Q(pk__in=partners_of([owner.pk]).values("pk")) | Q(local_authority=owner.local_authority_id)
        found |= known & ~Q(pk=owner.pk)
    return Agency.objects.filter(found).order_by("sort_name", "id")


def people_to_name(strategy: Strategy) -> QuerySet[Membership]:
    """Who can be put on a strategy or one of its rows: people of the owner, and of each partner those who oversee young
    people's education there. Carers of another agency are nobody's to list.
    """
    oversee = Q(agency__in=strategy.partners.values("pk"), role__in=roles_with(Permission.VIEW_OVERSIGHT))
    return Membership.objects.active().filter(Q(agency=strategy.owner_id) | oversee)


def possible_leads(strategy: Strategy) -> list[Membership]:
    """The people of `people_to_name`, by name."""
    hats = people_to_name(strategy).select_related("user", "agency")
    return list(hats.order_by("user__name", "agency__sort_name", "id"))


def possible_lead_agencies(strategy: Strategy) -> QuerySet[Agency]:
    """The owner and the partners, by name."""
    together = Q(pk=strategy.owner_id) | Q(pk__in=strategy.partners.values("pk"))
    return Agency.objects.filter(together).order_by("sort_name", "id")


@dataclass
class Node:
    """A row of the tree with all that is shown of it."""

    row: StrategyRow
    depth: int
    standing: Standing
    children: "list[Node]" = field(default_factory=list)
    leads: list[StrategyLead] = field(default_factory=list)
    progress: StrategyRating | None = None
    kpi: StrategyRating | None = None
    achieved: list[StrategyEntry] = field(default_factory=list)
    next_steps: list[StrategyEntry] = field(default_factory=list)

    @property
    def agencies(self) -> list[StrategyLead]:
        return [lead for lead in self.leads if lead.kind == LeadKind.AGENCY]

    @property
    def people(self) -> list[StrategyLead]:
        return [lead for lead in self.leads if lead.kind == LeadKind.LEAD]

    @property
    def contributors(self) -> list[StrategyLead]:
        return [lead for lead in self.leads if lead.kind == LeadKind.CONTRIBUTOR]

    @property
    def is_rated(self) -> bool:
        """Whether rows like it are rated at all."""
        return bool(RATED[RowKind(self.row.kind)])


def tree_of(strategy: Strategy, today: date, *, with_entries: bool = False) -> list[Node]:
    """The whole in the order of its numbers. Four queries however long it is, five with what was achieved and comes next."""
    rows = list(StrategyRow.objects.filter(strategy=strategy).select_related("superseded_by"))
    leads: dict[int, list[StrategyLead]] = defaultdict(list)
    of_strategy = StrategyLead.objects.filter(row__strategy=strategy).select_related("agency", "membership__user")
    for lead in of_strategy.order_by("-is_main", "id"):
        leads[lead.row_id].append(lead)
    ratings = newest_ratings(strategy)
    entries: dict[int, list[StrategyEntry]] = defaultdict(list)
    if with_entries:
        for entry in StrategyEntry.objects.filter(row__strategy=strategy).order_by("on", "id"):
            entries[entry.row_id].append(entry)
    taken = {entry.fulfils_id for found in entries.values() for entry in found}
    under: dict[int | None, list[StrategyRow]] = defaultdict(list)
    for row in rows:
        under[row.parent_id].append(row)

    def nodes(parent_id: int | None, depth: int) -> list[Node]:
        return [
            Node(
                row=row, depth=depth, standing=standing(RowStatus(row.status), row.due_on, today),
                children=nodes(row.pk, depth + 1), leads=leads[row.pk],
                progress=ratings.get((row.pk, Rated.PROGRESS)), kpi=ratings.get((row.pk, Rated.KPI)),
                achieved=[entry for entry in entries[row.pk] if entry.kind == EntryKind.ACHIEVEMENT],
                next_steps=[
                    entry for entry in entries[row.pk] if entry.kind == EntryKind.NEXT_STEP and entry.pk not in taken
                ],
            )
            for row in in_order(under[parent_id])
        ]  # fmt: skip

    return nodes(None, 1)


def flat(nodes: Iterable[Node]) -> Iterator[Node]:
    """A tree as a reader meets it, from top to bottom."""
    for node in nodes:
        yield node
        yield from flat(node.children)


@dataclass
class Section:
    """A heading with the rows under it, those of further headings left out: they have sections of their own."""

    heading: Node
    rows: list[Node] = field(default_factory=list)

    @property
    def level(self) -> int:
        """The level of its heading on a page, below the title."""
        return min(self.heading.depth + 1, 4)


def sections_of(nodes: Iterable[Node]) -> Iterator[Section]:
    """A tree heading by heading, as a document prints it."""
    for heading in nodes:
        yield Section(heading, list(flat(_without_headings(heading))))
        yield from sections_of(child for child in heading.children if child.row.is_heading)


def _without_headings(node: Node) -> list[Node]:
    return [child for child in node.children if not child.row.is_heading]


def newest_ratings(strategy: Strategy) -> dict[tuple[int, str], StrategyRating]:
    """The rating that counts, by row and which. One query."""
    newest = StrategyRating.objects.filter(row=OuterRef("row"), which=OuterRef("which")).order_by("-on", "-id")
    found = StrategyRating.objects.filter(row__strategy=strategy, pk=Subquery(newest.values("pk")[:1]))
    return {(rating.row_id, rating.which): rating for rating in found.select_related("by")}


def ratings_of(row: StrategyRow) -> list[StrategyRating]:
    """Every rating of a row, the newest first."""
    return list(row.ratings.select_related("by").order_by("-on", "-id"))


def open_next_steps(row: StrategyRow) -> list[StrategyEntry]:
    """Next steps of a row that nobody has taken yet, in the order of their days."""
    steps = row.entries.filter(kind=EntryKind.NEXT_STEP, fulfilled_by__isnull=True)
    return list(steps.order_by("on", "id"))


@dataclass(frozen=True)
class Meant:
    """A colour and what it means."""

    colour: Rag
    meaning: str
    tag: str
    since: date | None


def meanings_of(strategy: Strategy, which: Rated, on: date) -> list[Meant]:
    """What each colour of this rating means in the strategy on that day, green first."""
    both = Q(strategy=strategy) | Q(strategy__isnull=True)
    known = list(ColourMeaning.objects.filter(both, which=which).order_by("from_on", "id"))
    own = [one for one in known if one.strategy_id is not None]
    usual = [one for one in known if one.strategy_id is None]
    in_force = meanings_on(own, usual, on)
    return [
        Meant(
            colour, found.meaning if (found := in_force.get((which, colour))) else "Not said", RAG_COLOURS[colour],
            found.from_on if found and found.strategy_id else None,
        )
        for colour in Rag
    ]  # fmt: skip


@dataclass(frozen=True)
class Money:
    """Sums in pounds."""

    available: Decimal
    committed: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """What is neither promised nor spent."""
        return self.available - self.committed - self.spent


def money_of(lines: QuerySet[BudgetLine]) -> Money:
    """The sums of these lines, from the rows that the list beside them shows."""
    sums = lines.aggregate(**{kind.value: Sum("amount", filter=Q(kind=kind)) for kind in BudgetKind})
    return Money(**{name: value or Decimal(0) for name, value in sums.items()})


def budget_of(strategy: Strategy) -> QuerySet[BudgetLine]:
    """Its lines, the newest first."""
    return strategy.budget_lines.select_related("row", "by").order_by("-on", "-id")


def versions_of(strategy: Strategy) -> QuerySet[StrategyVersion]:
    return strategy.versions.select_related("by").defer("content").order_by("-number")


def counted(nodes: Sequence[Node]) -> list[tuple[str, int, str]]:
    """How many rows under these have which colour of progress: words, number, tag. Dropped rows do not count."""
    alive = [node for node in flat(nodes) if node.is_rated and not node.row.is_dropped]
    numbers = [
        (str(colour.label), sum(1 for n in alive if n.progress and n.progress.colour == colour), RAG_COLOURS[colour])
        for colour in Rag
    ]
    return [*numbers, ("Not rated", sum(1 for node in alive if node.progress is None), "grey")]


def public_strategies() -> QuerySet[Strategy]:
    """Those that everybody may read in plain words, by authority and title. A draft is never among them."""
    return (
        Strategy.objects.filter(published_at__isnull=False)
        .exclude(status=StrategyStatus.DRAFT)
        .select_related("owner__local_authority")
        .order_by("owner__local_authority__name", "title", "id")
    )
