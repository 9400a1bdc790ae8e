"""What Django and its companions have no setting for: headers on every answer, files included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: No page elsewhere may embed anything of ours, nor learn by trying.
HEADERS = {"Cross-Origin-Resource-Policy": "same-origin", "X-Permitted-Cross-Domain-Policies": "none"}


class HeadersMiddleware:
    """Adds the headers. Stands outside of WhiteNoise, so that files carry them too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
