"""What holds for every request: hats are read once, and no browser keeps what was answered."""

import math
from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from accounts import looks
from accounts.models import User
from accounts.two_factor import AGENCY_OF_SIGN_IN
from accounts.wording import duration_words

#: The key of the session under which the agency whose hats are worn stands.
AGENCY_CHOSEN = "agency"

#: Under this address stand the pages for everybody.
PUBLIC_PAGES = "/partners/"
#: For so many seconds an answer from there may be kept.
PUBLIC_FOR = 300


class MembershipMiddleware:
    """Marks `request.user` so that `accounts.selectors.current_memberships` keeps its answer for the rest of the
    request, and says which agency's hats the session wears.

    Stands after AuthenticationMiddleware. Neither the user nor the memberships are read before something asks for them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _remembering(get_user(request), request))  # type: ignore[assignment]
        return self.get_response(request)


class NothingIsKeptMiddleware:
    """Every answer is for one person at one moment: no browser and no proxy stores it, so that whoever sits down next at
    a shared machine finds nothing behind the Back button.

    Stands after WhiteNoise, whose files may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store, private"
        return response


class PublicPagesMiddleware:
    """What stands under `PUBLIC_PAGES` is the same for everybody: no cookie is read there and none is set, so that
    browsers and proxies may keep the answer for a while and nobody can be followed from page to page.

    Stands outside of NothingIsKeptMiddleware, whose word it takes back, and of the session. A refusal or an error stays
    unkept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PUBLIC_PAGES):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        if response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            response["Cache-Control"] = f"public, max-age={PUBLIC_FOR}"
            del response["Vary"]
        return response


class LookMiddleware:
    """Writes down whose records an answer showed (`accounts.looks`): one row, before the answer leaves. What a stream
    names has to be noted before its first byte.

    Stands after MembershipMiddleware. An answer that could not be recorded is not given; neither is the search or the
    export that is one more than a person may make in a while: 429.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            try:
                looks.write(request)
            except looks.TooMany as refusal:
                response.close()
                return _too_many(request, refusal)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _too_many(request, exception) if isinstance(exception, looks.TooMany) else None


def _too_many(request: HttpRequest, refusal: looks.TooMany) -> HttpResponse:
    seconds = math.ceil(refusal.retry_after.total_seconds())
    context = {"limit": refusal.limit, "retry_after_words": duration_words(seconds)}
    response = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(seconds)
    return response


def _remembering(user: User | AnonymousUser, request: HttpRequest) -> User | AnonymousUser:
    if isinstance(user, User):
        user.remembers_memberships = True
        user.remembers_learners = request.method in ("GET", "HEAD")
        user.agency_chosen = request.session.get(AGENCY_CHOSEN)
        user.agency_of_sign_in = request.session.get(AGENCY_OF_SIGN_IN)
    return user
