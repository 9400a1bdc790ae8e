"""A deadline told again from its events, which the database lets nobody change: is the row what they add up to?

Moves, pauses, waivers and everything else people decided are read from here, because no other record knows them. What
was copied when the clock opened (whose duty, how long, under which terms) stands in the first event.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.clock import local_date
from deadlines.calendar import due_for, step_at
from deadlines.enums import DeadlineState, StepState, Unit, Verb
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep

CLOSING = {
    Verb.MET: DeadlineState.MET,
    Verb.WAIVED: DeadlineState.WAIVED,
    Verb.CANCELLED: DeadlineState.CANCELLED,
}


@dataclass
class Told:
    """Where the events leave a deadline. The names are those of its fields."""

    original_due_at: datetime | None = None
    due_at: datetime | None = None
    state: str = DeadlineState.OPEN
    met_at: datetime | None = None
    met_by_id: int | None = None
    closed_at: datetime | None = None
    paused_at: datetime | None = None
    was_moved: bool = False
    was_paused: bool = False
    breach_recorded: bool = False
    revision: int = 1


def problems(deadline: Deadline) -> Iterator[str]:
    """What is wrong with `deadline`, whose events (in order) and steps are at hand; nothing if it is as it should be."""
    events = list(deadline.events.all())
    if not events or events[0].verb != Verb.OPENED or not {"copied", "steps"} <= set(events[0].detail):
        yield "nothing says how it was opened"
        return
    should_be = _replayed(events)
    for name, wanted in [*vars(should_be).items(), *events[0].detail["copied"].items()]:
        if (found := getattr(deadline, name)) != wanted:
            yield f"{name} is {found}, its events say {wanted}"
    last_day = None if deadline.limit_unit == Unit.HOURS else local_date(deadline.due_at - timedelta(microseconds=1))
    if deadline.due_on != last_day:
        yield f"due_on is {deadline.due_on}, should be {last_day}"
    if deadline.limit_unit != Unit.FIXED_DAY:
        first_due_at = due_for(deadline.limit, start=deadline.starts_at).due_at
        if deadline.original_due_at != first_due_at:
            yield f"was first due at {deadline.original_due_at}, should be {first_due_at}"
    if deadline.is_open:
        yield from _ladder(deadline, events)


def _replayed(events: Iterable[DeadlineEvent]) -> Told:
    told = Told()
    for event in events:
        match event.verb:
            case Verb.OPENED:
                told.original_due_at = told.due_at = event.due_after
            case Verb.BREACHED:
                told.breach_recorded = True
            case Verb.PAUSED:
                told.paused_at, told.was_paused = event.at, True
            case Verb.MOVED | Verb.RESUMED | Verb.REOPENED:
                assert event.due_after is not None
                told.due_at, told.paused_at = event.due_after, None
                told.was_moved = told.was_moved or event.verb == Verb.MOVED
                told.breach_recorded = told.breach_recorded and event.due_after <= event.recorded_at
                told.state, told.met_at, told.met_by_id, told.closed_at = DeadlineState.OPEN, None, None, None
                told.revision += 1
            case Verb.MET | Verb.WAIVED | Verb.CANCELLED:
                told.state, told.closed_at, told.paused_at = CLOSING[Verb(event.verb)], event.at, None
                if event.verb == Verb.MET:
                    told.met_at, told.met_by_id = event.at, event.by_id
    return told


def _ladder(deadline: Deadline, events: Sequence[DeadlineEvent]) -> Iterator[str]:
    """The present ladder: no rung lost or added, each at its moment and for its people, fired exactly if people were told.

    Moment and people are judged only for rungs the duty still has: a ladder written anew later leaves running clocks
    the one they opened with.
    """
    steps: dict[str, DeadlineStep] = {
        step.key: step for step in deadline.steps.all() if step.revision == deadline.revision
    }
    laid: list[str] = next(event.detail["steps"] for event in reversed(events) if "steps" in event.detail)
    if sorted(steps) != sorted(laid):
        yield f"its ladder has the steps {sorted(steps)}, laid were {sorted(laid)}"
    for rung in deadline.duty.steps:
        at = step_at(rung.when, deadline.clock, morning_hour=deadline.morning_hour)
        step = steps.get(rung.key)
        if step is not None and (step.at, step.audiences) != (at, list(rung.audiences)):
            yield f"the step “{rung.key}” is for {step.audiences} at {step.at}, should be for {rung.audiences} at {at}"
    fired = sorted(step.key for step in steps.values() if step.state == StepState.FIRED)
    told = sorted(e.detail["step"] for e in events if e.verb == Verb.TOLD and e.revision == deadline.revision)
    if fired != told:
        yield f"the steps {fired} count as sent, people were told of {told}"
