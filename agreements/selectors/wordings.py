"""The wordings of a Virtual School (A2)."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from agreements.models import Agreement, Wording


def visible_wordings(user: User | AnonymousUser) -> QuerySet[Wording]:
    """Those Mainstay brings, those of the user's own Virtual Schools, and those that an agreement the user sees uses."""
    schools = agency_ids_where(user, Permission.VIEW_AGREEMENT)
    used = Agreement.objects.visible_to(user).values("wording")
    return Wording.objects.filter(
        Q(virtual_school__isnull=True) | Q(virtual_school__in=schools) | Q(pk__in=used, published_at__isnull=False)
    ).select_related("virtual_school", "created_by")


def wordings_of(virtual_school: Agency) -> list[Wording]:
    """Every version of a Virtual School and those Mainstay brings, newest first, each with `used` (by how many
    agreements of the school).
    """
    used = Count("agreements", filter=Q(agreements__virtual_school=virtual_school))
    found = Wording.objects.filter(Q(virtual_school=virtual_school) | Q(virtual_school__isnull=True))
    return sorted(
        found.annotate(used=used).select_related("virtual_school", "created_by"),
        key=lambda wording: (wording.virtual_school_id is None, -wording.number),
    )
