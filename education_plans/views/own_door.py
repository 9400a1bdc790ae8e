"""The door to a young person's own page: their link, their device, their birthday. No account and no sign-in.

Two cookies: one names the device and lasts as long as a link, the other says that the birthday was right and is forgotten
after half an hour without a request. Neither says whose page it is to anybody who reads it, and neither works alone.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.clock import request_now
from education_plans.forms.voice import BirthdayForm
from education_plans.models import PersonalLink
from education_plans.rules.own_page import IDLE, SECRET_BYTES
from education_plans.selectors.own_links import LinkState, link_behind, link_of_device, link_state, link_with
from education_plans.services.own_links import NotOpen, WrongBirthday, come_in
from learners.models import Learner

#: In the address of the page that asks for the birthday: they sent something after their half hour was over.
NOT_SENT = "not-sent"
_SALT = "education_plans.own_page"
_P = ParamSpec("_P")
_OwnView = Callable[Concatenate[HttpRequest, Learner, _P], HttpResponse]


def own_page(view: _OwnView[_P]) -> Callable[Concatenate[HttpRequest, _P], HttpResponse]:
    """For whoever came in with link, device and birthday: `view` gets the young person. Anybody else is asked for their
    birthday if the device is known, and finds nothing (404) if it is not.
    """

    @login_not_required
    @wraps(view)
    def for_the_young_person(request: HttpRequest, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
        now = request_now(request)
        link = _link_here(request, now)
        if link is None:
            return _closed(request, LinkState.UNKNOWN)
        if not _was_here(request, link, now):
            # What they sent is not kept, and who asked for help must not believe that somebody heard.
            unsent = f"?{NOT_SENT}=1" if request.method == "POST" else ""
            return redirect(reverse("education_plans:me") + unsent)
        response = view(request, link.learner, *args, **kwargs)
        if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            _remember(response, link, now)
        return response

    return for_the_young_person


@login_not_required
@sensitive_post_parameters()
@sensitive_variables("own_token")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, own_token: str) -> HttpResponse:
    """The link as it was given. Opening it changes nothing (a mail scanner opens links too); the first birthday that is
    entered binds it to the device.
    """
    found = link_behind(own_token)
    state = link_state(found, _device_of(request), request_now(request))
    if found is None or state != LinkState.OPEN:
        return _closed(request, state)
    if request.method != "POST" and _was_here(request, found, request_now(request)):
        return redirect("education_plans:me")
    return _birthday(request, found, is_first=not found.device_digest)


def front(request: HttpRequest, show: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """`show` the page to whoever was here a moment ago, else ask for the birthday."""
    now = request_now(request)
    known = _link_here(request, now)
    if known is None:
        return _closed(request, LinkState.UNKNOWN)
    if _was_here(request, known, now) and request.method != "POST":
        return show(request)
    return _birthday(request, known, is_first=False)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page on this device; the birthday opens it again."""
    if _link_here(request, request_now(request)) is None:
        return _closed(request, LinkState.UNKNOWN)
    response = redirect("education_plans:me")
    response.delete_cookie(settings.MAINSTAY_OWN_PAGE_COOKIE, samesite="Lax")
    return response


def _birthday(request: HttpRequest, found: PersonalLink, *, is_first: bool) -> HttpResponse:
    now = request_now(request)
    form = BirthdayForm(request.POST or None)
    device = _device_of(request) or secrets.token_urlsafe(SECRET_BYTES)
    response: HttpResponse | None = None
    if request.method == "POST" and form.is_valid():
        try:
            come_in(link=found, device=device, birthday=form.cleaned_data["birthday"], now=now)
        except NotOpen as refused:
            return _closed(request, refused.state)
        except WrongBirthday as error:
            form.add_error("birthday", str(error))
        else:
            response = redirect("education_plans:me")
            _remember(response, found, now)
        found.refresh_from_db()
    if response is None:
        context = {
            "form": form,
            "is_first": is_first,
            "expires_at": found.expires_at,
            "not_sent": NOT_SENT in request.GET,
        }
        response = render(request, "education_plans/me/birthday.html", context)
    if found.device_digest:
        response.set_cookie(
            settings.MAINSTAY_DEVICE_COOKIE,
            device,
            max_age=found.expires_at - now,
            httponly=True,
            samesite="Lax",
            secure=settings.PRODUCTION,
        )
    return response


def _device_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.MAINSTAY_DEVICE_COOKIE, "")


def _remember(response: HttpResponse, link: PersonalLink, now: datetime) -> None:
    """Half an hour from now; gone with the browser."""
    said = signing.dumps({"link": str(link.uuid), "at": now.isoformat()}, salt=_SALT)
    response.set_cookie(
        settings.MAINSTAY_OWN_PAGE_COOKIE, said, httponly=True, samesite="Lax", secure=settings.PRODUCTION
    )


def _link_here(request: HttpRequest, now: datetime) -> PersonalLink | None:
    """The link that works on this device: the one whose birthday was entered last in this browser, because two young
    people may share a phone; else the one used last.
    """
    device = _device_of(request)
    said = _said(request)
    link = link_with(said["link"]) if said else None
    return link if link_state(link, device, now) == LinkState.OPEN else link_of_device(device, now)


def _was_here(request: HttpRequest, link: PersonalLink, now: datetime) -> bool:
    """Whether the birthday was entered for this link on this device, and a page opened since, less than half an hour
    ago.
    """
    said = _said(request)
    return bool(said) and said["link"] == str(link.uuid) and now - datetime.fromisoformat(said["at"]) < IDLE


def _said(request: HttpRequest) -> dict[str, str]:
    """What we wrote into the cookie of the page; empty for anything else."""
    try:
        said: dict[str, str] = signing.loads(request.COOKIES.get(settings.MAINSTAY_OWN_PAGE_COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return {}
    return said


def _closed(request: HttpRequest, state: LinkState) -> HttpResponse:
    """Why it does not open, in kind words, and how to get a new link. Nothing about whose it is."""
    status = HTTPStatus.NOT_FOUND if state == LinkState.UNKNOWN else HTTPStatus.GONE
    return render(request, "education_plans/me/closed.html", {"state": state.value}, status=status)
