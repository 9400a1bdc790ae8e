"""Taster days and in-touch days of a time without a place: planned, then attended or not (K6)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from accounts.wording import written_day
from deadlines.calendar import local_midnight, moment_of_day
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.services import reopen
from tracking.enums import DayKind
from tracking.models import NeetDay, NeetEpisode
from tracking.services.neet_clocks import DUTIES, OVER, anchor, links, meet_day_clock, open_day_clock, stop_day_clock
from tracking.services.neet_errors import NeetError, lock_episode

SAID_LATER = "It became known later that they came"


@transaction.atomic
def plan_day(*, episode: NeetEpisode, kind: DayKind, on: date, where: str, by: User, now: datetime) -> NeetDay:
    """A day that is arranged, or was. Raises NeetError, EpisodeIsOver, CaseHasEnded."""
    episode = lock_episode(episode)
    if on < episode.starts_on:
        raise NeetError("on", f"They have had no place since {written_day(episode.starts_on)}. Choose a day after that")
    if not where.strip():
        raise NeetError("where", "Enter where it is")
    if episode.days.filter(kind=kind, on=on).exists():
        raise NeetError("on", f"A {kind.label.lower()} on that day is recorded already")
    day = NeetDay(episode=episode, kind=kind, on=on, where=where.strip(), recorded_at=now, recorded_by=by)
    history.save(day, by=by, reason="Arranged", at=now)
    return day


@transaction.atomic
def settle_day(*, day: NeetDay, attended: bool, what_came_of_it: str, by: User, now: datetime) -> NeetDay:
    """Whether they came. If they did, the clock of such days is met and the next one starts with that day.

    A day on or before the one with which the running clock starts moves no clock. Raises NeetError, CaseHasEnded.
    """
    episode, day = _lock(day)
    if day.attended is not None:
        raise NeetError(None, "Whether they came is recorded already")
    if day.on > local_date(now):
        raise NeetError(None, f"This day is on {written_day(day.on)}. Say afterwards whether they came")
    if episode.ended_on is not None and day.on > episode.ended_on:
        raise NeetError(None, "They had a place again by then. Call the day off instead")
    kind = DayKind(day.kind)
    anchored = anchor(episode, kind)
    day.attended, day.what_came_of_it, day.settled_at = attended, what_came_of_it.strip(), now
    history.save(day, by=by, reason="They came" if attended else "They did not come", at=now)
    if attended and day.on > anchored:
        if episode.ended_on is not None:
            # It is said afterwards: the clock had been stopped with the end, and runs again for as long as this takes.
            kept_at = moment_of_day(day.on, now=now)
            _run_on(
                episode,
                kind,
                starts_on=anchored,
                reason=SAID_LATER,
                by=by,
                now=now,
                state=DeadlineState.CANCELLED,
                kept_at=kept_at,
            )
        meet_day_clock(episode, kind, on=day.on, by=by, now=now)
        open_day_clock(episode, kind, starts_on=day.on, by=by, now=now)
        if episode.ended_on is not None:
            stop_day_clock(episode, kind, reason=OVER, by=by, now=now)
    return day


@transaction.atomic
def take_back_day(*, day: NeetDay, reason: str, by: User, now: datetime) -> NeetDay:
    """It was wrong whether they came: nothing is said of it again, and the clocks are what the other days say. Raises
    NeetError, CaseHasEnded.
    """
    episode, day = _lock(day)
    if episode.ended_on is not None:
        raise NeetError(None, "This time without a place is over")
    if day.attended is None:
        raise NeetError(None, "Nothing is recorded yet that could be taken back")
    if not reason.strip():
        raise NeetError("reason", "Say what was wrong")
    kind = DayKind(day.kind)
    before = links(episode, kind)
    day.attended, day.settled_at, day.what_came_of_it = None, None, ""
    history.save(day, by=by, reason=f"Taken back: {reason.strip()}", at=now)
    _set_right(episode, kind, before, links(episode, kind), reason=reason.strip(), by=by, now=now)
    return day


def _set_right(
    episode: NeetEpisode,
    kind: DayKind,
    before: list[tuple[date, date | None]],
    after: list[tuple[date, date | None]],
    *,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    """The clocks become what the days say now: those that the day had started are taken away, the one it had met runs on
    until the next day they came to, if there is one.
    """
    same = next((place for place, (was, is_) in enumerate(zip(before, after, strict=False)) if was != is_), None)
    if same is None:
        return
    stop_day_clock(episode, kind, reason=reason, by=by, now=now)
    for starts_on, _ in before[same + 1 : -1]:
        _run_on(episode, kind, starts_on=starts_on, reason=reason, by=by, now=now)
        stop_day_clock(episode, kind, reason=reason, by=by, now=now)
    for place, (starts_on, on) in enumerate(after[same:]):
        if place == 0:
            kept_at = moment_of_day(on, now=now) if on else None
            _run_on(episode, kind, starts_on=starts_on, reason=reason, by=by, now=now, kept_at=kept_at)
        else:
            open_day_clock(episode, kind, starts_on=starts_on, by=by, now=now)
        if on is not None:
            meet_day_clock(episode, kind, on=on, by=by, now=now)


def _run_on(
    episode: NeetEpisode,
    kind: DayKind,
    *,
    starts_on: date,
    reason: str,
    by: User,
    now: datetime,
    state: DeadlineState = DeadlineState.MET,
    kept_at: datetime | None = None,
) -> None:
    """The clock that starts with that day, met or stopped, was running all the time."""
    closed = Deadline.objects.filter(
        duty_code=DUTIES[kind], subject_uuid=episode.uuid, starts_at=local_midnight(starts_on), state=state
    )
    if (deadline := closed.order_by("pk").last()) is not None:
        reopen(deadline=deadline, reason=reason, by=by, now=now, kept_at=kept_at)


@transaction.atomic
def call_off_day(*, day: NeetDay, reason: str, by: User, now: datetime) -> None:
    """A day that was arranged does not take place: it is taken off, and stays in the history. Raises NeetError, CaseHasEnded."""
    _, day = _lock(day)
    if day.attended is not None:
        raise NeetError(None, "Whether they came is recorded already")
    if not reason.strip():
        raise NeetError("reason", "Say why it does not take place")
    day._history_user = by  # type: ignore[attr-defined]  # these three are read by simple-history
    day._history_date = now  # type: ignore[attr-defined]
    day._change_reason = reason.strip()  # type: ignore[attr-defined]
    day.delete()


def _lock(day: NeetDay) -> tuple[NeetEpisode, NeetDay]:
    episode = lock_episode(day.episode, may_be_over=True)
    locked = NeetDay.objects.select_for_update(of=("self",)).filter(pk=day.pk).first()
    if locked is None:
        raise NeetError(None, "Somebody has just taken it away")
    locked.episode = episode
    return episode, locked
