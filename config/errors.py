"""What is answered when something broke: 503 when the database cannot be reached or does not answer in time, else 500."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error

#: Seconds after which a program may ask again; people are told “in a minute”.
ASK_AGAIN = 30


def something_broke(request: HttpRequest) -> HttpResponse:
    """Asks the database nothing: these pages stand on no context of the request."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    return HttpResponse(loader.get_template("503.html").render(), status=503, headers={"Retry-After": str(ASK_AGAIN)})
