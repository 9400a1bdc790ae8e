"""One name for everything that one request causes: in its log lines, in its answer, and in the tasks it asks for."""

import re
from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from celery import Task
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
#: Where the web server's access log finds it.
IN_REQUEST = "mainstay.request"
#: What is taken over from a proxy: hexadecimal digits and hyphens, as UUIDs and nginx write them, so that nobody’s name
#: gets into the logs in this way.
WELL_FORMED = re.compile(r"[0-9a-fA-F-]{16,64}")
_IN_TASK = "mainstay_request_id"

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The name of the request, or of the task, that is being worked on; empty outside of both."""
    return _current.get()


class RequestIdMiddleware:
    """Takes the name over from the proxy if it is well formed, else makes one; the answer carries it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        name = given if WELL_FORMED.fullmatch(given) else uuid4().hex
        token = _current.set(name)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        request.META[IN_REQUEST] = name
        response[HEADER] = name
        return response


def carry_into_tasks() -> None:
    """Have each task that a request asks for carry its name. One that the beat asks for has its own."""
    before_task_publish.connect(_send_along, weak=False, dispatch_uid="request id")
    task_prerun.connect(_take_over, weak=False, dispatch_uid="request id")
    task_postrun.connect(_forget, weak=False, dispatch_uid="request id")


def _send_along(headers: MutableMapping[str, Any] | None = None, **_: Any) -> None:
    if headers is not None and (name := request_id()):
        headers[_IN_TASK] = name


def _take_over(task: Task, task_id: str, **_: Any) -> None:
    # A worker has the headers of the message as fields of the request; a task that is called directly has them as headers.
    headers = task.request.headers or {}
    given = str(getattr(task.request, _IN_TASK, None) or headers.get(_IN_TASK) or "")
    _current.set(given if WELL_FORMED.fullmatch(given) else task_id)


def _forget(**_: Any) -> None:
    _current.set("")
