"""Needs by area of life and what is provided for them (A19, K14), and telling a provider of them (P5)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, User
from education_plans.enums import Domain
from education_plans.models import EducationPlan, SupportNeed
from education_plans.services.errors import PlanError, lock_plan
from education_plans.services.versions import changed
from learners.selectors.contacts import provider_people
from learners.services.notices import tell
from notifications.enums import MessageKind


class SupportNeedError(PlanError):
    """Why a need cannot be kept so. `field` is the question it belongs to."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class NeedHasEnded(PlanError):
    def __init__(self, ended_on: date) -> None:
        super().__init__(f"This support ended on {ended_on:%-d %B %Y}. Record a new need.")


@dataclass(frozen=True)
class NeedWords:
    """A need, what is provided, by whom, what it costs in pounds, and from which local day."""

    domain: Domain
    need: str
    provided: str
    given_by: str
    starts_on: date
    cost: Decimal | None = None
    shared_with_young_person: bool = True


@transaction.atomic
def add_need(*, plan: EducationPlan, words: NeedWords, provider: Agency | None, by: User, now: datetime) -> SupportNeed:
    """Record a need. With `provider`, the one of the plan’s place, its people see it, and its designated person is told
    unless they record it themselves (P5). Raises SupportNeedError, EnrolmentHasEnded, PlanIsClosed.
    """
    plan = lock_plan(plan)
    need = SupportNeed(learner=plan.learner, provider=provider, recorded_at=now, recorded_by=by)
    _fill(need, words)
    history.save(need, by=by, reason="Recorded", at=now)
    if provider is not None:
        _tell_provider(plan, need, provider, by=by, now=now)
    _plans_changed(need, by=by, now=now)
    return need


@transaction.atomic
def change_need(*, plan: EducationPlan, need: SupportNeed, words: NeedWords, by: User, now: datetime) -> SupportNeed:
    """Change what a need says while it lasts; its history keeps what it said. Raises SupportNeedError, NeedHasEnded,
    EnrolmentHasEnded, PlanIsClosed.
    """
    lock_plan(plan)
    need = _locked(need, now)
    before = _said(need)
    _fill(need, words)
    if _said(need) == before:
        return need
    history.save(need, by=by, reason="Changed", at=now)
    _plans_changed(need, by=by, now=now)
    return need


@transaction.atomic
def end_need(
    *, plan: EducationPlan, need: SupportNeed, ends_on: date, reason: str, by: User, now: datetime
) -> SupportNeed:
    """Give support its last local day, with the reason. Raises SupportNeedError, NeedHasEnded, EnrolmentHasEnded,
    PlanIsClosed.
    """
    lock_plan(plan)
    need = _locked(need, now)
    if ends_on < need.starts_on:
        raise SupportNeedError("ends_on", "The last day cannot be before the first.")
    if not reason.strip():
        raise SupportNeedError("reason", "Say why it ends.")
    need.ends_on = ends_on
    history.save(need, by=by, reason=f"Ends: {reason.strip()}", at=now)
    _plans_changed(need, by=by, now=now)
    return need


def _plans_changed(need: SupportNeed, *, by: User, now: datetime) -> None:
    """The running plans that the need stands in have other words: that of a place at its provider, whichever plan it was
    reached from, and one without a place, which has all of them (`selectors.versions.content_of`).
    """
    plans = EducationPlan.objects.filter(
        Q(enrolment__isnull=True) | Q(enrolment__provider=need.provider_id, enrolment__ended_on__isnull=True),
        learner=need.learner_id,
        closed_on__isnull=True,
    )
    for plan in plans.order_by("pk"):
        changed(plan=plan, by=by, now=now, what=f"Support: {need.need}")


def _tell_provider(plan: EducationPlan, need: SupportNeed, provider: Agency, *, by: User, now: datetime) -> None:
    tell(
        provider_people([provider.pk], now)[provider.pk],
        learner=plan.learner,
        kind=MessageKind.PLAN,
        template="education_plans/email/support_needed.txt",
        context={},
        topic=f"support-need:{need.uuid}",
        by=by,
        now=now,
        link=reverse("education_plans:support", args=[plan.uuid]),
    )


def _locked(need: SupportNeed, now: datetime) -> SupportNeed:
    locked = SupportNeed.objects.select_for_update(of=("self",), no_key=True).get(pk=need.pk)
    if locked.ends_on is not None and locked.ends_on < local_date(now):
        raise NeedHasEnded(locked.ends_on)
    return locked


def _said(need: SupportNeed) -> tuple[object, ...]:
    return (
        need.domain,
        need.need,
        need.provided,
        need.given_by,
        need.cost,
        need.starts_on,
        need.shared_with_young_person,
    )


def _fill(need: SupportNeed, words: NeedWords) -> None:
    if not words.need.strip():
        raise SupportNeedError("need", "Say what they need.")
    if words.cost is not None and words.cost < 0:
        raise SupportNeedError("cost", "Enter a sum of zero or more.")
    if need.ends_on is not None and words.starts_on > need.ends_on:
        raise SupportNeedError("starts_on", "The first day cannot be after the last.")
    need.domain = words.domain
    need.need, need.provided = " ".join(words.need.split()), " ".join(words.provided.split())
    need.given_by, need.cost, need.starts_on = " ".join(words.given_by.split()), words.cost, words.starts_on
    need.shared_with_young_person = words.shared_with_young_person
