"""Colleagues who stand in for some young people for a time (A20)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import looks
from accounts.access import require_anywhere
from accounts.clock import request_now
from accounts.enums import LookKind, Permission
from accounts.models import Delegation
from learners.forms.delegation import DelegationForm
from learners.selectors.delegations import given_by, givers_of, held_by, learners_to_cover, may_end
from learners.selectors.hand_over import last_day
from learners.services.delegation import DelegationError, delegate, end_delegation


@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    """Who stands in for the user, and for whom the user stands in."""
    now = request_now(request)
    given, held = given_by(request.user, now), held_by(request.user, now)
    shown = {
        row.learner.uuid: str(row.learner)
        for delegation in [*given, *held]
        for row in delegation.people  # type: ignore[attr-defined]
    }
    looks.note(request.user, LookKind.VIEW, shown.items())
    context = {"given": given, "held": held, "may_delegate": bool(givers_of(request.user)), "now": now}
    return render(request, "learners/delegations.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Name a colleague as cover for some young people."""
    require_anywhere(request.user, Permission.DELEGATE)
    now = request_now(request)
    givers = givers_of(request.user)
    form = DelegationForm(request.POST or None, givers=givers, user=request.user, now=now)
    shown = learners_to_cover(givers, request.user, now)
    looks.note(request.user, LookKind.VIEW, [(learner.uuid, str(learner)) for learner in shown])
    page = reverse("learners:delegations")
    if request.method == "POST" and form.is_valid():
        deputy = form.cleaned_data["deputy"]
        giver = next(hat for hat in givers if hat.agency_id == deputy.agency_id)
        try:
            delegate(giver=giver, **form.cleaned_data, by=request.user, now=now)
        except DelegationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{deputy.user} stands in for you. They are told when it begins.")
            return redirect(page)
    context = {
        "form": form,
        "heading": "Name a colleague as cover",
        "intro": "While it lasts they may do for these young people what you may.",
        "submit": "Save cover",
        "back_url": page,
        "cancel_url": page,
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, delegation_uuid: UUID) -> HttpResponse:
    """End cover early; a page asks once more."""
    found = Delegation.objects.select_related("giver__user", "giver__agency", "deputy__user")
    delegation = get_object_or_404(found, uuid=delegation_uuid)
    if not may_end(request.user, delegation):
        raise Http404
    page = reverse("learners:delegations")
    if request.method == "POST":
        try:
            end_delegation(delegation=delegation, by=request.user, now=request_now(request))
        except DelegationError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, f"{delegation.deputy.user} no longer stands in.")
        return redirect(page)
    context = {
        "delegation": delegation,
        "last_on": last_day(delegation.ends_at),
        "heading": "End this cover",
        "submit": "End cover",
        "back_url": page,
    }
    return render(request, "learners/delegation_end.html", context)
