"""Log lines without personal data: what happened and to which record, never to whom.

What people type, what rows hold and what an address carries after its question mark ends up in the messages of
exceptions and of other people's libraries. So a line is made anew from what is known to be harmless, and the rest is
left out.
"""

import json
import logging
import re
import time
import traceback
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.urls import ResolverMatch

from config.request_id import request_id

LEFT_OUT = "[left out]"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A link that opens something for whoever has it.
LINK = re.compile(r"(/(?:invitation|password-reset|sign|me)/)(?!sent/|done/)[^\s?\"']+")
# PostgreSQL repeats the row that broke a constraint in these lines of an error.
ROW_CONTENT = re.compile(r"^(\s*(?:DETAIL|CONTEXT|HINT|QUERY|LINE \d+):?).*$", re.MULTILINE)
# What an address asks for may be a name.
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']*")
#: Exceptions that speak of the machinery and never of what somebody typed or a row holds.
HARMLESS = (
    ConnectionError, ImportError, ImproperlyConfigured, InterfaceError, NameError, OperationalError, SystemExit,
    TemplateDoesNotExist,
)  # fmt: skip
#: The key under which a request carries its address without personal data; the access log reads it from there.
SAFE_ADDRESS = "mainstay.address"

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainFormatter(logging.Formatter):
    """One line for each event. Left out, also in tracebacks: e-mail addresses, one-use links, the contents of rows,
    query strings, and the messages of exceptions that may repeat what somebody typed. A line about a request says only
    which address, by its pattern, and what was answered. Times are UTC, so that lines of two machines can be laid side
    by side.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        plain = logging.makeLogRecord(vars(record))
        plain.exc_text = None  # what another formatter may have kept
        plain.msg, plain.args = self._message(record), None
        return self._without_people(super().format(plain))

    @staticmethod
    def _without_people(text: str) -> str:
        return ROW_CONTENT.sub(rf"\1 {LEFT_OUT}", EMAIL.sub("[e-mail address]", LINK.sub(r"\1[link]", text)))

    def formatException(self, ei: Any) -> str:  # noqa: N802  (the name is logging's)
        exception = ei[1]
        return "" if exception is None else "\n".join(_told(exception))

    def _message(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            status = getattr(record, "status_code", "")
            return f"{request.method} {safe_address(request)} {status}".rstrip()
        arguments = record.args
        if isinstance(arguments, Mapping) and "exc" in arguments:  # a task that failed, as Celery tells it
            arguments = {**arguments, **dict.fromkeys({"exc", "traceback", "args", "kwargs"}, LEFT_OUT)}
        try:
            said = str(record.msg) % arguments if arguments else str(record.msg)
        except (TypeError, ValueError, KeyError):  # a line that does not fit its own arguments
            said = str(record.msg)
        exception = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        while exception is not None:
            if not isinstance(exception, HARMLESS):
                for text in (repr(exception), str(exception)):
                    said = said.replace(text, LEFT_OUT) if text else said
            exception = exception.__cause__ or exception.__context__
        return QUERY.sub(rf"\1?{LEFT_OUT}", said)


class JsonFormatter(PlainFormatter):
    """The same, with the same left out, as one JSON object for each event, for machines that collect lines: `time` (UTC),
    `level`, `logger`, `message`, and if there is one `request_id` and `exception`.
    """

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "logger": record.name,
            "message": self._without_people(self._message(record)),
        }
        if name := request_id():
            told["request_id"] = name
        if isinstance(record.exc_info, tuple) and (places := self.formatException(record.exc_info)):
            told["exception"] = self._without_people(places)
        return json.dumps(told, ensure_ascii=False)


#: By the environment's LOG_FORMAT.
FORMATTERS: Mapping[str, type[PlainFormatter]] = {"plain": PlainFormatter, "json": JsonFormatter}


def formatter_named(name: str) -> type[PlainFormatter]:
    """The formatter of this name. Raises ImproperlyConfigured for any other."""
    if name not in FORMATTERS:
        raise ImproperlyConfigured(f"LOG_FORMAT is {name!r}; it must be {' or '.join(FORMATTERS)}.")
    return FORMATTERS[name]


def _told(exception: BaseException) -> list[str]:
    """The places an exception came through, first cause first, and its kind; its message only if it is harmless."""
    lines = []
    before = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
    if before is not None:
        lines += [*_told(before), "", "Then:"]
    lines.append("Traceback (most recent call last):")
    lines += [
        f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(exception.__traceback__)
    ]
    kind = f"{type(exception).__module__}.{type(exception).__qualname__}"
    lines.append(f"{kind}: {exception if isinstance(exception, HARMLESS) else LEFT_OUT}")
    return lines


def safe_address(request: HttpRequest) -> str:
    """The pattern of the address with the UUIDs of records in it. Everything else that stands in an address (one-use
    links, what somebody typed) is left out, and an address that does not exist altogether.
    """
    match: ResolverMatch | None = getattr(request, "resolver_match", None)
    if match is None:
        return "[no such address]"
    address = "/" + match.route
    for name, value in match.kwargs.items():
        if isinstance(value, UUID):
            address = re.sub(rf"<uuid:{name}>", str(value), address)
    return address


class SafeAddressMiddleware:
    """Leaves the address as it may be logged where the web server's access log finds it. Stands outside of everything
    that has an address or a file.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_file = request.resolver_match is None and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
        request.META[SAFE_ADDRESS] = request.path if is_file else safe_address(request)
        return response
