"""What holds for every request: hats are read once, and no browser keeps what was answered."""

from collections.abc import Callable

from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import User


class MembershipMiddleware:
    """Marks `request.user` so that `accounts.selectors.current_memberships` keeps its answer for the rest of the
    request.

    Stands after AuthenticationMiddleware. Neither the user nor the memberships are read before something asks for them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _remembering(get_user(request)))  # type: ignore[assignment]
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


def _remembering(user: User | AnonymousUser) -> User | AnonymousUser:
    if isinstance(user, User):
        user.remembers_memberships = True
    return user
