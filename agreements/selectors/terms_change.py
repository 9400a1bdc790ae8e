"""Limits of a draft beside the default set, and the open deadlines that a changed limit could move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.access import allows
from accounts.enums import Permission
from accounts.models import User
from accounts.selectors import agency_ids_where
from agreements.duties import DUTY_BY_CODE
from agreements.enums import TermKey
from agreements.models import Agreement, Term
from agreements.rules import FIXED_TERMS
from agreements.terms import announced, compose
from deadlines.calendar import Due, due_for
from deadlines.enums import Unit
from deadlines.models import Deadline
from deadlines.rules import Limit


@dataclass(frozen=True)
class DraftTerm:
    """One limit of a draft: what the default set says on its first day, what this agreement says instead, and what is
    announced for a later day.
    """

    key: TermKey
    default: Limit
    own: Term | None
    later: tuple[Term, ...]

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
    """Every limit of a draft as it would be on its first day (today while there is none, or when it has begun). Two
    queries.
    """
    on = max(agreement.starts_on or today, today)
    defaults, own = list(Term.objects.filter(agreement__isnull=True)), list(agreement.terms.order_by("effective_on"))
    usual = compose(None, [], defaults, on)
    present = {TermKey(term.key): term for term in own if term.effective_on <= on}
    return [DraftTerm(key, usual.limit(key), present.get(key), announced(key, own, defaults, on)) for key in TermKey]


def announced_for(agreement: Agreement, key: TermKey, today: date) -> tuple[Term, ...]:
    """The limits of one promise of this agreement that apply only after today. One query."""
    terms = list(Term.objects.filter(Q(agreement__isnull=True) | Q(agreement=agreement), key=key))
    own = [term for term in terms if term.agreement_id is not None]
    return announced(key, own, [term for term in terms if term.agreement_id is None], today)


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
