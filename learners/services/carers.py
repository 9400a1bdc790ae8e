"""Who looks after a young person day by day is written down, changed and ended (W13)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from learners.enums import CarerKind
from learners.models import Carer, Learner
from learners.services.errors import CaseIsClosed, LearnerError


class CarerError(LearnerError):
    """What is wrong with it; `field` names the question it belongs to."""

    field = ""


class WrittenDownAlready(CarerError):
    field = "email"

    def __init__(self) -> None:
        super().__init__("Somebody with this e-mail address is written down as carer already.")


class BeginsInTheFuture(CarerError):
    field = "starts_on"

    def __init__(self) -> None:
        super().__init__("The first day must be today or earlier.")


class EndsWrongly(CarerError):
    field = "ends_on"

    def __init__(self) -> None:
        super().__init__("The last day must not be before the first one, nor in the future.")


class EndedAlready(CarerError):
    def __init__(self) -> None:
        super().__init__("It is written down already that they do not look after the young person any more.")


@dataclass(frozen=True, kw_only=True)
class CarerDetails:
    kind: CarerKind
    name: str
    email: str = ""
    phone: str = ""
    starts_on: date


@transaction.atomic
def record_carer(*, learner: Learner, details: CarerDetails, by: User, now: datetime) -> Carer:
    """Write down who looks after the young person. Raises CaseIsClosed, BeginsInTheFuture, WrittenDownAlready."""
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.is_closed:
        raise CaseIsClosed
    return _save(Carer(learner=learner), details, reason="Written down", by=by, now=now)


@transaction.atomic
def change_carer(*, carer: Carer, details: CarerDetails, by: User, now: datetime) -> Carer:
    """Put right what is written down. Raises EndedAlready, BeginsInTheFuture, WrittenDownAlready."""
    Learner.objects.select_for_update(no_key=True).get(pk=carer.learner_id)
    return _save(_lock_open(carer), details, reason="Changed", by=by, now=now)


@transaction.atomic
def end_carer(*, carer: Carer, ends_on: date, by: User, now: datetime) -> Carer:
    """They do not look after the young person any more: the last day. Raises EndedAlready, EndsWrongly."""
    Learner.objects.select_for_update(no_key=True).get(pk=carer.learner_id)
    carer = _lock_open(carer)
    if ends_on < carer.starts_on or ends_on > local_date(now):
        raise EndsWrongly
    carer.ends_on = ends_on
    history.save(carer, by=by, reason="Ended", at=now, update_fields=["ends_on"])
    return carer


def _lock_open(carer: Carer) -> Carer:
    locked = Carer.objects.select_for_update(of=("self",)).select_related("learner").get(pk=carer.pk)
    if locked.ends_on is not None:
        raise EndedAlready
    return locked


def _save(carer: Carer, details: CarerDetails, *, reason: str, by: User, now: datetime) -> Carer:
    if details.starts_on > local_date(now):
        raise BeginsInTheFuture
    email = details.email.strip()
    others = Carer.objects.filter(learner=carer.learner, ends_on__isnull=True, email__iexact=email).exclude(pk=carer.pk)
    if email and others.exists():
        raise WrittenDownAlready
    carer.kind, carer.name, carer.email = details.kind, details.name.strip(), email
    carer.phone, carer.starts_on = details.phone.strip(), details.starts_on
    history.save(carer, by=by, reason=reason, at=now)
    return carer
