"""The guide to money and support as a Virtual School keeps it (W5)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere, require_at
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import agency_ids_where
from accounts.service_form import ServiceForm
from accounts.views.asking import ask
from agreements.forms.entitlements import EndEntitlementForm, EntitlementForm
from agreements.models import Entitlement
from agreements.selectors.entitlements import national, own
from agreements.services.entitlements import (
    add_entitlement,
    change_entitlement,
    end_entitlement,
)


def _schools(request: HttpRequest) -> list[int]:
    return agency_ids_where(request.user, Permission.MANAGE_AGREEMENT)


def _kept(request: HttpRequest, entitlement_uuid: str) -> Entitlement:
    entry = get_object_or_404(
        Entitlement.objects.select_related("virtual_school__local_authority"),
        uuid=entitlement_uuid,
        virtual_school__isnull=False,
    )
    assert entry.virtual_school
    require_at(request.user, Permission.MANAGE_AGREEMENT, entry.virtual_school)
    return entry


@require_GET
def entitlements(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.MANAGE_AGREEMENT)
    today = local_date(request_now(request))
    entries = list(own(_schools(request)))
    context = {
        "shown": [entry for entry in entries if entry.ends_on is None or entry.ends_on >= today],
        "over": [entry for entry in entries if entry.ends_on and entry.ends_on < today],
        "national": national(),
        "today": today,
    }
    return render(request, "agreements/public/keep.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.MANAGE_AGREEMENT)
    now = request_now(request)
    form = EntitlementForm(
        request.POST or None, virtual_school_ids=_schools(request), initial={"starts_on": local_date(now)}
    )
    return ask(
        request,
        form,
        lambda: add_entitlement(**form.cleaned_data, by=request.user, now=now),
        heading="Add to the guide",
        submit="Add",
        done="The entry is in the guide.",
        back=reverse("agreements:entitlements"),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, entitlement_uuid: str) -> HttpResponse:
    entry = _kept(request, entitlement_uuid)
    form = EntitlementForm(request.POST or None, virtual_school_ids=None, changes=entry)
    return _ask_about(
        request, entry, form, change_entitlement, heading="Change this entry", submit="Save",
        done="The entry is changed.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, entitlement_uuid: str) -> HttpResponse:
    entry = _kept(request, entitlement_uuid)
    return _ask_about(
        request, entry, EndEntitlementForm(request.POST or None), end_entitlement,
        heading="Take this entry out of the guide", submit="End entry", done="The last day of the entry is recorded.",
    )  # fmt: skip


def _ask_about(
    request: HttpRequest, entry: Entitlement, form: ServiceForm, service: Callable[..., Entitlement], **words: Any
) -> HttpResponse:
    """What `service` needs to know of an entry, and what the entry said before."""
    return ask(
        request,
        form,
        lambda: service(entitlement=entry, **form.cleaned_data, by=request.user, now=request_now(request)),
        template="agreements/public/keep_form.html",
        caption=entry.title,
        more=lambda: {"changes": _changes(entry)},
        back=reverse("agreements:entitlements"),
        **words,
    )


def _changes(entry: Entitlement) -> list[dict[str, object]]:
    versions = entry.history.select_related("history_user").order_by("-history_date", "-history_id")[:20]
    return [
        {
            "title": version.history_change_reason or "Changed",
            "at": version.history_date,
            "by": version.history_user.name if version.history_user else "",
            "body": f"{version.title}: {version.what}",
        }
        for version in versions
    ]
