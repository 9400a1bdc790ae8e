"""The ladder of one deadline: which steps it still has, and when the next thing happens to it."""

from collections.abc import Iterable, Set
from datetime import datetime

from deadlines.calendar import step_at
from deadlines.enums import StepState
from deadlines.models import Deadline, DeadlineStep
from notifications.services import cancel_topic


def rungs(deadline: Deadline, *, now: datetime, told: Set[str] = frozenset()) -> list[DeadlineStep]:
    """The steps of the deadline's present revision, in order of time, not yet saved.

    Steps whose moment has passed are skipped, except the newest, which is to fire at once: whoever opens a clock late is
    told where it stands, once. Not even that one fires if its key is among those `told` before. A clock that ended
    before Mainstay tracked the agency has no steps.
    """
    if not deadline.is_tracked:
        return []
    steps = sorted(
        (
            DeadlineStep(
                deadline=deadline,
                revision=deadline.revision,
                key=step.key,
                at=step_at(step.when, deadline.clock, morning_hour=deadline.morning_hour),
                audiences=list(step.audiences),
            )
            for step in deadline.duty.steps
        ),
        key=lambda step: step.at,
    )
    past = [step for step in steps if step.at <= now]
    if past and past[-1].key not in told:
        past.pop()
    for step in past:
        step.state, step.settled_at = StepState.SKIPPED, now
    return steps


def next_moment(deadline: Deadline, steps: Iterable[DeadlineStep]) -> datetime | None:
    """When something next happens to a running deadline: a step fires, or the due moment passes and is noted."""
    moments = [step.at for step in steps if step.state == StepState.PENDING]
    if deadline.is_tracked and not deadline.breach_recorded:
        moments.append(deadline.due_at)
    return min(moments, default=None)


def lay(steps: list[DeadlineStep]) -> None:
    """Save the steps of a deadline that has been saved."""
    DeadlineStep.objects.bulk_create(steps)


def take_away(deadline: Deadline, *, now: datetime) -> None:
    """Nothing more happens on the present ladder: steps to come and messages not yet sent are cancelled."""
    deadline.steps.filter(state=StepState.PENDING).update(state=StepState.CANCELLED, settled_at=now)
    cancel_topic(deadline.topic, now=now)


def told_keys(deadline: Deadline) -> frozenset[str]:
    """Steps about which people have been told, in any revision."""
    return frozenset(deadline.steps.filter(state=StepState.FIRED).values_list("key", flat=True))
