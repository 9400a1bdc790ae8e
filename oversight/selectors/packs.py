"""Board packs: which somebody sees, what a new one begins with, and all that stands in one (M10)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, User
from accounts.selectors import agencies_where, agency_ids_where
from education_plans.rules.months import first_of, months_from
from oversight.enums import BoardMeetingState, PackAudience, PackSection, StrategyStatus
from oversight.measures import registry
from oversight.models import BoardMeeting, BoardPack, Strategy
from oversight.rules.suppression import SMALL
from oversight.selectors import pack_events as events
from oversight.selectors import pack_measures as measures
from oversight.selectors import pack_voices as voices
from oversight.selectors.figures_out import HIDDEN
from oversight.selectors.pack_blocks import Block, lines
from oversight.selectors.pack_readings import Asked
from oversight.selectors.pack_voices import Said, said_in

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
    PackSection.SUCCESS: (voices.success,),
    PackSection.VOICES: (voices.voices,),
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
    return agencies_where(user, Permission.MAKE_PACK).filter(kind=AgencyKind.VIRTUAL_SCHOOL)


def strategies_for(agencies: QuerySet[Agency]) -> QuerySet[Strategy]:
    """The strategies that packs of these agencies can speak of: their own, and those shared with them."""
    found = Strategy.objects.filter(Q(owner__in=agencies.values("pk")) | Q(partners__in=agencies.values("pk")))
    return found.exclude(status=StrategyStatus.DRAFT).distinct().order_by("title", "pk")


def meetings_for(user: User | AnonymousUser, agencies: QuerySet[Agency], now: datetime) -> QuerySet[BoardMeeting]:
    """The meetings for which packs of these agencies can be made: of their own boards, of the last months and to come."""
    found = BoardMeeting.objects.visible_to(user).filter(board__agency__in=agencies.values("pk"))
    lately = found.filter(starts_at__gte=now - timedelta(days=31 * MOST_MONTHS))
    return lately.exclude(state=BoardMeetingState.CANCELLED).select_related("board").order_by("-starts_at", "-pk")


def packs_for(meeting: BoardMeeting, user: User | AnonymousUser) -> QuerySet[BoardPack]:
    """The packs for a meeting that the user sees, as they stand."""
    return packs_of(user).filter(meeting=meeting)


def last_pack(agencies: QuerySet[Agency]) -> BoardPack | None:
    """The one whose layout a new pack begins with."""
    found = BoardPack.objects.filter(agency__in=agencies.values("pk")).defer("figures")
    return found.order_by("-ends_on", "-pk").first()


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
    """What the pack asks for. One query for its strategies: those that its agency can still speak of."""
    of_agency = Agency.objects.filter(pk=pack.agency_id)
    return Asked(
        school=pack.agency, starts_on=pack.starts_on, ends_on=pack.ends_on, now=now,
        leaves=pack.audience == PackAudience.OUTSIDE,
        strategies=list(strategies_for(of_agency).filter(board_packs=pack).select_related("owner")),
    )  # fmt: skip


def _headlines(asked: Asked) -> list[Block]:
    said = [measures.rated(asked)] if asked.strategies else []
    return [lines("", [one for one in said if one])] if any(said) else []


def sections_shown(pack: BoardPack) -> list[dict[str, Any]]:
    """The sections of a pack with the words beside the figures, without what says nothing. Words of young people and carers that
    may not be told any more are left out, whenever the pack was made.
    """
    said = said_in(pack)
    return [
        {
            **section,
            "words": pack.words.get(section["code"], ""),
            "blocks": [read for block in section["blocks"] if _says(read := _read(block, said))],
        }
        for section in (pack.figures or {}).get("sections", [])
    ]


def _read(block: Block, said: Said) -> Block:
    if "quotes" not in block:
        return block
    return {**block, "quotes": [said[key] for key in block["quotes"] if key in said]}


def _says(block: Block) -> bool:
    return any(block.get(part) for part in ("rows", "note", "lines", "points", "quotes"))
