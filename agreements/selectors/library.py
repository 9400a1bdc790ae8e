"""The library of the partnership as somebody sees it (P23)."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max

from accounts.models import User
from agreements.models import LibraryDocument
from agreements.models.library import LibraryDocumentQuerySet


def library(
    user: User | AnonymousUser, *, kind: str = "", agency: str = "", retired: bool = False
) -> LibraryDocumentQuerySet:
    """The documents that the user may see, by title, each with the number of its latest version; those that no longer apply
    only if asked for.
    """
    found = LibraryDocument.objects.visible_to(user)
    found = found.filter(retired_at__isnull=False) if retired else found.current()
    if kind:
        found = found.filter(kind=kind)
    if agency:
        found = found.filter(agency__uuid=agency)
    return found.select_related("agency").annotate(latest=Max("versions__number")).order_by("title", "pk")
