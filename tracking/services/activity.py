"""What a young person does, recorded spell by spell and put right (A41)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from accounts.wording import written_day
from learners.enums import LifeEvent
from learners.models import Enrolment, Learner
from tracking.enums import ActivityGroup, CodeList, EntrySource
from tracking.models import ActivityCode, ActivitySpell
from tracking.rules.spells import ONE_DAY, Gap, Overlap, Spell, fit
from tracking.services.neet_episodes import follow_spells
from tracking.services.own_clocks import TrackingError, lock_learner


class ActivityRefused(TrackingError):
    """The text says which question it belongs to."""

    def __init__(self, field: str | None, text: str) -> None:
        super().__init__(text)
        self.field = field


class OverlapsAnother(ActivityRefused):
    def __init__(self, other: ActivitySpell) -> None:
        until = f"to {written_day(other.ends_on)}" if other.ends_on else "until now"
        super().__init__(
            "starts_on",
            f"From {written_day(other.starts_on)} {until} “{other.code.name}” is recorded. Correct that first, or choose another day",
        )


class LeavesGap(ActivityRefused):
    def __init__(self, gap: Gap) -> None:
        when = (
            f"For {written_day(gap.first)}"
            if gap.first == gap.last
            else f"From {written_day(gap.first)} to {written_day(gap.last)}"
        )
        super().__init__("starts_on", f"{when} nothing is recorded. Record that time first, if only as “Not known”")


@transaction.atomic
def record_activity(
    *,
    learner: Learner,
    code: ActivityCode,
    starts_on: date,
    ends_on: date | None = None,
    hours: int | None = None,
    note: str = "",
    source: EntrySource = EntrySource.TYPED,
    by: User | None,
    now: datetime,
) -> ActivitySpell:
    """They do this since `starts_on`, or did until `ends_on`. What they did until then ends the day before.

    An earlier time may be recorded later; without `ends_on` it lasts until the next thing begins. Raises OverlapsAnother,
    LeavesGap, ActivityRefused, CaseHasEnded.
    """
    learner = lock_learner(learner)
    _check(learner, code, starts_on, ends_on, now)
    others = _spells(learner)
    try:
        fitted = fit([_plain(each) for each in others], starts_on=starts_on, ends_on=ends_on)
    except (Overlap, Gap) as error:
        raise _in_words(error, others) from error
    if fitted.before_ends_on is not None:
        before = next(each for each in others if each.starts_on == fitted.before)
        before.ends_on = fitted.before_ends_on
        history.save(before, by=by, reason="Something else began", at=now, update_fields=["ends_on"])
    spell = ActivitySpell(
        learner=learner,
        code=code,
        starts_on=starts_on,
        ends_on=fitted.ends_on,
        hours=hours,
        note=note.strip(),
        source=source,
        recorded_at=now,
        recorded_by=by,
    )
    history.save(spell, by=by, at=now)
    follow_spells(learner=learner, by=by, now=now)
    return spell


@transaction.atomic
def correct_activity(
    *,
    spell: ActivitySpell,
    code: ActivityCode,
    starts_on: date,
    ends_on: date | None,
    hours: int | None,
    note: str,
    reason: str,
    by: User,
    now: datetime,
) -> ActivitySpell:
    """What was recorded was not right. What was before it ends accordingly; where something follows, its last day stays the
    day before that. Raises OverlapsAnother, ActivityRefused, CaseHasEnded.
    """
    learner, spell = _lock(spell)
    spells = _spells(learner)
    after = next((each for each in spells if each.starts_on > spell.starts_on), None)
    if after is not None:
        ends_on = after.starts_on - ONE_DAY
        if starts_on > ends_on:
            raise OverlapsAnother(after)
    _check(learner, code, starts_on, ends_on, now)
    before = next((each for each in reversed(spells) if each.starts_on < spell.starts_on), None)
    if before is not None and starts_on <= before.starts_on:
        raise OverlapsAnother(before)
    was = spell.starts_on
    spell.code, spell.starts_on, spell.ends_on = code, starts_on, ends_on
    spell.hours, spell.note = hours, note.strip()
    # Whichever gets shorter is saved first: the two never overlap, not even in between.
    changed = [(spell, reason)]
    if before is not None and was != starts_on:
        before.ends_on = starts_on - ONE_DAY
        changed.insert(0 if starts_on < was else 1, (before, "What followed was corrected"))
    for each, why in changed:
        history.save(each, by=by, reason=why, at=now)
    follow_spells(learner=learner, by=by, now=now)
    return spell


@transaction.atomic
def take_back_activity(*, spell: ActivitySpell, reason: str, by: User, now: datetime) -> None:
    """It was recorded by mistake: what was before it lasts on. What is taken back stays in the history. Raises
    CaseHasEnded.
    """
    learner, spell = _lock(spell)
    before = next((each for each in reversed(_spells(learner)) if each.starts_on < spell.starts_on), None)
    last = spell.ends_on
    spell._history_user = by  # type: ignore[attr-defined]  # these three are read by simple-history
    spell._history_date = now  # type: ignore[attr-defined]
    spell._change_reason = reason  # type: ignore[attr-defined]
    spell.delete()
    if before is not None:
        before.ends_on = last
        history.save(before, by=by, reason="What followed was recorded by mistake", at=now, update_fields=["ends_on"])
    follow_spells(learner=learner, by=by, now=now)


def end_spells(learner: Learner, enrolment: Enrolment | None, event: LifeEvent, by: User | None, now: datetime) -> None:
    """With the case, or a life, ends what somebody did (`learners.registry`)."""
    if enrolment is not None:
        return
    last = learner.died_on if event == LifeEvent.DIED else learner.closed_on
    running = ActivitySpell.objects.filter(learner=learner, ends_on__isnull=True).first()
    if running is None or last is None:
        return
    running.ends_on = max(last, running.starts_on)
    history.save(running, by=by, reason=str(event.label), at=now, update_fields=["ends_on"])


def _lock(spell: ActivitySpell) -> tuple[Learner, ActivitySpell]:
    learner = lock_learner(spell.learner)
    locked = ActivitySpell.objects.select_related("code").filter(pk=spell.pk).first()
    if locked is None:
        raise ActivityRefused(None, "Somebody has just taken it away")
    locked.learner = learner
    return learner, locked


def _spells(learner: Learner) -> list[ActivitySpell]:
    return list(ActivitySpell.objects.filter(learner=learner).select_related("code").order_by("starts_on"))


def _plain(spell: ActivitySpell) -> Spell:
    return Spell(spell.starts_on, spell.ends_on, ActivityGroup(spell.code.group))


def _check(learner: Learner, code: ActivityCode, starts_on: date, ends_on: date | None, now: datetime) -> None:
    today = local_date(now)
    if starts_on > today:
        raise ActivityRefused(
            "starts_on", "The first day must be today or in the past. For an agreed start, choose “Start agreed”"
        )
    if starts_on < learner.date_of_birth:
        raise ActivityRefused("starts_on", f"{learner.called} was not born then. Check the year")
    if code.code_list != CodeList.NCCIS or not ActivityCode.objects.in_force(starts_on).filter(pk=code.pk).exists():
        raise ActivityRefused("code", "Choose what they do from the list as it was on that day")
    if ends_on is not None and ends_on < starts_on:
        raise ActivityRefused("ends_on", "The last day must not be before the first")
    if ends_on is not None and ends_on > today:
        raise ActivityRefused("ends_on", "The last day must be today or in the past. Leave it empty while it goes on")


def _in_words(error: Overlap | Gap, others: list[ActivitySpell]) -> ActivityRefused:
    if isinstance(error, Gap):
        return LeavesGap(error)
    return OverlapsAnother(next(each for each in others if each.starts_on == error.starts_on))
