"""The directory of agencies: for everybody who has a role anywhere."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.clock import request_now
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency
from accounts.selectors import agency_ids_where, current_memberships
from agreements.forms import DirectoryFilterForm
from agreements.selectors.directory import agencies, cards, people_at, posts_of

PER_PAGE = 50


def _require_a_role(request: HttpRequest) -> None:
    if not current_memberships(request.user):
        raise PermissionDenied("The directory is for people who work with an agency in Mainstay.")


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    _require_a_role(request)
    form = DirectoryFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Paginator(agencies(chosen.get("q", ""), chosen.get("kind", "")), PER_PAGE).get_page(request.GET.get("page"))
    shown = cards(list(page.object_list), request_now(request))
    groups = [
        {"kind": kind.label, "cards": group}
        for kind in AgencyKind
        if (group := [card for card in shown if card.agency.kind == kind])
    ]
    return render(request, "agreements/directory.html", {"page": page, "groups": groups, "filter_form": form})


@require_GET
def agency(request: HttpRequest, agency_uuid: str) -> HttpResponse:
    _require_a_role(request)
    found = get_object_or_404(Agency.objects.select_related("local_authority"), uuid=agency_uuid)
    now = request_now(request)
    context = {
        "agency": found,
        "posts": posts_of(found, now),
        "people": people_at(found, now),
        "may_change_contacts": found.pk in agency_ids_where(request.user, Permission.MANAGE_CONTACTS),
        "is_provider": found.kind == AgencyKind.PROVIDER,
        "is_virtual_school": found.kind == AgencyKind.VIRTUAL_SCHOOL,
    }
    return render(request, "agreements/agency.html", context)
