"""A time without education, employment or training: it follows the spells, and has a plan that several agencies carry (K6,
K11, M2).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from learners.enums import LifeEvent
from learners.models import Enrolment, Learner
from tracking.enums import ActivityGroup, Barrier, HealthRoute
from tracking.models import ActivitySpell, NeetEpisode
from tracking.rules.neet import fate
from tracking.rules.spells import ONE_DAY, Spell, without_place
from tracking.selectors.neet_words import HELP, PLAN
from tracking.services.neet_clocks import (
    DUTIES,
    OVER,
    anchor,
    open_day_clock,
    open_day_clocks,
    stop_day_clock,
    stop_day_clocks,
)
from tracking.services.neet_errors import NeetError, check_seen, lock_episode

PUT_RIGHT = "The record of what they did was put right: they had a place."


def follow_spells(*, learner: Learner, by: User | None, now: datetime) -> None:
    """Open, move or end the young person's episode so that it is as long as their spells without a place. To be called in
    the transaction, and under the lock on the young person, of everything that changes spells. Once is as good as twice.

    Raises NobodyOwes where no agency would owe its clocks.
    """
    spells = list(ActivitySpell.objects.filter(learner=learner).select_related("code").order_by("starts_on"))
    times = without_place([Spell(each.starts_on, each.ends_on, ActivityGroup(each.code.group)) for each in spells])
    running = NeetEpisode.objects.select_for_update(no_key=True).filter(learner=learner, ended_on__isnull=True).first()
    found = fate(running.starts_on if running else None, times)
    if running is not None:
        running.learner = learner
        if found.ends_on is None and found.starts_on is not None:
            _move(running, found.starts_on, by=by, now=now)
            return
        _end(running, found.ends_on or running.starts_on, _how(spells, found.ends_on), by=by, now=now)
    if found.starts_on is not None:
        _begin(learner, found.starts_on, by=by, now=now)


def end_with_case(
    learner: Learner, enrolment: Enrolment | None, event: LifeEvent, by: User | None, now: datetime
) -> None:
    """With the case, or a life, ends the episode (`learners.registry`); the clocks are stopped by the rules of the case."""
    running = NeetEpisode.objects.filter(learner=learner, ended_on__isnull=True).first()
    last = learner.died_on if event == LifeEvent.DIED else learner.closed_on
    if enrolment is not None or running is None or last is None:
        return
    running.ended_on, running.how_it_ended = max(last, running.starts_on), str(event.label)
    history.save(running, by=by, reason=str(event.label), at=now)


def _begin(learner: Learner, starts_on: date, *, by: User | None, now: datetime) -> None:
    """A new episode; or the same as before, if what ended it was put right since."""
    same = NeetEpisode.objects.filter(learner=learner, starts_on=starts_on, ended_on__isnull=False).order_by("-id")
    episode = same.first()
    if episode is None:
        episode = NeetEpisode(learner=learner, starts_on=starts_on, recorded_at=now, recorded_by=by)
        history.save(episode, by=by, reason="A time without a place began", at=now)
    else:
        episode.ended_on, episode.how_it_ended = None, ""
        history.save(episode, by=by, reason="It goes on: what had ended it was put right", at=now)
    episode.learner = learner
    open_day_clocks(episode, by=by, now=now)


def _move(episode: NeetEpisode, starts_on: date, *, by: User | None, now: datetime) -> None:
    if episode.starts_on == starts_on:
        return
    before = {kind: anchor(episode, kind) for kind in DUTIES}
    episode.starts_on = starts_on
    history.save(episode, by=by, reason="The first day was put right", at=now)
    for kind, anchored in before.items():
        if anchor(episode, kind) != anchored:
            stop_day_clock(episode, kind, reason="The first day was put right", by=by, now=now)
            open_day_clock(episode, kind, starts_on=anchor(episode, kind), by=by, now=now)


def _end(episode: NeetEpisode, ended_on: date, how: str, *, by: User | None, now: datetime) -> None:
    # A start that was put right together with the end lies after it: the last day stands.
    episode.starts_on = min(episode.starts_on, ended_on)
    episode.ended_on, episode.how_it_ended = ended_on, how
    history.save(episode, by=by, reason=OVER, at=now)
    stop_day_clocks(episode, reason=OVER, by=by, now=now)


def _how(spells: list[ActivitySpell], ended_on: date | None) -> str:
    """What followed the last day without a place."""
    following = [each for each in spells if ended_on is not None and each.starts_on == ended_on + ONE_DAY]
    return f"Then: {following[0].code.name}" if following else PUT_RIGHT


@dataclass(frozen=True)
class PlanWords:
    """What stands in the way, what is done together about it, and what if that does not work. `agreed_on`: when those who
    take part agreed it.
    """

    barriers: str
    plan: str
    contingency: str
    themes: Collection[Barrier] = ()
    agreed_on: date | None = None


@transaction.atomic
def write_plan(
    *, episode: NeetEpisode, words: PlanWords, seen: str | None = None, by: User, now: datetime
) -> NeetEpisode:
    """Write the support plan of the several agencies (K6) and what is done if it fails (M2). `seen` is which words the page
    showed (`selectors.neet_words.seen_of`): whoever comes second does not silently win.

    Raises ChangedMeanwhile, NeetError, EpisodeIsOver, CaseHasEnded.
    """
    episode = lock_episode(episode)
    check_seen(episode, PLAN, seen)
    if words.agreed_on is not None:
        if not words.plan.strip():
            raise NeetError("plan", "Say what you do together before it is agreed")
        if words.agreed_on > local_date(now):
            raise NeetError("agreed_on", "The day must be today or in the past")
    episode.barriers, episode.plan = words.barriers.strip(), words.plan.strip()
    episode.contingency, episode.plan_agreed_on = words.contingency.strip(), words.agreed_on
    episode.barrier_themes = [theme.value for theme in Barrier if theme in set(words.themes)]
    history.save(episode, by=by, reason="The plan was written", at=now)
    return episode


@transaction.atomic
def record_help(
    *,
    episode: NeetEpisode,
    health_route: HealthRoute,
    health_note: str,
    jobcentre_plan_on: date | None,
    seen: str | None = None,
    by: User,
    now: datetime,
) -> NeetEpisode:
    """Whether the health service supports them, and since when the jobcentre has a plan with them (K11). `seen` as in
    `write_plan`. Raises ChangedMeanwhile, NeetError, EpisodeIsOver, CaseHasEnded.
    """
    episode = lock_episode(episode)
    check_seen(episode, HELP, seen)
    if jobcentre_plan_on is not None and jobcentre_plan_on > local_date(now):
        raise NeetError("jobcentre_plan_on", "The day must be today or in the past")
    if health_route == HealthRoute.REFUSED and not health_note.strip():
        raise NeetError("health_note", "Say why, and what is done instead")
    episode.health_route, episode.health_note = health_route, health_note.strip()
    episode.jobcentre_plan_on = jobcentre_plan_on
    history.save(episode, by=by, reason="Health and jobcentre", at=now)
    return episode
