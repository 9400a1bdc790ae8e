"""Targets of a plan: set, changed, closed with what came of them, and carried into the next plan (E)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import Membership, User
from education_plans.enums import Domain, TargetState
from education_plans.models import EducationPlan, Target
from education_plans.selectors.targets import may_be_carried
from education_plans.services.errors import PlanError, lock_plan
from education_plans.services.versions import changed


class TargetError(PlanError):
    """Why a target cannot be kept so. `field` is the question it belongs to."""


class TargetIncomplete(TargetError):
    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class NobodyDoesIt(TargetError):
    field = "by_young_person"

    def __init__(self) -> None:
        super().__init__("Say who does it: the young person, somebody who helps, or both.")


class DueInPast(TargetError):
    field = "due_on"

    def __init__(self) -> None:
        super().__init__("The day by which it is to be reached cannot be in the past.")


class TargetIsClosed(TargetError):
    def __init__(self, target: Target) -> None:
        super().__init__(f"This target is closed ({target.get_state_display().lower()}). Set a new one.")


class ClosedInFuture(TargetError):
    field = "closed_on"

    def __init__(self) -> None:
        super().__init__("The day it was closed cannot be in the future.")


class ClosedBeforeSet(TargetError):
    field = "closed_on"

    def __init__(self, set_on: date) -> None:
        super().__init__(f"The target was set on {set_on:%-d %B %Y}. It cannot have been closed before that.")


class NothingToCarry(TargetError):
    field = "targets"

    def __init__(self) -> None:
        super().__init__("Choose at least one target that has not been carried forward yet.")


@dataclass(frozen=True)
class TargetWords:
    """What a target says (specific, by when, how we shall know), and who works on it."""

    domain: Domain
    what: str
    due_on: date
    evidence: str
    by_young_person: bool = True
    helper: Membership | None = None
    helper_name: str = ""


@transaction.atomic
def add_target(*, plan: EducationPlan, words: TargetWords, by: User, now: datetime) -> Target:
    """Set a target. It changes what was agreed, so the parties are asked again (`versions.changed`).

    Raises TargetIncomplete, NobodyDoesIt, DueInPast, EnrolmentHasEnded, PlanIsClosed.
    """
    plan = lock_plan(plan)
    target = Target(plan=plan, set_at=now, set_by=by)
    _fill(target, words, today=local_date(now))
    history.save(target, by=by, reason="Set", at=now)
    changed(plan=plan, by=by, now=now, what=f"The target “{target.what}”")
    return target


@transaction.atomic
def change_target(*, target: Target, words: TargetWords, by: User, now: datetime) -> Target:
    """Change an open target; its history keeps what it said. A target saved as it was changes nothing.

    Raises TargetIsClosed, TargetIncomplete, NobodyDoesIt, DueInPast, EnrolmentHasEnded, PlanIsClosed.
    """
    plan = lock_plan(target.plan)
    target = _lock_open(target)
    before = _said(target)
    _fill(target, words, today=local_date(now))
    if _said(target) == before:
        return target
    history.save(target, by=by, reason="Changed", at=now)
    changed(plan=plan, by=by, now=now, what=f"The target “{target.what}”")
    return target


@transaction.atomic
def close_target(
    *, target: Target, state: TargetState, outcome: str, closed_on: date, by: User, now: datetime
) -> Target:
    """Close a target with what came of it. Also possible once the place has ended: outcomes are known late.

    What came of a target is no change of what was agreed; giving it up (DROPPED) is one. Raises TargetIsClosed,
    TargetIncomplete without an outcome, ClosedInFuture, ClosedBeforeSet.
    """
    plan = lock_plan(target.plan) if state == TargetState.DROPPED else target.plan
    target = _lock_open(target)
    if state == TargetState.OPEN:
        raise TargetIncomplete("state", "Say whether the target was met.")
    if not outcome.strip():
        raise TargetIncomplete("outcome", "Say what came of it.")
    if closed_on > local_date(now):
        raise ClosedInFuture
    if closed_on < local_date(target.set_at):
        raise ClosedBeforeSet(local_date(target.set_at))
    target.state, target.outcome, target.closed_on = state, outcome.strip(), closed_on
    history.save(target, by=by, reason=str(TargetState(state).label), at=now)
    if state == TargetState.DROPPED:
        changed(plan=plan, by=by, now=now, what=f"The target “{target.what}”")
    return target


@transaction.atomic
def carry_forward(
    *, plan: EducationPlan, targets: Collection[Target], due_on: date, by: User, now: datetime
) -> list[Target]:
    """Set targets of earlier plans again in this one, to be reached by `due_on`; each is carried once.

    The earlier target stays as it was and shows where it went. Raises NothingToCarry, DueInPast, EnrolmentHasEnded,
    PlanIsClosed.
    """
    plan = lock_plan(plan)
    if due_on < local_date(now):
        raise DueInPast
    wanted = {target.pk for target in targets}
    earlier = may_be_carried(plan).filter(pk__in=wanted).select_for_update(of=("self",), no_key=True)
    carried = []
    for old in earlier.select_related(None).order_by("due_on", "id"):
        new = Target(
            plan=plan,
            domain=old.domain,
            what=old.what,
            helper_id=old.helper_id,
            helper_name=old.helper_name,
            by_young_person=old.by_young_person,
            due_on=due_on,
            evidence=old.evidence,
            carried_from=old,
            set_at=now,
            set_by=by,
        )
        history.save(new, by=by, reason="Carried forward from an earlier plan", at=now)
        carried.append(new)
    if not carried:
        raise NothingToCarry
    changed(plan=plan, by=by, now=now, what="What the plan aims for")
    return carried


@transaction.atomic
def tick_target(*, target: Target, ticked: bool, now: datetime) -> Target:
    """The young person ticks a target on their own page, or takes the tick away. It stays open until somebody looks at it
    with them. Raises TargetIsClosed.
    """
    target = _lock_open(target)
    if (target.ticked_at is not None) == ticked:
        return target
    target.ticked_at = now if ticked else None
    reason = "Ticked on their own page" if ticked else "Tick taken away on their own page"
    history.save(target, by=None, reason=reason, at=now)
    return target


def _lock_open(target: Target) -> Target:
    locked = Target.objects.select_for_update(of=("self",), no_key=True).get(pk=target.pk)
    if locked.state != TargetState.OPEN:
        raise TargetIsClosed(locked)
    return locked


def _said(target: Target) -> tuple[object, ...]:
    return (
        target.domain,
        target.what,
        target.due_on,
        target.evidence,
        target.by_young_person,
        target.helper_id,
        target.helper_name,
    )


def _fill(target: Target, words: TargetWords, *, today: date) -> None:
    if not words.what.strip():
        raise TargetIncomplete("what", "Say what is to be reached.")
    if not words.evidence.strip():
        raise TargetIncomplete("evidence", "Say how you shall know that it is reached.")
    if not (words.by_young_person or words.helper or words.helper_name.strip()):
        raise NobodyDoesIt
    # A target that is late may still be put right without a new day.
    if words.due_on < today and words.due_on != target.due_on:
        raise DueInPast
    target.domain = words.domain
    target.what, target.evidence = " ".join(words.what.split()), " ".join(words.evidence.split())
    target.due_on, target.by_young_person = words.due_on, words.by_young_person
    target.helper, target.helper_name = words.helper, " ".join(words.helper_name.split())
