"""Who answers for whom in an audit, and the clock of each auditor (K9)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts import history
from accounts.clock import local_date
from accounts.errors import AnswerRefused
from accounts.models import Membership, User
from agreements.terms import terms_of
from deadlines import registry
from deadlines.services import Opening, cancel, lock_open, meet, open_deadline
from oversight.duties import AUDIT_ANSWERS
from oversight.models import Audit, AuditCase, AuditShare
from oversight.rules.audits import shared_out
from oversight.selectors.audits import possible_auditors, who_sees, without_auditor
from oversight.subjects import AUDIT_SHARE


class ShareRefused(AnswerRefused):
    """They cannot be given out like this; `field` names what is wrong."""


@transaction.atomic
def share_out(
    *, audit: Audit, auditors: Sequence[Membership], due_on: date, by: User, now: datetime
) -> list[AuditCase]:
    """Give everybody drawn who has no auditor, or one whose role has ended, to these, evenly, each to one who may see them, to
    be answered by `due_on`. What an auditor answers already keeps its day. Returns those whom none of them may see. Raises
    ShareRefused.
    """
    audit = _locked(audit)
    _check(audit, auditors, due_on, now)
    waiting = without_auditor(audit, now).select_for_update(of=("self",)).select_related("share")
    cases = list(waiting.order_by("sample__number", "position"))
    if not cases:
        raise ShareRefused("", "Everybody drawn has an auditor.")
    learner_ids = [case.learner_id for case in cases]
    places = shared_out([who_sees(learner_ids, auditor) for auditor in auditors], learner_ids)
    if not any(place is not None for place in places):
        raise ShareRefused("auditors", "None of them may see any of these young people. Choose somebody else.")
    shares: dict[int, AuditShare] = {}
    given: list[AuditCase] = []
    left: list[AuditCase] = []
    before: dict[int, AuditShare] = {}
    for case, place in zip(cases, places, strict=True):
        if place is None:
            left.append(case)
            continue
        if place not in shares:
            shares[place] = _open_share(audit, auditors[place], due_on, by=by, now=now)
        if case.share is not None:
            before[case.share.pk] = case.share
        case.share = shares[place]
        given.append(case)
    history.change_all([(case, "Given to an auditor") for case in given], fields=["share"], by=by, at=now)
    for share in before.values():
        settle(share, by=by, now=now)
    return left


@transaction.atomic
def give_case(*, case: AuditCase, auditor: Membership, due_on: date, by: User, now: datetime) -> AuditCase:
    """Let somebody else answer for one young person. Raises ShareRefused."""
    audit = _locked(case.audit)
    _check(audit, [auditor], due_on, now)
    case = AuditCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not case.is_waiting:
        raise ShareRefused("", "Nothing is to be answered for them any more.")
    if case.learner_id not in who_sees([case.learner_id], auditor):
        raise ShareRefused("auditor", "They may not see this young person. Choose somebody else.")
    before = case.share
    case.share = _open_share(audit, auditor, due_on, by=by, now=now)
    history.save(case, by=by, reason="Given to another auditor", at=now)
    if before is not None and before.pk != case.share.pk:
        settle(before, by=by, now=now)
    return case


@transaction.atomic
def set_aside(*, case: AuditCase, reason: str, by: User, now: datetime) -> AuditCase:
    """Nobody answers for this young person: the record is closed to the auditors, say. They stay in the sample. Raises
    ShareRefused.
    """
    _locked(case.audit)
    case = AuditCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not case.is_waiting:
        raise ShareRefused("", "Nothing is to be answered for them any more.")
    if not reason.strip():
        raise ShareRefused("reason", "Enter why nobody answers.")
    case.set_aside = reason.strip()
    history.save(case, by=by, reason="Set aside", at=now)
    if case.share is not None:
        settle(case.share, by=by, now=now)
    return case


def settle(share: AuditShare, *, by: User, now: datetime) -> None:
    """Meet the clock of a share once everybody in it is answered for; stop it where nobody is left in it."""
    share = AuditShare.objects.select_for_update(of=("self",)).get(pk=share.pk)
    if not share.is_open or share.cases.waiting().exists():  # type: ignore[attr-defined]
        return
    if not share.cases.filter(set_aside="").exists():
        end_shares(AuditShare.objects.filter(pk=share.pk), reason="Nobody is left to answer for", by=by, now=now)
        return
    share.done_at = now
    history.save(share, by=by, reason="Answered", at=now)
    deadline = lock_open(duty_code=AUDIT_ANSWERS, subject_uuid=share.uuid)
    if deadline is not None:
        meet(deadline=deadline, at=now, by=by, now=now)


def end_shares(shares: QuerySet[AuditShare], *, reason: str, by: User, now: datetime) -> None:
    """Nobody need answer these any more: their clocks stop."""
    waiting = shares.filter(done_at__isnull=True, ended_at__isnull=True)
    for share in waiting.select_for_update(of=("self",)).order_by("pk"):
        share.ended_at = now
        history.save(share, by=by, reason=reason, at=now)
        deadline = lock_open(duty_code=AUDIT_ANSWERS, subject_uuid=share.uuid)
        if deadline is not None:
            cancel(deadline=deadline, reason=reason, by=by, now=now)


def _open_share(audit: Audit, auditor: Membership, due_on: date, *, by: User, now: datetime) -> AuditShare:
    """What the auditor answers already, or a new share with its clock."""
    found = AuditShare.objects.open().select_for_update(of=("self",)).filter(audit=audit, auditor=auditor).first()
    if found is not None:
        return found
    share = AuditShare(audit=audit, auditor=auditor, starts_at=now, due_on=due_on)
    history.save(share, by=by, reason="To be answered", at=now)
    duty = registry.duty(AUDIT_ANSWERS)
    opening = Opening(
        duty=duty, limit=duty.limit, terms_source="The day that was set for it",
        morning_hour=terms_of(None, on=local_date(now)).morning_hour, owner=audit.agency, stands_alone=True,
        subject_kind=AUDIT_SHARE, subject_uuid=share.uuid, starts_at=now, due_on=due_on,
    )  # fmt: skip
    open_deadline(opening, by=by, now=now)
    return share


def _check(audit: Audit, auditors: Sequence[Membership], due_on: date, now: datetime) -> None:
    if not auditors:
        raise ShareRefused("auditors", "Choose who answers.")
    possible = {hat.pk for hat in possible_auditors(audit)}
    if any(auditor.pk not in possible for auditor in auditors):
        raise ShareRefused("auditors", "Choose colleagues who may answer for audits.")
    if due_on < local_date(now):
        raise ShareRefused("due_on", "The day must be today or later.")


def _locked(audit: Audit) -> Audit:
    found = Audit.objects.select_for_update(of=("self",)).select_related("agency").get(pk=audit.pk)
    if found.is_over:
        raise ShareRefused("", "This audit has ended. Nothing is changed any more.")
    return found
