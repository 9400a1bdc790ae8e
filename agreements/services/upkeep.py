"""The clocks of what an agency owes for itself: one for each agreement in force and side, all met by one act."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.clock import local_date
from accounts.models import Agency, User
from agreements import subjects
from agreements.models import Agreement
from agreements.rules import subject_of
from agreements.selectors.upkeep import (
    AGREEMENT_REVIEW,
    CONTACTS_CONFIRMED,
    DATA_PROTECTION,
    OWN_DUTIES,
    STAFF_TRAINING,
    YEARLY,
    Wanted,
    begins_on,
    outlasts,
    registration_wanted,
    running_agreements,
    training_wanted,
)
from agreements.services.duties import opening_of
from agreements.terms import TermsInForce, terms_of, terms_of_each
from deadlines.calendar import due_for, end_of_local_day
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.services import Opening, cancel, meet, open_deadlines

CHANGED = "What is recorded has changed"
OVER = "The agreement is over, or ends before this falls due"


def begin_own_duties(*, agreement: Agreement, settles: bool = True, by: User | None, now: datetime) -> None:
    """An agreement came into force: both sides owe the other what they owe for themselves. Who brings many into force at
    once does not let each of them settle, and settles every agency once afterwards.
    """
    sides, starts_on = (agreement.virtual_school, agreement.provider), begins_on(agreement)
    terms = terms_of(agreement, on=starts_on)
    openings = [_contacts_opening(agreement, agency, starts_on, terms) for agency in sides]
    openings.append(_review_opening(agreement, starts_on, terms))
    open_deadlines([opening for opening in openings if opening], by=by, now=now)
    if settles:
        for agency in sides:
            settle(agency=agency, by=by, now=now)


def begin_review_clock(*, agreement: Agreement, starts_on: date, by: User | None, now: datetime) -> None:
    """The Virtual School owes the yearly review (A6) from the day the agreement begins to bind, then from each review."""
    if opening := _review_opening(agreement, starts_on, terms_of(agreement, on=starts_on)):
        open_deadlines([opening], by=by, now=now)


def _review_opening(agreement: Agreement, starts_on: date, terms: TermsInForce) -> Opening | None:
    """None if the agreement ends before."""
    due = due_for(terms.limit(AGREEMENT_REVIEW), start_on=starts_on)
    assert due.due_on
    if not outlasts(agreement, due.due_on):
        return None
    return opening_of(
        code=AGREEMENT_REVIEW, terms=terms, owner=agreement.virtual_school, subject_kind=subjects.REVIEW,
        subject_uuid=agreement.uuid, starts_on=starts_on,
    )  # fmt: skip


def end_own_duties(*, agreement: Agreement, by: User | None, now: datetime) -> None:
    """The last day of an agreement is known: what would fall due after it, or all once it is over, is not owed."""
    for agency in (agreement.virtual_school, agreement.provider):
        settle(agency=agency, by=by, now=now)


@transaction.atomic
def settle(*, agency: Agency, by: User | None, now: datetime, reason: str = CHANGED) -> None:
    """Let run exactly the clocks that the agency's records and agreements ask for: those that are missing are opened,
    those nobody asks for any more are cancelled. What was waived stays so.
    """
    agreements = running_agreements(agency, local_date(now))
    for deadline in Deadline.objects.open().filter(owner=agency, duty_code__in=YEARLY):
        if not _is_owed(deadline, agreements):
            cancel(deadline=deadline, reason=OVER, by=by, now=now)
    for code, kind, wanted in (
        (DATA_PROTECTION, subjects.REGISTRATION, registration_wanted(agency, agreements)),
        (STAFF_TRAINING, subjects.TRAINING, training_wanted(agency, agreements, now)),
    ):
        _settle_duty(code, kind, agency, wanted, agreements, by=by, now=now, reason=reason)


def settle_all(*, now: datetime) -> int:
    """Settle every agency that owes anything for itself: agreements, posts and hats end by the calendar too. How many
    agencies there were.
    """
    in_force = Agreement.objects.filter(put_in_force_at__isnull=False)
    owing = Deadline.objects.open().filter(duty_code__in=OWN_DUTIES)
    wanted = {
        *in_force.values_list("virtual_school_id", flat=True),
        *in_force.values_list("provider_id", flat=True),
        *owing.values_list("owner_id", flat=True),
    }
    for agency in Agency.objects.filter(pk__in=wanted).order_by("pk"):
        settle(agency=agency, by=None, now=now)
    return len(wanted)


def start_contacts_anew(*, agency: Agency, by: User | None, now: datetime) -> None:
    """The agency confirmed its people: every clock that ran for it is met, and the next ones begin today."""
    today = local_date(now)
    agreements = running_agreements(agency, today)
    running = {agreement.pk for agreement in agreements}
    meet_own(
        agency=agency,
        code=CONTACTS_CONFIRMED,
        by=by,
        now=now,
        which=lambda deadline: deadline.agreement_id in running,
    )
    terms = terms_of_each((agreement, today) for agreement in agreements)
    openings = [_contacts_opening(agreement, agency, today, terms[agreement.pk, today]) for agreement in agreements]
    open_deadlines([opening for opening in openings if opening], by=by, now=now)


def meet_own(*, agency: Agency, code: str, which: Callable[[Deadline], bool], by: User | None, now: datetime) -> None:
    """One act meets those clocks of the duty, under all agreements."""
    for deadline in Deadline.objects.open().filter(owner=agency, duty_code=code).order_by("pk"):
        if which(deadline):
            meet(deadline=deadline, at=now, by=by, now=now)


def _contacts_opening(agreement: Agreement, agency: Agency, starts_on: date, terms: TermsInForce) -> Opening | None:
    """None if the agreement ends before."""
    due = due_for(terms.limit(CONTACTS_CONFIRMED), start_on=starts_on)
    assert due.due_on
    if not outlasts(agreement, due.due_on):
        return None
    return opening_of(
        code=CONTACTS_CONFIRMED, terms=terms, owner=agency, subject_kind=subjects.CONTACTS,
        subject_uuid=subject_of(agreement.uuid, agency.uuid), starts_on=starts_on,
    )  # fmt: skip


def _is_owed(deadline: Deadline, agreements: Iterable[Agreement]) -> bool:
    """Whether its agreement still runs, and holds on the day it was first due."""
    last_day = deadline.clock_ending(deadline.original_due_at).due_on
    agreement = next((agreement for agreement in agreements if agreement.pk == deadline.agreement_id), None)
    return agreement is not None and last_day is not None and outlasts(agreement, last_day)


def _settle_duty(
    code: str,
    kind: str,
    agency: Agency,
    wanted: list[Wanted],
    agreements: list[Agreement],
    *,
    by: User | None,
    now: datetime,
    reason: str,
) -> None:
    asked = {(one.subject_uuid, end_of_local_day(one.due_on)): one for one in wanted}
    for deadline in Deadline.objects.open().filter(owner=agency, duty_code=code).order_by("pk"):
        if asked.pop((deadline.subject_uuid, deadline.original_due_at), None) is None:
            why = reason if deadline.agreement_id in {agreement.pk for agreement in agreements} else OVER
            cancel(deadline=deadline, reason=why, by=by, now=now)
    waived = Deadline.objects.filter(owner=agency, duty_code=code, state=DeadlineState.WAIVED)
    for decided in waived.values_list("subject_uuid", "original_due_at"):
        asked.pop(decided, None)
    if not asked:
        return
    terms = terms_of_each((one.agreement, one.starts_on) for one in asked.values())
    openings = [
        opening_of(
            code=code, terms=terms[one.agreement.pk, one.starts_on], owner=agency, subject_kind=kind,
            subject_uuid=one.subject_uuid, starts_on=one.starts_on, due_on=one.due_on,
        )
        for one in asked.values()
    ]  # fmt: skip
    open_deadlines(openings, by=by, now=now)
