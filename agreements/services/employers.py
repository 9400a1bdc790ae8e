"""Employers that work with a provider support the agreement too (A33)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.models import Agency, User
from agreements.models import EmployerPartner
from agreements.services.agreements import EntryRefused


class EmployerRefused(EntryRefused):
    """It cannot be recorded like this; `field` names what is wrong."""


@transaction.atomic
def add_employer(
    *,
    provider: Agency,
    name: str,
    contact_name: str = "",
    contact_email: str = "",
    supported_on: date | None = None,
    note: str = "",
    by: User | None,
    now: datetime,
) -> EmployerPartner:
    """An employer works with `provider`; with a day, it has confirmed that it supports the agreement. Raises
    EmployerRefused.
    """
    if provider.kind != AgencyKind.PROVIDER:
        raise EmployerRefused("provider", "Employers work with an education or training provider.")
    employer = EmployerPartner(provider=provider)
    return _save(employer, name, contact_name, contact_email, supported_on, None, note, by=by, reason="", now=now)


@transaction.atomic
def change_employer(
    *,
    employer: EmployerPartner,
    name: str,
    contact_name: str = "",
    contact_email: str = "",
    supported_on: date | None = None,
    ended_on: date | None = None,
    note: str = "",
    by: User | None,
    now: datetime,
) -> EmployerPartner:
    """Confirm its support, put its details right, or say until when it was a partner. Raises EmployerRefused."""
    employer = EmployerPartner.objects.select_for_update(of=("self",)).select_related("provider").get(pk=employer.pk)
    return _save(
        employer, name, contact_name, contact_email, supported_on, ended_on, note, by=by, reason="Changed", now=now
    )


def _save(
    employer: EmployerPartner,
    name: str,
    contact_name: str,
    contact_email: str,
    supported_on: date | None,
    ended_on: date | None,
    note: str,
    *,
    by: User | None,
    reason: str,
    now: datetime,
) -> EmployerPartner:
    today = local_date(now)
    Agency.objects.select_for_update(no_key=True).get(pk=employer.provider_id)
    if not name.strip():
        raise EmployerRefused("name", "Enter the name of the employer.")
    if supported_on is not None and supported_on > today:
        raise EmployerRefused("supported_on", "The day it confirmed its support cannot be in the future.")
    if ended_on is not None and ended_on > today:
        raise EmployerRefused("ended_on", "The last day as a partner cannot be in the future.")
    same = EmployerPartner.objects.filter(provider=employer.provider, name__iexact=name.strip(), ended_on__isnull=True)
    if ended_on is None and same.exclude(pk=employer.pk).exists():
        raise EmployerRefused("name", "This employer is on the list already.")
    employer.name, employer.contact_name, employer.contact_email = name.strip(), contact_name.strip(), contact_email
    employer.supported_on, employer.ended_on, employer.note = supported_on, ended_on, note.strip()
    history.save(employer, by=by, reason=reason, at=now)
    return employer
