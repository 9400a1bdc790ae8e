"""What a form is bound to."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a submitted form, also when nothing was filled in; None while the form is only shown."""
    return request.POST if request.method == "POST" else None
