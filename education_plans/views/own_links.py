"""Giving a young person the link to their own page (M5)."""

from http import HTTPStatus
from urllib.parse import quote

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from education_plans.forms.voice import GiveLinkForm
from education_plans.selectors.own_links import current_link
from education_plans.services.own_links import GivenLink, OwnLinkError, end_link, give_link, send_link
from learners.models import Learner

_SMS = "This is the link to your page. Open it on your own phone. Do not send it on. {address}"


def _learner(request: HttpRequest, learner_uuid: str) -> Learner:
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.GIVE_LINK, learner)
    return learner


@sensitive_variables("given")
@require_http_methods(["GET", "HEAD", "POST"])
def own_link(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    """How the young person's link stands, and a new one: by e-mail, or shown here this once."""
    learner = _learner(request, learner_uuid)
    now = request_now(request)
    form = GiveLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["how"] == "show":
                return _shown(request, learner, give_link(learner=learner, by=request.user, now=now))
            send_link(learner=learner, email=form.cleaned_data["email"], by=request.user, now=now)
        except OwnLinkError as error:
            form.refuse(error)
        else:
            messages.success(request, "The link is on its way. Earlier links open nothing any more.")
            return redirect("education_plans:own-link", learner.uuid)
    link = current_link(learner)
    context = {
        "learner": learner,
        "form": form,
        "link": link,
        "is_expired": link is not None and link.expires_at <= now,
    }
    return render(request, "education_plans/me/give.html", context)


@require_POST
def end_own_link(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    """A phone is lost, or somebody else has the link."""
    learner = _learner(request, learner_uuid)
    if end_link(learner=learner, by=request.user, now=request_now(request)):
        messages.success(request, "The link has ended. It opens nothing any more, also on their phone.")
    else:
        messages.info(request, "There is no link that works.")
    return redirect("education_plans:own-link", learner.uuid)


@sensitive_variables("given")
def _shown(request: HttpRequest, learner: Learner, given: GivenLink) -> HttpResponse:
    """The answer to the form itself, because the link is known now and never again: it is not kept, and no address of
    ours holds it.
    """
    code = segno.make(given.address, error="m").svg_inline(
        scale=6, border=4, dark="#0b0c0c", light="#ffffff", title="QR code of the link", omitsize=True
    )
    context = {
        "learner": learner,
        "given": given,
        "code": mark_safe(code),  # noqa: S308  (drawn here from our own address and random letters)
        "sms": f"sms:?&body={quote(_SMS.format(address=given.address))}",
    }
    return render(request, "education_plans/me/given.html", context, status=HTTPStatus.OK)
