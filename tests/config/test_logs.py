"""What a log line says, and what it leaves out."""

import logging
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve

from config.logs import PlainFormatter, safe_address

WORDS = "Canaria Serinus"


def line(message: str, *arguments: object, exception: BaseException | None = None, **extra: object) -> str:
    exc_info = None
    if exception is not None:
        try:
            raise exception
        except type(exception):
            exc_info = sys.exc_info()
    record = logging.LogRecord("mainstay", logging.ERROR, __file__, 1, message, arguments, exc_info)
    vars(record).update(extra)
    return PlainFormatter().format(record)


@pytest.mark.parametrize(
    "exception",
    [
        ValueError(f"invalid literal: {WORDS!r}"),
        KeyError(WORDS),
        SuspiciousOperation(f"Invalid HTTP_HOST header: {WORDS}"),
        IntegrityError(f"duplicate key value\nDETAIL:  Key (email)=({WORDS}) already exists."),
    ],
)
def test_the_message_of_an_exception_is_left_out_and_its_place_stays(exception: Exception):
    told = line("no place: %s", exception, exception=exception)
    assert WORDS not in told
    assert "no place: [left out]" in told
    assert f"{type(exception).__qualname__}: [left out]" in told
    assert f'File "{__file__}"' in told


def test_what_an_exception_came_from_is_told_as_plainly():
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as cause:
            raise ValueError(f"nobody is called {WORDS}") from cause
    except ValueError as exception:
        told = line("failed", exception=exception)
    assert WORDS not in told
    assert told.index("builtins.KeyError: [left out]") < told.index("builtins.ValueError: [left out]")


@pytest.mark.parametrize(
    "exception",
    [OperationalError("connection refused"), ImportError("No module named x"), ImproperlyConfigured("No host")],
)
def test_messages_about_the_machinery_stay(exception: Exception):
    assert str(exception) in line("failed", exception=exception)


def test_addresses_rows_and_query_strings_are_left_out():
    assert "b@council.example" not in line("no mail to %s", "b@council.example")
    assert "Bell" not in line("refused\nDETAIL:  Failing row contains (7, Ana Bell).\nHINT: Ana Bell")
    told = line('"GET /learners/?q=%s HTTP/1.1" 500', "Canaria")
    assert "Canaria" not in told
    assert "GET /learners/?[left out]" in told


@pytest.mark.parametrize("link", ["/invitation/a1b2/", "/sign/a1b2/", "/password-reset/mq/set-c3d4/"])
def test_links_that_open_something_are_left_out(link: str):
    told = line("Not Found: %s", link)
    assert link not in told
    assert "[link]" in told
    assert "/password-reset/sent/" in line("Not Found: %s", "/password-reset/sent/")


def test_a_task_that_failed_is_told_without_what_it_was_about():
    told = line(
        "Task %(name)s[%(id)s] %(description)s: %(exc)s",
        {
            "name": "a.task",
            "id": "7",
            "description": "raised unexpected",
            "exc": f"ValueError('{WORDS}')",
            "args": WORDS,
        },
    )
    assert "Task a.task[7] raised unexpected: [left out]" in told
    assert WORDS not in told


def test_a_line_that_does_not_fit_its_arguments_is_a_line_all_the_same():
    assert WORDS not in line("%d of them", WORDS)


def asked(path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(request.path_info)
    return request


def test_a_request_is_told_by_the_pattern_of_its_address():
    record = "5b2f9a8e-2b1f-4d6e-9d5a-2f6f3f1c7c11"
    assert safe_address(asked(f"/learners/{record}/?q={WORDS}")) == f"/learners/{record}/"
    assert safe_address(asked(f"/plans/{record}/sections/Canaria/")) == f"/plans/{record}/sections/<str:code>/"
    nowhere = RequestFactory().get(f"/{WORDS}/")
    assert safe_address(nowhere) == "[no such address]"
    told = line("Forbidden (Referer %s): %s", WORDS, "/x", request=asked(f"/learners/{record}/"), status_code=403)
    assert told.endswith(f"GET /learners/{record}/ 403")
