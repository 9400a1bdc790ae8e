"""The guide to what young people can claim (W5): what holds in all of England, and what an authority adds."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.enums import AgencyKind
from accounts.models import Agency
from agreements.models import Entitlement


def shown(virtual_school: Agency | None, today: date) -> list[Entitlement]:
    """The entries shown on `today`: first those of the Virtual School's authority, then those of all England."""
    found = Entitlement.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)
    wanted = Q(virtual_school__isnull=True)
    if virtual_school is not None:
        wanted |= Q(virtual_school=virtual_school)
    entries = list(found.filter(wanted).order_by("position", "title", "id"))
    return sorted(entries, key=lambda entry: entry.virtual_school_id is None)


def national() -> QuerySet[Entitlement]:
    """The entries for all of England, which come with Mainstay."""
    return Entitlement.objects.filter(virtual_school__isnull=True).order_by("position", "title", "id")


def own(agency_ids: list[int]) -> QuerySet[Entitlement]:
    """The entries of these Virtual Schools, those that have ended too."""
    return (
        Entitlement.objects.filter(virtual_school__in=agency_ids)
        .select_related("virtual_school")
        .order_by("virtual_school__sort_name", "ends_on", "position", "title", "id")
    )


def schools_with_a_guide() -> QuerySet[Agency]:
    """Every Virtual School, by the name of its authority: each has a guide, if only with what holds everywhere."""
    return (
        Agency.objects.filter(kind=AgencyKind.VIRTUAL_SCHOOL)
        .select_related("local_authority")
        .order_by("local_authority__name")
    )
