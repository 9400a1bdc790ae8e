"""Two addresses for machines: is this process alive, and can Mainstay do its work?

They answer before anything else looks at the request, so that a probe needs no host name, no HTTPS and no sign-in, and
starts no session. They name nobody. The proxy in `deploy/` keeps them inside.
"""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse

from accounts.clock import database_now
from oversight.selectors.readiness import readiness


class HealthMiddleware:
    """`/healthz`: the process answers. It asks nothing else, so that a database that is away restarts no web process.

    `/readyz`: one line for each thing that Mainstay needs; 503 when one is not well. It is for monitoring, not for taking web
    processes out of service: a sweep that stands still is no reason to show nobody their pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _answer(["ok"], well=True)
        if request.path == "/readyz":
            lines = readiness(database_now)
            return _answer(map(str, lines), well=all(line.is_well for line in lines))
        return self.get_response(request)


def _answer(lines: Iterable[str], *, well: bool) -> HttpResponse:
    return HttpResponse(
        "".join(f"{line}\n" for line in lines),
        status=200 if well else 503,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )
