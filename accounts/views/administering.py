"""What the pages for an agency's administrator begin and end with: whom they may look after, and the form."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.access import require_at
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.models import Agency, Invitation, Membership, User


def looked_after(request: HttpRequest, agency_uuid: UUID) -> Agency:
    """The agency, which everybody may know of, for somebody who looks after its people; 403 for everybody else."""
    agency = get_object_or_404(Agency, uuid=agency_uuid)
    require_at(request.user, Permission.MANAGE_AGENCY, agency)
    return agency


def person_there(request: HttpRequest, agency_uuid: UUID, user_uuid: UUID) -> tuple[Agency, User]:
    """Somebody who has or had a role at the agency; Http404 for everybody else, whoever they are."""
    agency = looked_after(request, agency_uuid)
    there = Membership.objects.filter(agency=agency).values("user")
    return agency, get_object_or_404(User, uuid=user_uuid, pk__in=there)


def role_there(request: HttpRequest, agency_uuid: UUID, membership_uuid: UUID) -> tuple[Agency, Membership]:
    """A role at the agency that has not ended; Http404 otherwise."""
    agency = looked_after(request, agency_uuid)
    roles = Membership.objects.select_related("user", "agency")
    membership = get_object_or_404(roles, agency=agency, uuid=membership_uuid)
    if membership.ends_at is not None and membership.ends_at <= request_now(request):
        raise Http404
    return agency, membership


def invitation_there(request: HttpRequest, agency_uuid: UUID, invitation_uuid: UUID) -> tuple[Agency, Invitation]:
    agency = looked_after(request, agency_uuid)
    return agency, get_object_or_404(Invitation, agency=agency, uuid=invitation_uuid)


def form_page(
    request: HttpRequest, form: Any, *, back: str, template: str = "components/form_page.html", **context: Any
) -> HttpResponse:
    return render(request, template, {"form": form, "back_url": back, "cancel_url": back, **context})
