"""What stands in the plan of a time without a place, and which words a page showed of it (K6, K11)."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.template.defaultfilters import linebreaksbr

from accounts.models import User
from accounts.wording import day
from tracking.enums import Barrier, HealthRoute
from tracking.models import NeetEpisode, NeetRole

PLAN = ("barrier_themes", "barriers", "plan", "contingency", "plan_agreed_on")
HELP = ("health_route", "health_note", "jobcentre_plan_on")
ROLE = ("who", "does", "agency_id", "by_on")


def seen_of(record: NeetEpisode | NeetRole, names: tuple[str, ...]) -> str:
    """A digest of some of what a record says, which a page carries, so that what is sent from it says what it answers."""
    said = json.dumps([getattr(record, name) for name in names], default=str, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def written_by(record: NeetEpisode | NeetRole, names: tuple[str, ...]) -> User | None:
    """Who wrote it as it stands; None if nobody did, or Mainstay."""
    now = seen_of(record, names)
    author: User | None = None
    for version in record.history.select_related("history_user"):
        if seen_of(version, names) != now:
            break
        author = version.history_user
    return author


def plan_rows(episode: NeetEpisode) -> list[dict[str, object]]:
    themes = [str(Barrier(theme).label) for theme in episode.barrier_themes]
    return [
        {
            "key": "What stands in the way",
            "value": _lines("\n".join(filter(None, [", ".join(themes), episode.barriers]))),
        },
        {"key": "What we do together", "value": _lines(episode.plan)},
        {"key": "Agreed", "value": day(episode.plan_agreed_on) if episode.plan_agreed_on else ""},
        {"key": "If that does not work", "value": _lines(episode.contingency)},
    ]


def help_rows(episode: NeetEpisode) -> list[dict[str, object]]:
    health = ": ".join(filter(None, [str(HealthRoute(episode.health_route).label), episode.health_note]))
    return [
        {"key": "Health", "value": health},
        {
            "key": "Plan with the jobcentre",
            "value": f"Since {day(episode.jobcentre_plan_on)}" if episode.jobcentre_plan_on else "",
        },
    ]


def role_rows(role: NeetRole) -> list[dict[str, object]]:
    return [
        {"key": "Who", "value": ", ".join(filter(None, [role.who, role.agency.name if role.agency else ""]))},
        {"key": "What they do", "value": _lines(role.does)},
        {"key": "By when", "value": day(role.by_on) if role.by_on else ""},
    ]


#: The rows that show each part.
ROWS: dict[tuple[str, ...], Callable[[Any], list[dict[str, object]]]] = {
    PLAN: plan_rows,
    HELP: help_rows,
    ROLE: role_rows,
}


def _lines(text: str) -> str:
    """Text as it was typed, line by line, safe to show."""
    return linebreaksbr(text, autoescape=True) if text else ""
