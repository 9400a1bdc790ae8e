"""Two addresses for machines: is this process alive, and can it work?

They answer before anything else looks at the request, so that a probe needs no host name, no HTTPS and no sign-in, and
starts no session. They say nothing beyond yes or no.
"""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse


class HealthMiddleware:
    """`/livez`: the process answers. `/healthz`: it also reaches its database (503 when not)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            return _answer(well=True)
        if request.path == "/healthz":
            return _answer(well=_database_answers())
        return self.get_response(request)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _answer(*, well: bool) -> HttpResponse:
    return HttpResponse(
        "ok\n" if well else "unavailable\n",
        status=200 if well else 503,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )
