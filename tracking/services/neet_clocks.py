"""The two clocks of a time without a place: a taster day, and an in-touch day, again and again (K6)."""

from collections.abc import Mapping
from datetime import date, datetime

from accounts.models import User
from agreements.enums import TermKey
from deadlines.calendar import chain
from tracking.enums import DayKind
from tracking.models import NeetEpisode
from tracking.services.own_clocks import meet_own_clock, open_own_clock, stop_own_clock

NEET_EPISODE = "neet_episode"

#: Why the clocks stop with an episode.
OVER = "The time without a place is over"
DUTIES: Mapping[DayKind, str] = {
    DayKind.TASTER: TermKey.TASTER_DAY.value,
    DayKind.IN_TOUCH: TermKey.IN_TOUCH_DAY.value,
}


def attended_days(episode: NeetEpisode, kind: DayKind) -> list[date]:
    """The days of one kind to which they came, in the order in which that was recorded."""
    came = episode.days.filter(kind=kind, attended=True).order_by("settled_at", "id")
    return list(came.values_list("on", flat=True))


def links(episode: NeetEpisode, kind: DayKind) -> list[tuple[date, date | None]]:
    """The clocks of one kind, as (the day it starts with, the day that meets it or None for the last)."""
    return list(chain(episode.starts_on, attended_days(episode, kind)))


def anchor(episode: NeetEpisode, kind: DayKind) -> date:
    """With which day the clock of one kind starts that runs now."""
    return links(episode, kind)[-1][0]


def open_day_clocks(episode: NeetEpisode, *, by: User | None, now: datetime) -> None:
    for kind in DayKind:
        open_day_clock(episode, kind, starts_on=anchor(episode, kind), by=by, now=now)


def open_day_clock(episode: NeetEpisode, kind: DayKind, *, starts_on: date, by: User | None, now: datetime) -> None:
    open_own_clock(
        DUTIES[kind], kind=NEET_EPISODE, uuid=episode.uuid, learner=episode.learner, starts_on=starts_on, by=by, now=now
    )  # fmt: skip


def meet_day_clock(episode: NeetEpisode, kind: DayKind, *, on: date, by: User, now: datetime) -> None:
    meet_own_clock(DUTIES[kind], uuid=episode.uuid, on=on, by=by, now=now)


def stop_day_clocks(episode: NeetEpisode, *, reason: str, by: User | None, now: datetime) -> None:
    for kind in DayKind:
        stop_day_clock(episode, kind, reason=reason, by=by, now=now)


def stop_day_clock(episode: NeetEpisode, kind: DayKind, *, reason: str, by: User | None, now: datetime) -> None:
    """Since now, or since the last day of an episode that is over."""
    stop_own_clock(DUTIES[kind], uuid=episode.uuid, reason=reason, by=by, now=now, on=episode.ended_on)
