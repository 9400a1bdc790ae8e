"""Bids and projects of which partners were told (P14, P15)."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from agreements.models import ProjectNotice
from agreements.models.liaison import ProjectNoticeQuerySet


def notices(user: User | AnonymousUser, *, kind: str = "") -> ProjectNoticeQuerySet:
    """Those the user sees, the newest first."""
    found = ProjectNotice.objects.visible_to(user)
    if kind:
        found = found.filter(kind=kind)
    return found.select_related("agency").order_by("-recorded_at", "-pk")
