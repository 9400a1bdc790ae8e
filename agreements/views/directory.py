"""The directory of agencies: for everybody who has a role anywhere."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.clock import local_date, request_now
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency
from accounts.selectors import agency_ids_where, current_memberships
from agreements.forms import DirectoryFilterForm
from agreements.mine import keeps
from agreements.rules import registration_state
from agreements.selectors.directory import agencies, cards, chart_of
from agreements.selectors.upkeep import agencies_overdue, last_confirmations, newest_registration, next_confirmation

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
    registration = newest_registration(found)
    context = {
        "agency": found,
        "chart": chart_of(found, now),
        "confirmation": last_confirmations([found.pk]).get(found.pk),
        "is_overdue": found.pk in agencies_overdue([found.pk], now),
        "next_confirmation": next_confirmation(found),
        "registration": registration,
        "registration_state": registration_state(registration.expires_on if registration else None, local_date(now)),
        "keeps": keeps(request.user, found),
        "may_change_contacts": found.pk in agency_ids_where(request.user, Permission.MANAGE_CONTACTS),
        "may_manage_people": found.pk in agency_ids_where(request.user, Permission.MANAGE_AGENCY),
        "may_publish": found.pk in agency_ids_where(request.user, Permission.MANAGE_AGREEMENT),
        "is_provider": found.kind == AgencyKind.PROVIDER,
        "is_virtual_school": found.kind == AgencyKind.VIRTUAL_SCHOOL,
    }
    return render(request, "agreements/agency.html", context)
