"""Limits of a draft beside the default set, and the open deadlines that a changed limit could move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser

from accounts.access import allows
from accounts.enums import Permission
from accounts.models import User
from accounts.selectors import agency_ids_where
from agreements.duties import DUTY_BY_CODE
from agreements.enums import TermKey
from agreements.models import Agreement, Term
from agreements.rules import FIXED_TERMS
from agreements.terms import compose
from deadlines.calendar import Due, due_for
from deadlines.enums import Unit
from deadlines.models import Deadline
from deadlines.rules import Limit


@dataclass(frozen=True)
class DraftTerm:
    """One limit of a draft: what the default set says on its first day, and what this agreement says instead."""

    key: TermKey
    default: Limit
    own: Term | None

    @property
    def clauses(self) -> Sequence[str]:
        duty = DUTY_BY_CODE.get(self.key.value)
        return duty.clauses if duty else ()

    @property
    def differs(self) -> bool:
        return self.own is not None and self.own.limit != self.default

    @property
    def is_fixed(self) -> bool:
        return self.key in FIXED_TERMS


def draft_terms(agreement: Agreement, today: date) -> list[DraftTerm]:
    """Every limit of a draft as it would be on its first day (today while there is none). Two queries."""
    first_day = agreement.starts_on or today
    defaults = compose(None, [], list(Term.objects.filter(agreement__isnull=True)), first_day)
    own = {TermKey(term.key): term for term in agreement.terms.order_by("effective_on")}
    return [DraftTerm(key, defaults.limit(key), own.get(key)) for key in TermKey]


@dataclass(frozen=True)
class Movable:
    """An open deadline of the duty, and when it would end by another limit. `why_not` says why it cannot be offered."""

    deadline: Deadline
    due: Due
    why_not: str = ""

    @property
    def is_later(self) -> bool:
        return self.due.due_at > self.deadline.due_at


def movable(
    agreement: Agreement, key: TermKey, limit: Limit, user: User | AnonymousUser, now: datetime
) -> list[Movable]:
    """The open deadlines of that duty under the agreement which the user sees and which another limit would give another
    end, the first due first. Those the user may not change, or that somebody changed by hand, are there with the reason.
    """
    if key.value not in DUTY_BY_CODE or key in FIXED_TERMS:
        return []
    found = (
        Deadline.objects.visible_to(user)
        .open()
        .filter(duty_code=key.value, agreement=agreement)
        .exclude(limit_unit=Unit.FIXED_DAY)
        .select_related("learner", "owner")
        .order_by("due_at", "pk")
    )
    agencies = set(agency_ids_where(user, Permission.CHANGE_DEADLINE))
    offered = []
    for deadline in found:
        due = due_by(deadline, limit)
        if due.due_at != deadline.due_at and (due.due_on is None) == (deadline.due_on is None):
            offered.append(Movable(deadline, due, _why_not(deadline, user, agencies)))
    return offered


def due_by(deadline: Deadline, limit: Limit) -> Due:
    """When the deadline would end if it had been opened with `limit`."""
    return due_for(limit, start=deadline.starts_at)


def kept_silent(agreement: Agreement, key: TermKey, user: User | AnonymousUser) -> int:
    """How many open deadlines of the duty under the agreement the user does not see: they keep their day."""
    every = Deadline.objects.open().filter(duty_code=key.value, agreement=agreement)
    return (
        every.count()
        - Deadline.objects.visible_to(user).open().filter(duty_code=key.value, agreement=agreement).count()
    )


def _why_not(deadline: Deadline, user: User | AnonymousUser, agencies: set[int]) -> str:
    if deadline.paused_at is not None:
        return "It is paused."
    if deadline.was_moved or deadline.was_paused:
        return "Somebody has moved or paused it already."
    may = (
        allows(user, Permission.CHANGE_DEADLINE, deadline.learner)
        if deadline.learner
        else deadline.owner_id in agencies
    )
    return "" if may else "Another Virtual School decides on it."
