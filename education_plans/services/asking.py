"""A colleague is asked to complete a section, by a day; and who completes one."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import Membership, User
from education_plans.models import PlanSection, SectionRequest
from education_plans.services.errors import PlanError, lock_plan
from learners.services.notices import tell
from notifications.enums import MessageKind


class DayHasPassed(PlanError):
    field = "due_on"

    def __init__(self) -> None:
        super().__init__("Choose today or a later day")


class AskedAlready(PlanError):
    field = "asked"

    def __init__(self, asked: Membership) -> None:
        super().__init__(f"{asked.user} has been asked already")


class NotOpen(PlanError):
    def __init__(self) -> None:
        super().__init__("This has been done or taken back already.")


@transaction.atomic
def ask_colleague(
    *, section: PlanSection, asked: Membership, due_on: date, note: str = "", by: User, now: datetime
) -> SectionRequest:
    """Ask `asked` to complete the section by `due_on`. They are told at once, and are named as its completer.

    Raises DayHasPassed, AskedAlready, EnrolmentHasEnded, PlanIsClosed.
    """
    plan = lock_plan(section.plan)
    if due_on < local_date(now):
        raise DayHasPassed
    if section.requests.filter(asked=asked, done_at__isnull=True, withdrawn_at__isnull=True).exists():
        raise AskedAlready(asked)
    request = SectionRequest(section=section, asked=asked, asked_by=by, asked_at=now, due_on=due_on, note=note.strip())
    history.save(request, by=by, at=now)
    _name(section, asked, by=by, now=now)
    tell(
        [asked.user],
        learner=plan.learner,
        kind=MessageKind.PLAN,
        template="education_plans/email/section_asked.txt",
        context={"due_on": due_on},
        topic=f"section-request:{request.uuid}",
        by=by,
        now=now,
        link=reverse("education_plans:section", args=[plan.uuid, section.code]),
    )
    return request


@transaction.atomic
def withdraw_request(*, request: SectionRequest, by: User, now: datetime) -> SectionRequest:
    """Take back what a colleague was asked. If they are still named for it, the section goes back to whoever usually
    completes it. Raises NotOpen.
    """
    request = SectionRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
    if request.done_at is not None or request.withdrawn_at is not None:
        raise NotOpen
    request.withdrawn_at = now
    history.save(request, by=by, at=now)
    if request.section.completer_id == request.asked_id:
        _name(request.section, None, by=by, now=now)
    return request


def close_requests(*, section: PlanSection, by: User, now: datetime) -> None:
    """The section needs nothing more, so what colleagues were asked is done. Part of saving it."""
    for request in section.requests.filter(done_at__isnull=True, withdrawn_at__isnull=True):
        request.done_at = now
        history.save(request, by=by, at=now)


@transaction.atomic
def name_completer(*, section: PlanSection, completer: Membership | None, by: User, now: datetime) -> PlanSection:
    """Say who completes the section; None: whoever usually does. Its words and version stay as they are, and nobody is told.

    Raises EnrolmentHasEnded, PlanIsClosed.
    """
    lock_plan(section.plan)
    return _name(section, completer, by=by, now=now)


def _name(section: PlanSection, completer: Membership | None, *, by: User, now: datetime) -> PlanSection:
    section = PlanSection.objects.select_for_update(of=("self",), no_key=True).get(pk=section.pk)
    if section.completer_id != (completer.pk if completer else None):
        section.completer = completer
        history.save(section, by=by, reason="Who completes it", at=now)
    return section
