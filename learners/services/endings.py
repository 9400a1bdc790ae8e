"""The end of a case, and a death."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from accounts import history
from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.models import User
from deadlines.calendar import end_of_local_day
from deadlines.models import Deadline
from learners.enums import EndReason, LifeEvent
from learners.models import Learner
from learners.registry import after_ending, after_reopening
from learners.services.enrolment import close_place, stop_clocks
from learners.services.errors import CaseIsClosed, LearnerError
from learners.services.links import end_link, project_learner
from notifications.services import silence


class ClosedInTheFuture(LearnerError):
    def __init__(self) -> None:
        super().__init__("The date must be today or in the past.")


class CaseNotClosed(LearnerError):
    def __init__(self) -> None:
        super().__init__("This case is not closed.")


class DiedBeforeBirth(LearnerError):
    def __init__(self) -> None:
        super().__init__("The date of death must not be before the date of birth.")


@transaction.atomic
def close_case(*, learner: Learner, closed_on: date, reason: str, by: User | None, now: datetime) -> Learner:
    """Close the case file: every place ends and the clocks that no longer apply stop. The home agencies can still read
    it.

    The notice of an incident and the answer to an emergency stay owed (`learners.rules`); the key worker's post ends,
    so the team manager stands in. Raises CaseIsClosed, ClosedInTheFuture.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.is_closed:
        raise CaseIsClosed
    if closed_on > local_date(now):
        raise ClosedInTheFuture
    learner.closed_on = closed_on
    history.save(learner, by=by, reason=reason, at=now, update_fields=["closed_on"])
    _end_everything(learner, on=closed_on, event=LifeEvent.CASE_CLOSED, reason=EndReason.CASE_CLOSED, by=by, now=now)
    return learner


@transaction.atomic
def reopen_case(*, learner: Learner, reason: str, by: User | None, now: datetime) -> Learner:
    """Somebody comes back (W8): the case file is open again, for new places and a new key worker. Until one is named the
    team manager stands in. What stopped when the case was closed does not run on: what is begun anew has clocks of its own.

    Raises CaseNotClosed, also after a death.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.closed_on is None or learner.died_on is not None:
        raise CaseNotClosed
    learner.closed_on = None
    history.save(learner, by=by, reason=reason, at=now, update_fields=["closed_on"])
    after_reopening(learner, by=by, now=now)
    project_learner(learner)
    return learner


@transaction.atomic
def record_death(*, learner: Learner, died_on: date, by: User | None, now: datetime) -> Learner:
    """The young person has died. Every clock stops, and no message to or about them leaves from this moment on.

    Also for a case that was closed before. Raises CaseIsClosed if the death is recorded already, ClosedInTheFuture,
    DiedBeforeBirth.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.died_on is not None:
        raise CaseIsClosed
    if died_on > local_date(now):
        raise ClosedInTheFuture
    if died_on < learner.date_of_birth:
        raise DiedBeforeBirth
    silence(learner.uuid, now=now)
    learner.died_on = died_on
    history.save(learner, by=by, reason="Died", at=now, update_fields=["died_on"])
    _end_everything(learner, on=died_on, event=LifeEvent.DIED, reason=EndReason.DIED, by=by, now=now)
    for link in learner.links.active(now).filter(purpose=Purpose.PROVIDER):
        end_link(link=link, by=by, now=now)
    return learner


def _end_everything(
    learner: Learner, *, on: date, event: LifeEvent, reason: EndReason, by: User | None, now: datetime
) -> None:
    """Places, key worker and clocks, silently: whoever closes a case speaks to the partners themselves."""
    for enrolment in learner.enrolments.open().select_related("provider").order_by("id"):
        enrolment.learner = learner
        close_place(enrolment, ended_on=on, reason=reason, event=event, by=by, now=now, silently=True)
    stop_clocks(
        Deadline.objects.filter(learner=learner), event=event, at=min(now, end_of_local_day(on)), by=by, now=now
    )
    after_ending(learner, None, event, by=by, now=now)
    for key_worker in learner.key_workers.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now)):
        key_worker.ends_at = max(now, key_worker.starts_at)
        history.save(key_worker, by=by, reason=str(event.label), at=now, update_fields=["ends_at"])
    project_learner(learner)
