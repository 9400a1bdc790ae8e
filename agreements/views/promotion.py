"""The hub of the registers, and the log of how the agreement is made known (A5, A37)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.files import download
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where, may_anywhere
from accounts.views.asking import ask
from agreements.forms.promotion import AgencyFilterForm, PromotionForm
from agreements.models import Agreement, Promotion
from agreements.selectors import employers as employer_register
from agreements.selectors import events as event_register
from agreements.selectors import feedback as feedback_register
from agreements.selectors import liaison as meeting_register
from agreements.selectors import notices as notice_register
from agreements.selectors.library import library as documents_of
from agreements.selectors.promotion import promotions
from agreements.services.promotion import correct_promotion, record_promotion

PER_PAGE = 25


@require_GET
def partnership(request: HttpRequest) -> HttpResponse:
    """Every register with the number of what stands in it; the number opens exactly that list."""
    user, today = request.user, local_date(request_now(request))
    context: dict[str, Any] = {
        "cards": [
            _card(feedback_register.complaints(user), "Complaints waiting", "complaints", "", "red"),
            _card(feedback_register.compliments(user), "Compliments", "compliments", "", "green"),
            _card(
                event_register.events(user, today, when="coming"), "Events to come", "events", "?when=coming", "blue"
            ),
        ],
        "sees_registers": may_anywhere(user, Permission.VIEW_AGREEMENT),
        "keeps_registers": may_anywhere(user, Permission.KEEP_REGISTERS),
        "may_bring_in": may_anywhere(user, Permission.MANAGE_AGREEMENT),
    }
    if context["sees_registers"]:
        overdue = meeting_register.actions(user, today, state="overdue")
        waiting = employer_register.employers(user, state="waiting")
        context["cards"] += [
            _card(meeting_register.actions(user, today), "Actions open", "actions", "", ""),
            _card(overdue, "Actions overdue", "actions", "?state=overdue", "red"),
            _card(waiting, "Employers to ask", "employers", "?state=waiting", "amber"),
        ]
        context["registers"] = [
            {"title": title, "hint": hint, "number": found.count(), "url": reverse(f"agreements:{name}") + query}
            for title, hint, name, query, found in _registers(user, today)
        ]
    return render(request, "agreements/registers/partnership.html", context)


def _card(found: Any, label: str, name: str, query: str, tone: str) -> dict[str, Any]:
    number = found.count()
    url = reverse(f"agreements:{name}") + query
    return {"number": number, "label": label, "url": url, "tone": tone if number else ""}


def _registers(user: User | AnonymousUser, today: date) -> list[tuple[str, str, str, str, Any]]:
    """Title, hint, address with its query, and what stands in it."""
    return [
        (
            "Promotion",
            "Who was told of the agreement, when, and what shows it",
            "promotion",
            "",
            promotions(user),
        ),
        (
            "Meetings",
            "At strategic, management and day-to-day level, with what they decided",
            "meetings",
            "",
            meeting_register.meetings(user),
        ),
        (
            "Joint training and briefings",
            "Who was invited and who came; secondments and shadowing",
            "events",
            "",
            event_register.events(user, today),
        ),
        (
            "Bids and projects",
            "What partners tell each other before they begin",
            "notices",
            "",
            notice_register.notices(user),
        ),
        (
            "Library",
            "Frameworks and rules of programmes, with every version",
            "library",
            "",
            documents_of(user),
        ),
        (
            "Employers",
            "Those that work with a provider and support the agreement",
            "employers",
            "",
            employer_register.employers(user),
        ),
        (
            "Complaints",
            "Confidential: given to a manager, with clocks",
            "complaints",
            "?state=all",
            feedback_register.complaints(user, state="all"),
        ),
        (
            "Compliments",
            "Good words, passed on to whom they are about",
            "compliments",
            "",
            feedback_register.compliments(user),
        ),
    ]


@require_GET
def promotion(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.VIEW_AGREEMENT)
    seen = Promotion.objects.visible_to(request.user).values("agency")
    form = AgencyFilterForm(request.GET, agencies=Agency.objects.filter(pk__in=seen).order_by("sort_name", "id"))
    chosen = form.cleaned_data["agency"] if form.is_valid() else None
    found = promotions(request.user, agency=str(chosen.uuid) if chosen else "")
    own = set(agency_ids_where(request.user, Permission.KEEP_REGISTERS))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"promotion": row, "may_change": row.agency_id in own} for row in page.object_list],
        "filter_form": form,
        "may_record": bool(own),
    }
    return render(request, "agreements/registers/promotion.html", context)


@require_http_methods(["GET", "POST"])
def promotion_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_REGISTERS)
    now = request_now(request)
    form = PromotionForm(
        request.POST or None, request.FILES or None, agencies=meeting_register.keeps_registers_of(request.user),
        agreements=_agreements(request), initial={"done_on": local_date(now), "agreement": request.GET.get("agreement")},
    )  # fmt: skip
    return ask(
        request,
        form,
        lambda: record_promotion(**form.cleaned_data, by=request.user, now=now),
        heading="Record how the agreement was made known",
        submit="Put it on the log",
        done="It is on the log.",
        back=reverse("agreements:promotion"),
    )


@require_http_methods(["GET", "POST"])
def promotion_correct(request: HttpRequest, promotion_uuid: UUID) -> HttpResponse:
    found = visible_or_404(Promotion.objects.select_related("agency", "agreement"), request.user, uuid=promotion_uuid)
    require_at(request.user, Permission.KEEP_REGISTERS, found.agency)
    form = PromotionForm(
        request.POST or None, request.FILES or None, agencies=Agency.objects.filter(pk=found.agency.pk),
        agreements=_agreements(request), changes=found,
    )  # fmt: skip

    def details() -> dict[str, Any]:
        return {name: value for name, value in form.cleaned_data.items() if name != "agency"}

    return ask(
        request,
        form,
        lambda: correct_promotion(promotion=found, **details(), by=request.user, now=request_now(request)),
        heading="Correct an entry of the log",
        submit="Save",
        done="The entry is corrected.",
        back=reverse("agreements:promotion"),
    )


@require_safe
def promotion_evidence(request: HttpRequest, promotion_uuid: UUID) -> HttpResponseBase:
    """The file, to be saved and never shown by the browser."""
    found = visible_or_404(Promotion.objects.select_related("evidence"), request.user, uuid=promotion_uuid)
    if found.evidence is None:
        raise Http404
    return download(found.evidence.file, name=found.evidence.name, content_type=found.evidence.content_type)


def _agreements(request: HttpRequest) -> Any:
    found = Agreement.objects.visible_to(request.user).select_related("provider", "virtual_school")
    return found.order_by("provider__sort_name", "pk")
