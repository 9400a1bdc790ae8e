"""The agreement a page is about, for those who may open the page."""

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from accounts.access import require_at, visible_or_404
from accounts.enums import Permission
from agreements.models import Agreement

_WITH_PARTIES = (
    "provider__local_authority", "virtual_school__local_authority", "wording", "predecessor", "support__social_care",
    "consultation",
)  # fmt: skip


def visible_agreement(request: HttpRequest, agreement_uuid: UUID | str) -> Agreement:
    """An agreement that the person sees: their agency is a party to it, or supports it. Else 404."""
    return visible_or_404(Agreement.objects.select_related(*_WITH_PARTIES), request.user, uuid=agreement_uuid)


def agreement_at_school(
    request: HttpRequest, agreement_uuid: UUID | str, permission: Permission = Permission.MANAGE_AGREEMENT
) -> Agreement:
    """The same, for somebody with the permission at its Virtual School. Else 403."""
    agreement = visible_agreement(request, agreement_uuid)
    require_at(request.user, permission, agreement.virtual_school)
    return agreement


def page_of(agreement: Agreement, part: str = "") -> str:
    """Address of the agreement's page, or of one part of it."""
    return reverse("agreements:agreement", args=[agreement.uuid]) + (f"#{part}" if part else "")
