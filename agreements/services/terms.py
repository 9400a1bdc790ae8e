"""Changing what an agreement allows, from a day on."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from agreements.enums import AgreementStatus, TermKey
from agreements.models import Agreement, Term
from agreements.rules import FIXED_TERMS, TERM_UNITS
from agreements.services.agreements import EntryRefused
from deadlines.enums import Unit
from deadlines.rules import Limit


class TermRefused(EntryRefused):
    """The term cannot be set like this; the text says why, `field` names what is wrong."""


def _check_limit(key: TermKey, limit: Limit) -> None:
    if limit.unit not in TERM_UNITS[key]:
        raise TermRefused("unit", f"This limit cannot be given in {limit.unit.label}.")
    if key == TermKey.MORNING_HOUR:
        if limit.amount > 23:
            raise TermRefused("amount", "Enter an hour from 0 to 23.")
    elif limit.unit == Unit.PERCENT:
        if not 1 <= limit.amount <= 100:
            raise TermRefused("amount", "Enter a percentage from 1 to 100.")
    elif key in FIXED_TERMS:
        if limit.amount:
            raise TermRefused("amount", "A clock that ends with a day of its own has no number.")
    elif not 1 <= limit.amount <= 366:
        raise TermRefused("amount", "Enter a number from 1 to 366.")


@transaction.atomic
def set_term(
    *, agreement: Agreement, key: TermKey, limit: Limit, effective_on: date, reason: str, by: User | None, now: datetime
) -> Term:
    """Set one limit of an agreement from `effective_on` on. A deadline that is open keeps the limit it was opened with.

    For an agreement in force the day may not lie in the past: what applied on a day that is over stays as it was. The
    same key and day set twice corrects the first. Raises TermRefused.
    """
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    if agreement.status == AgreementStatus.OUT_FOR_SIGNATURE:
        raise TermRefused("", "This agreement is out for signature. Take it back first.")
    if agreement.status not in (AgreementStatus.DRAFT, AgreementStatus.IN_FORCE):
        raise TermRefused("", "This agreement is over. Its terms cannot be changed.")
    if agreement.status == AgreementStatus.IN_FORCE and effective_on < local_date(now):
        raise TermRefused("effective_on", "The day from which the term applies cannot be in the past.")
    if not reason.strip():
        raise TermRefused("reason", "Enter a reason.")
    _check_limit(key, limit)
    term = Term.objects.filter(agreement=agreement, key=key, effective_on=effective_on).first() or Term(
        agreement=agreement, key=key, effective_on=effective_on
    )
    term.amount, term.unit, term.reason = limit.amount, limit.unit, reason.strip()
    history.save(term, by=by, reason=reason.strip(), at=now)
    return term
