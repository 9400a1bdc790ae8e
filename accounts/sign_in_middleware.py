"""What holds for every request of somebody who signed in: the session has an absolute end, a role that asks for a second
step gets one, and an agency's own sign-in opens no other way in.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.sessions import SIGNED_IN_AT, seconds_left
from accounts.two_factor import began_elsewhere, has_second_step, is_required

#: Addresses under which second steps and passwords are set up and confirmed.
_WAYS_IN = frozenset({"accounts:change-password", "account_reauthenticate"})
_SECOND_STEPS = "mfa_"
#: What else is open to somebody who still has to set a second step up.
_OPEN = frozenset(
    {
        "account_reauthenticate", "accounts:sign-out", "accounts:keep-alive", "accounts:hats", "accounts:help",
        "accounts:accessibility", "accounts:privacy", "accounts:cookies",
    }
)  # fmt: skip

_THROUGH_AGENCY = (
    "You signed in through your agency. To change how you sign in to Mainstay itself, sign in with your e-mail address "
    "and password."
)


class SessionEndMiddleware:
    """Ends a session `MAINSTAY_SESSION_LONGEST` seconds after signing in, however busy it was.

    Stands after AuthenticationMiddleware and before LoginRequiredMiddleware, which then leads to the sign-in page and
    back. The idle limit is the session cookie's own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            now = time.time()
            request.session.setdefault(SIGNED_IN_AT, now)
            if seconds_left(request.session, now=now) == 0:
                request.session.flush()
        return self.get_response(request)


class SecondStepMiddleware:
    """Leads a person whose role asks for a second step, and who has none, to the page where it is set up.

    Whoever came through an agency's own sign-in has done the second step there, and finds the pages about passwords and
    second steps closed: an agency vouches for somebody as its own member, and must not become able to sign in as the
    same person with the hats of another agency. Stands after LoginRequiredMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if SESSION_KEY not in request.session:
            return None
        sets_up = name.startswith(_SECOND_STEPS)
        if began_elsewhere(request.session):
            if sets_up or name in _WAYS_IN:
                return render(request, "403.html", {"reason": _THROUGH_AGENCY}, status=HTTPStatus.FORBIDDEN)
            if settings.MAINSTAY_SINGLE_SIGN_ON_IS_TWO_FACTOR:
                return None
        if sets_up or name in _OPEN or not is_required(request.user) or has_second_step(request.user):
            return None
        return redirect("mfa_index")
