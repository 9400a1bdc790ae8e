"""The employers that work with a provider, and whether they support the agreement (A33)."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from agreements.enums import OVER
from agreements.models import Agreement, EmployerPartner


def providers_seen(user: User | AnonymousUser) -> QuerySet[Agency]:
    """Providers of whose agreements the user sees at least one, and those at which they may see agreements."""
    seen = Agreement.objects.visible_to(user).values("provider")
    own = agency_ids_where(user, Permission.VIEW_AGREEMENT)
    return (
        (Agency.objects.filter(pk__in=seen) | Agency.objects.filter(pk__in=own, kind="provider"))
        .distinct()
        .order_by("sort_name", "id")
    )


def employers(user: User | AnonymousUser, *, provider: str = "", state: str = "") -> QuerySet[EmployerPartner]:
    """Employers of the providers the user sees. `state` is confirmed, waiting (not confirmed) or over; else the present
    ones.
    """
    found = EmployerPartner.objects.filter(provider__in=providers_seen(user).values("pk"))
    if provider:
        found = found.filter(provider__uuid=provider)
    found = found.filter(ended_on__isnull=state != "over")
    if state in ("confirmed", "waiting"):
        found = found.filter(supported_on__isnull=state == "waiting")
    return found.select_related("provider").order_by("provider__sort_name", "name", "pk")


def provider_ids_kept(user: User | AnonymousUser) -> set[int]:
    """Providers of which the user keeps the list: their own, and those with which their Virtual School has an agreement
    or prepares one.
    """
    own = agency_ids_where(user, Permission.KEEP_REGISTERS)
    shared = Agreement.objects.filter(virtual_school__in=own).exclude(status__in=OVER)
    return {*own, *shared.values_list("provider", flat=True)}


def may_keep_employers(user: User | AnonymousUser, provider: Agency) -> bool:
    return provider.pk in provider_ids_kept(user)
