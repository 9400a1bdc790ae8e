"""The register of agreements and the page of one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.names import fold
from accounts.selectors import agency_ids_where
from accounts.wording import comma_and
from agreements.enums import BEFORE_SIGNATURE, OVER, RUNNING, AgreementStatus, Side, TermKey
from agreements.forms import AgreementFilterForm
from agreements.models import Agreement, AgreementQuerySet
from agreements.selectors import adherence_page, challenges, promotion, reviews, signing
from agreements.selectors.directory import post_with_training
from agreements.selectors.preparing import Task, is_outside, mentors_at, tasks
from agreements.selectors.register import STILL_IN_FORCE, Listed, clauses, register, standing
from agreements.selectors.terms_change import announced_for
from agreements.services.ending import RENEWABLE
from agreements.terms import terms_of
from agreements.views.finding import visible_agreement

PER_PAGE = 25
TAG_COLOURS = {
    AgreementStatus.DRAFT.label: "grey",
    AgreementStatus.OUT_FOR_SIGNATURE.label: "yellow",
    AgreementStatus.IN_FORCE.label: "green",
    STILL_IN_FORCE: "green",
    AgreementStatus.RENEWED.label: "teal",
    AgreementStatus.LAPSED.label: "red",
    AgreementStatus.ENDED.label: "purple",
}


def _tag(agreement: Agreement, today: date) -> dict[str, str]:
    text = standing(agreement, today)
    return {"text": text, "colour": TAG_COLOURS.get(text, "blue")}


def _filtered(found: AgreementQuerySet, chosen: dict[str, Any], today: date) -> AgreementQuerySet:
    if words := fold(chosen.get("q") or ""):
        found = found.filter(Q(provider__sort_name__contains=words) | Q(virtual_school__sort_name__contains=words))
    over = Q(status__in=[AgreementStatus.LAPSED, AgreementStatus.ENDED]) | Q(status__in=RUNNING, ends_on__lt=today)
    match chosen.get("standing"):
        case "in_force":
            found = found.in_force(today)
        case "draft":
            found = found.filter(status=AgreementStatus.DRAFT)
        case "out_for_signature":
            found = found.filter(status=AgreementStatus.OUT_FOR_SIGNATURE)
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
        "may_record": bool(agency_ids_where(request.user, Permission.PREPARE_AGREEMENT)),
        "may_bring_in": bool(agency_ids_where(request.user, Permission.MANAGE_AGREEMENT)),
    }
    return render(request, "agreements/list.html", context)


#: Where each task of a draft is done.
TASK_PAGES = {
    "support": "agreements:draft-support",
    "wording": "agreements:draft-wording",
    "employers": "agreements:draft-employers",
    "contracts": "agreements:draft-contract-new",
    "meeting": "agreements:draft-meeting",
    "signatories": "agreements:draft-signatories",
    "start": "agreements:draft-start",
}


def _task_items(found: Agreement, todo: Sequence[Task], *, may_prepare: bool, may_manage: bool) -> list[dict[str, str]]:
    """The tasks as the task list shows them; without addresses for whoever may not do them."""
    pages = {key: reverse(name, args=[found.uuid]) for key, name in TASK_PAGES.items()} if may_prepare else {}
    if may_prepare and is_outside(found):
        pages["consultation"] = reverse("agreements:draft-consultation", args=[found.uuid])
    if may_manage:
        pages["terms"] = reverse("agreements:draft-terms", args=[found.uuid])
    pages["contacts"] = "#people"
    items = []
    for task in todo:
        item = {"title": task.title, "hint": task.says, "status": "Completed", "url": pages.get(task.key, "")}
        if task.missing:
            hint = f"{task.says}. Missing: {comma_and(task.missing)}" if task.says else ""
            item |= {"status": "To do", "status_colour": "blue", "hint": hint}
        elif task.is_optional and not task.says:
            item["status"] = "Optional"
        items.append(item)
    return items


@require_GET
def agreement(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    found = visible_agreement(request, agreement_uuid)
    now = request_now(request)
    today = local_date(now)
    (listed,) = register([found], now)
    signatories = {signatory.side: signatory for signatory in found.signatories.all()}
    may_manage = found.virtual_school_id in agency_ids_where(request.user, Permission.MANAGE_AGREEMENT)
    may_prepare = found.virtual_school_id in agency_ids_where(request.user, Permission.PREPARE_AGREEMENT)
    contacts = agency_ids_where(request.user, Permission.MANAGE_CONTACTS)
    is_draft = found.status == AgreementStatus.DRAFT
    is_before = found.status in BEFORE_SIGNATURE
    todo = tasks(found, now) if is_before else []
    context = {
        "agreement": found,
        "tag": _tag(found, today),
        "designated_person": post_with_training(listed.designated_person, found.provider, now),
        "key_contact": post_with_training(listed.key_contact, found.virtual_school, now),
        "mentors": mentors_at(found.provider, now) if is_before else [],
        "signatories": [{"side": side, "signatory": signatories.get(side.value)} for side in Side],
        "support": getattr(found, "support", None),
        "consultation": getattr(found, "consultation", None),
        "contracts": found.contracts.order_by("starts_on", "pk"),
        "successors": found.successors.order_by("pk"),
        "clauses": [] if is_before else clauses(found, request.user, now),
        "morning": terms_of(found, on=today).terms[TermKey.MORNING_HOUR],
        "morning_later": announced_for(found, TermKey.MORNING_HOUR, today),
        "tasks": _task_items(found, todo, may_prepare=may_prepare and is_draft, may_manage=may_manage and is_draft),
        "missing": [what for task in todo for what in task.missing] if is_draft else [],
        "may_put_in_force": is_draft and may_manage and found.signed_on is not None,
        "is_draft": is_draft,
        "is_before": is_before,
        "is_over": standing(found, today) in {status.label for status in OVER},
        "is_to_come": found.starts_on is not None and found.starts_on > today,
        "may_prepare": may_prepare,
        "may_manage": may_manage,
        "may_end": may_manage and found.status == AgreementStatus.IN_FORCE,
        "may_renew": may_manage and found.status in RENEWABLE,
        "may_set_terms": may_manage and found.status == AgreementStatus.IN_FORCE,
        "may_note_contracts": may_prepare and found.status in (AgreementStatus.DRAFT, AgreementStatus.IN_FORCE),
        "may_change_designated_person": found.provider_id in contacts,
        "may_change_key_contact": found.virtual_school_id in contacts,
        "changes": found.history.select_related("history_user").order_by("-history_date", "-history_id")[:20],
        "signing": signing.panel(found, request.user, now),  # type: ignore[arg-type]
    }
    if not is_before:
        context |= {
            "adherence_panel": adherence_page.panel(found, request.user, now),
            "review_panel": reviews.panel(found, request.user, now),
            "challenge_panel": challenges.panel(found, request.user, now),
            **promotion.panel(found, request.user, now),
        }
    return render(request, "agreements/agreement.html", context)
