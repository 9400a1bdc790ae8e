"""Board packs: which somebody sees, what a new one begins with, and all that stands in one (M10)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from education_plans.rules.months import first_of, months_from
from oversight.enums import PackAudience, PackSection, StrategyStatus
from oversight.measures import registry
from oversight.models import BoardPack, Strategy, SuccessStory
from oversight.rules.suppression import SMALL
from oversight.selectors import pack_events as events
from oversight.selectors import pack_measures as measures
from oversight.selectors.figures_out import HIDDEN
from oversight.selectors.pack_blocks import Block, lines
from oversight.selectors.pack_readings import Asked

#: A pack speaks of at most so many months, and may be made of the last so many.
MOST_MONTHS = 12
MONTHS_BACK = 24

_SECTIONS: Mapping[PackSection, tuple[Callable[[Asked], list[Block]], ...]] = {
    PackSection.SUMMARY: (lambda asked: _headlines(asked), events.population),
    PackSection.KPIS: (measures.kpis,),
    PackSection.EXCEPTIONS: (measures.exceptions,),
    PackSection.ACTIVITY: (measures.activity, events.months, events.movements),
    PackSection.PLANS: (measures.plans,),
    PackSection.ADHERENCE: (events.adherence,),
    PackSection.PANEL: (events.panel,),
    PackSection.AREA: (measures.area,),
    PackSection.SUCCESS: (events.success,),
    PackSection.COMPLAINTS: (events.complaints,),
}


def packs_of(user: User | AnonymousUser) -> QuerySet[BoardPack]:
    """Those the user sees, as they stand: the newest period first, drafts above what is published."""
    found = BoardPack.objects.visible_to(user).standing().defer("figures", "words")
    return found.select_related("agency", "published_by").order_by(
        "-ends_on", "-starts_on", "audience", "-version", "-pk"
    )


def versions_of(pack: BoardPack, user: User | AnonymousUser) -> list[BoardPack]:
    """Every version of the same pack that the user sees, the newest first. One query."""
    same = BoardPack.objects.visible_to(user).filter(
        agency=pack.agency_id, starts_on=pack.starts_on, ends_on=pack.ends_on, audience=pack.audience
    )
    return list(same.select_related("published_by").defer("figures", "words").order_by("-version"))


def may_make(user: User | AnonymousUser, agency: Agency) -> bool:
    return agency.pk in agency_ids_where(user, Permission.MAKE_PACK)


def agencies_for(user: User | AnonymousUser) -> QuerySet[Agency]:
    """The Virtual Schools of which the user makes packs, by name."""
    may = Agency.objects.filter(pk__in=agency_ids_where(user, Permission.MAKE_PACK), kind=AgencyKind.VIRTUAL_SCHOOL)
    return may.order_by("sort_name", "pk")


def strategies_for(agencies: QuerySet[Agency]) -> QuerySet[Strategy]:
    """The strategies that packs of these agencies can speak of: their own, and those shared with them."""
    found = Strategy.objects.filter(Q(owner__in=agencies.values("pk")) | Q(partners__in=agencies.values("pk")))
    return found.exclude(status=StrategyStatus.DRAFT).distinct().order_by("title", "pk")


def last_pack(agencies: QuerySet[Agency], audience: str = "") -> BoardPack | None:
    """The one whose layout a new pack begins with: the last of these readers, else the last of any."""
    found = BoardPack.objects.filter(agency__in=agencies.values("pk")).defer("figures").order_by("-ends_on", "-pk")
    return found.filter(audience=audience).first() or found.first()


def months_to_choose(now_on: date) -> list[date]:
    """Months that are over, the newest first."""
    last = months_from(first_of(now_on), -1)
    return [months_from(last, -back) for back in range(MONTHS_BACK)]


def last_day_of(month: date) -> date:
    return months_from(month, 1) - timedelta(days=1)


def figures_of(pack: BoardPack, asked: Asked, on_section: Callable[[int], None]) -> dict[str, Any]:
    """All that stands in the pack, as plain data. The number of queries depends on sections, strategies and months, never on
    how many young people there are. `on_section` is told how many sections are done.
    """
    sections = []
    for done, code in enumerate(pack.sections, start=1):
        section = PackSection(code)
        blocks = [block for build in _SECTIONS[section] for block in build(asked)]
        sections.append({"code": section.value, "title": str(section.label), "blocks": blocks})
        on_section(done)
    return {
        "sections": sections,
        "definitions": [
            {"code": measure.code, "title": measure.title, "version": reading.definition, "text": measure.definition}
            for measure in registry.all()
            if (reading := asked.readings.now(measure)) is not None
        ],
        "listed": [] if asked.leaves else measures.listed(asked),
        "hidden": hidden_in_words() if asked.leaves else "",
    }


def hidden_in_words() -> str:
    return f"{HIDDEN}: hidden, because the number, or what it could be worked out from, is from 1 to {SMALL}"


def asked_by(pack: BoardPack, now: datetime) -> Asked:
    """What the pack asks for. One query for its strategies."""
    return Asked(
        school=pack.agency, starts_on=pack.starts_on, ends_on=pack.ends_on, now=now,
        leaves=pack.audience == PackAudience.OUTSIDE,
        strategies=list(pack.strategies.select_related("owner").order_by("title", "pk")),
    )  # fmt: skip


def _headlines(asked: Asked) -> list[Block]:
    said = [measures.rated(asked)] if asked.strategies else []
    return [lines("", [one for one in said if one])] if any(said) else []


def sections_shown(pack: BoardPack) -> list[dict[str, Any]]:
    """The sections of a pack with the words beside the figures. A story that may not be told any more is left out, whenever the
    pack was made. One query where there are stories.
    """
    sections = (pack.figures or {}).get("sections", [])
    named = {quote["uuid"] for section in sections for block in section["blocks"] for quote in block.get("quotes", [])}
    told: set[str] = set()
    if named:
        may = SuccessStory.objects.filter(uuid__in=named, learner__is_restricted=False).exclude(anonymous="")
        told = {str(uuid) for uuid in may.values_list("uuid", flat=True)}
    return [
        {
            **section,
            "words": pack.words.get(section["code"], ""),
            "blocks": [_without(block, named - told) for block in section["blocks"]],
        }
        for section in sections
    ]


def _without(block: Block, gone: set[str]) -> Block:
    if "quotes" not in block:
        return block
    return {**block, "quotes": [quote for quote in block["quotes"] if quote["uuid"] not in gone]}
