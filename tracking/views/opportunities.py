"""The catalogue of opportunities, and one of them (P7, W4)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import agency_ids_where, may_anywhere
from accounts.views.asking import ask, confirm
from tracking.forms.opportunities import OpportunityFilterForm, OpportunityForm
from tracking.models import Opportunity, Referral
from tracking.selectors.opportunities import keepers_of, offers, opportunities_listed
from tracking.selectors.referrals import rows_of
from tracking.services.opportunities import (
    add_opportunity,
    change_opportunity,
    offer_again,
    withdraw_opportunity,
)

PER_PAGE = 25
OPPORTUNITIES = Opportunity.objects.select_related("agency", "recorded_by")


def address(opportunity: Opportunity) -> str:
    return reverse("tracking:opportunity", args=[opportunity.uuid])


@require_safe
def opportunities(request: HttpRequest) -> HttpResponse:
    """What partners offer: open first, narrowed by kind or word."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    today = local_date(request_now(request))
    form = OpportunityFilterForm(request.GET)
    page = Paginator(opportunities_listed(request.user, form.chosen, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": form,
        "page_obj": page,
        "offers": offers(page.object_list, today),
        "may_keep": may_anywhere(request.user, Permission.KEEP_OPPORTUNITIES),
        "may_refer": may_anywhere(request.user, Permission.REFER),
    }
    return render(request, "tracking/opportunities/list.html", context)


@require_safe
def opportunity(request: HttpRequest, opportunity_uuid: UUID) -> HttpResponse:
    """One opportunity, and the young people referred to it whom the reader may know of."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    found = visible_or_404(OPPORTUNITIES, request.user, uuid=opportunity_uuid)
    today = local_date(request_now(request))
    (offer,) = offers([found], today)
    refers = may_anywhere(request.user, Permission.REFER)
    referrals = (
        Referral.objects.visible_to(request.user)
        .filter(opportunity=found)
        .select_related("learner")
        .order_by("learner__sort_name", "-id")
    )
    page = Paginator(referrals, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "opportunity": found,
        "offer": offer,
        "facts": _facts(found, offer.left),
        "page_obj": page,
        "rows": rows_of(page.object_list),
        "may_keep": found.agency_id in agency_ids_where(request.user, Permission.KEEP_OPPORTUNITIES),
        "may_refer": refers and offer.is_open,
        "sees_referrals": refers,
    }
    return render(request, "tracking/opportunities/one.html", context)


def _facts(found: Opportunity, left: int | None) -> list[dict[str, object]]:
    places = "Nobody counts them" if left is None else f"{left} of {found.places} left"
    return [
        {"key": "Offered by", "value": found.offered_by},
        {"key": "Who it is for", "value": found.for_whom},
        {"key": "Where", "value": found.where},
        {"key": "Places", "value": places},
        {"key": "Refer by", "value": _day(found.apply_by_on)},
        {"key": "Starts", "value": _day(found.starts_on)},
        {"key": "Ends", "value": _day(found.ends_on)},
        {"key": "Whom to ask", "value": found.contact},
        {"key": "Kept by", "value": found.agency.name},
    ]


def _day(day: object) -> str:
    return f"{day:%-d %B %Y}" if day else ""


@require_http_methods(["GET", "POST"])
def opportunity_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_OPPORTUNITIES)
    form = OpportunityForm(request.POST or None, keepers=keepers_of(request.user))
    return ask(
        request, form,
        lambda: add_opportunity(
            agency=form.chosen_agency, details=form.details(), by=request.user, now=request_now(request)
        ),
        heading="Add an opportunity", intro="Everybody who works with young people sees it. It says nothing of anybody.",
        submit="Add it", done="It is in the catalogue.", then=address, back=reverse("tracking:opportunities"),
    )  # fmt: skip


def _kept(request: HttpRequest, opportunity_uuid: UUID) -> Opportunity:
    """The opportunity, for somebody who keeps the catalogue of its agency (else 403)."""
    require_anywhere(request.user, Permission.KEEP_OPPORTUNITIES)
    found = visible_or_404(OPPORTUNITIES, request.user, uuid=opportunity_uuid)
    require_at(request.user, Permission.KEEP_OPPORTUNITIES, found.agency)
    return found


@require_http_methods(["GET", "POST"])
def opportunity_change(request: HttpRequest, opportunity_uuid: UUID) -> HttpResponse:
    found = _kept(request, opportunity_uuid)
    names = [name for name in OpportunityForm.base_fields if name != "agency"]
    form = OpportunityForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    return ask(
        request, form,
        lambda: change_opportunity(
            opportunity=found, details=form.details(), by=request.user, now=request_now(request)
        ),
        heading="Change an opportunity", caption=found.title, submit="Save", done="The change is saved.",
        back=address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def opportunity_withdraw(request: HttpRequest, opportunity_uuid: UUID) -> HttpResponse:
    """No longer offered; or, once withdrawn, offered again."""
    found = _kept(request, opportunity_uuid)
    now = request_now(request)
    if found.withdrawn_at is not None:
        return confirm(
            request, lambda: offer_again(opportunity=found, by=request.user, now=now),
            heading="Offer it again", caption=found.title, intro="Young people can be referred to it again.",
            submit="Offer it again", done="It is offered again.", back=address(found),
        )  # fmt: skip
    return confirm(
        request, lambda: withdraw_opportunity(opportunity=found, by=request.user, now=now),
        heading="No longer offer this", caption=found.title,
        intro="Nobody can be referred to it any more. Referrals that run go on.",
        submit="No longer offer it", submit_class="govuk-button--warning", done="It is no longer offered.",
        back=address(found),
    )  # fmt: skip
