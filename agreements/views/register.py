"""The register of agreements and the page of one."""

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import require_anywhere, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.names import fold
from accounts.selectors import agency_ids_where
from agreements.enums import AgreementStatus, Side, TermKey
from agreements.forms import AgreementFilterForm
from agreements.models import Agreement, AgreementQuerySet
from agreements.selectors.directory import post_with_training
from agreements.selectors.register import Listed, clauses, register, standing
from agreements.services import missing_before_force
from agreements.terms import terms_of

PER_PAGE = 25
TAG_COLOURS = {
    AgreementStatus.DRAFT.label: "grey",
    AgreementStatus.IN_FORCE.label: "green",
    AgreementStatus.LAPSED.label: "red",
    AgreementStatus.ENDED.label: "purple",
}


def _tag(agreement: Agreement, today: date) -> dict[str, str]:
    text = standing(agreement, today)
    return {"text": text, "colour": TAG_COLOURS.get(text, "blue")}


def _filtered(found: AgreementQuerySet, chosen: dict[str, Any], today: date) -> AgreementQuerySet:
    if words := fold(chosen.get("q") or ""):
        found = found.filter(Q(provider__sort_name__contains=words) | Q(virtual_school__sort_name__contains=words))
    over = Q(status__in=[AgreementStatus.LAPSED, AgreementStatus.ENDED]) | Q(
        status=AgreementStatus.IN_FORCE, ends_on__lt=today
    )
    match chosen.get("standing"):
        case "in_force":
            found = found.in_force(today)
        case "draft":
            found = found.filter(status=AgreementStatus.DRAFT)
        case "over":
            found = found.filter(over)
    return found


def _is_vacant(listed: Listed) -> bool:
    return listed.key_contact.is_vacant or listed.designated_person.is_vacant


@require_GET
def agreements(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.VIEW_AGREEMENT)
    now = request_now(request)
    today = local_date(now)
    form = AgreementFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = _filtered(Agreement.objects.visible_to(request.user), chosen, today)
    found = found.select_related("provider", "virtual_school").order_by("provider__sort_name", "-starts_on", "id")
    if chosen.get("vacant"):
        # Whether a post is vacant depends on hats and covers, so it is asked of all before the page is cut.
        vacant = [row for row in register(list(found), now) if _is_vacant(row)]
        page: Page[Any] = Paginator(vacant, PER_PAGE).get_page(request.GET.get("page"))
        rows = list(page.object_list)
    else:
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        rows = register(list(page.object_list), now)
    context = {
        "page": page,
        "rows": [{"listed": row, "tag": _tag(row.agreement, today)} for row in rows],
        "filter_form": form,
        "may_record": bool(agency_ids_where(request.user, Permission.MANAGE_AGREEMENT)),
    }
    return render(request, "agreements/list.html", context)


@require_GET
def agreement(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    found = visible_or_404(
        Agreement.objects.select_related("provider__local_authority", "virtual_school__local_authority"),
        request.user,
        uuid=agreement_uuid,
    )
    now = request_now(request)
    today = local_date(now)
    (listed,) = register([found], now)
    signatories = {signatory.side: signatory for signatory in found.signatories.all()}
    may_manage = found.virtual_school_id in agency_ids_where(request.user, Permission.MANAGE_AGREEMENT)
    contacts = agency_ids_where(request.user, Permission.MANAGE_CONTACTS)
    is_draft = found.status == AgreementStatus.DRAFT
    context = {
        "agreement": found,
        "tag": _tag(found, today),
        "designated_person": post_with_training(listed.designated_person, found.provider, now),
        "key_contact": post_with_training(listed.key_contact, found.virtual_school, now),
        "signatories": [{"side": side, "signatory": signatories.get(side.value)} for side in Side],
        "clauses": clauses(found, request.user, now),
        "morning": terms_of(found, on=today).terms[TermKey.MORNING_HOUR],
        "missing": missing_before_force(found) if is_draft else [],
        "is_draft": is_draft,
        "may_manage": may_manage,
        "may_end": may_manage and found.status == AgreementStatus.IN_FORCE,
        "may_set_terms": may_manage and found.status in (AgreementStatus.DRAFT, AgreementStatus.IN_FORCE),
        "may_change_designated_person": found.provider_id in contacts,
        "may_change_key_contact": found.virtual_school_id in contacts,
        "changes": found.history.select_related("history_user").order_by("-history_date", "-history_id")[:20],
    }
    return render(request, "agreements/agreement.html", context)
