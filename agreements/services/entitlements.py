"""The entries that a Virtual School adds to the guide of its authority (W5). Those for all of England come with Mainstay
and are changed by nobody here.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q

from accounts import history
from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.models import Agency, User
from agreements.models import Entitlement
from agreements.services.agreements import EntryRefused


class EntitlementRefused(EntryRefused):
    """The entry cannot be kept like this; `field` names what is wrong."""


@transaction.atomic
def add_entitlement(
    *,
    virtual_school: Agency,
    title: str,
    what: str,
    who_for: str,
    how: str,
    link: str = "",
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
    now: datetime,
) -> Entitlement:
    """Add an entry to the guide, shown from a day and perhaps until a day. Raises EntitlementRefused."""
    if virtual_school.kind != AgencyKind.VIRTUAL_SCHOOL:
        raise EntitlementRefused("virtual_school", "Only a Virtual School has a guide of its own.")
    # Two people adding the same entry at once meet at this row.
    school = Agency.objects.select_for_update(no_key=True).get(pk=virtual_school.pk)
    entry = Entitlement(virtual_school=school, position=Entitlement.objects.filter(virtual_school=school).count() + 1)
    _fill(entry, title=title, what=what, who_for=who_for, how=how, link=link, starts_on=starts_on, ends_on=ends_on)
    history.save(entry, by=by, reason="Added", at=now)
    return entry


@transaction.atomic
def change_entitlement(
    *,
    entitlement: Entitlement,
    title: str,
    what: str,
    who_for: str,
    how: str,
    link: str,
    starts_on: date,
    ends_on: date | None,
    by: User | None,
    now: datetime,
) -> Entitlement:
    """Change what an entry says; its history keeps what it said before. Raises EntitlementRefused."""
    entry = _locked(entitlement)
    _fill(entry, title=title, what=what, who_for=who_for, how=how, link=link, starts_on=starts_on, ends_on=ends_on)
    history.save(entry, by=by, reason="Changed", at=now)
    return entry


@transaction.atomic
def end_entitlement(
    *, entitlement: Entitlement, ends_on: date, reason: str, by: User | None, now: datetime
) -> Entitlement:
    """Give an entry its last day; from the next one on it is not shown. Raises EntitlementRefused."""
    entry = _locked(entitlement)
    if entry.ends_on is not None and entry.ends_on < local_date(now):
        raise EntitlementRefused("ends_on", "This entry is not shown any more.")
    if ends_on < entry.starts_on:
        raise EntitlementRefused("ends_on", "The last day cannot be before the first.")
    if not reason.strip():
        raise EntitlementRefused("reason", "Enter why it ends.")
    entry.ends_on = ends_on
    history.save(entry, by=by, reason=reason.strip(), at=now)
    return entry


def _locked(entitlement: Entitlement) -> Entitlement:
    entry = Entitlement.objects.select_for_update(no_key=True).get(pk=entitlement.pk)
    if entry.virtual_school_id is None:
        raise EntitlementRefused("", "What holds in all of England comes with Mainstay and is not changed here.")
    return entry


def _fill(
    entry: Entitlement,
    *,
    title: str,
    what: str,
    who_for: str,
    how: str,
    link: str,
    starts_on: date,
    ends_on: date | None,
) -> None:
    tidy = " ".join(title.split())
    texts = {"title": (tidy, "Enter what it is called."), "what": (what, "Enter what it is.")}
    texts |= {"who_for": (who_for, "Enter who can have it."), "how": (how, "Enter how to get it.")}
    for field, (text, missing) in texts.items():
        if not text.strip():
            raise EntitlementRefused(field, missing)
    if ends_on is not None and ends_on < starts_on:
        raise EntitlementRefused("ends_on", "The last day cannot be before the first.")
    if link:
        try:
            URLValidator(["https"])(link)
        except ValidationError as error:
            raise EntitlementRefused("link", "Enter the whole address, beginning with https://.") from error
    same = Entitlement.objects.filter(virtual_school=entry.virtual_school, title__iexact=tidy).exclude(pk=entry.pk)
    overlapping = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    if ends_on is not None:
        overlapping &= Q(starts_on__lte=ends_on)
    if same.filter(overlapping).exists():
        raise EntitlementRefused("title", f"The guide already has an entry called {tidy} at that time.")
    entry.title, entry.what, entry.who_for, entry.how = tidy, what.strip(), who_for.strip(), how.strip()
    entry.link, entry.starts_on, entry.ends_on = link, starts_on, ends_on
