"""One name for everything that one request causes."""

import json
import logging

import pytest
from celery import shared_task
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.celery import app
from config.logs import JsonFormatter, PlainFormatter, formatter_named
from config.request_id import RequestIdMiddleware, request_id
from tests.config.test_logs import WORDS

GIVEN = "5b2f9a8e-2b1f-4d6e-9d5a-2f6f3f1c7c11"


@shared_task(name="tests.say_request_id")
def say_request_id() -> str:
    return request_id()


def answer_to(given: str = "") -> HttpResponse:
    headers = {"X-Request-ID": given} if given else {}
    seen = RequestIdMiddleware(lambda request: HttpResponse(request_id()))
    return seen(RequestFactory().get("/", headers=headers))


def test_a_well_formed_name_is_taken_over_and_returned():
    answer = answer_to(GIVEN)
    assert answer.content.decode() == answer["X-Request-ID"] == GIVEN
    assert request_id() == ""


@pytest.mark.parametrize("given", ["", "short", WORDS, "x" * 32, "a" * 65, f"{GIVEN}\nGET /"])
def test_anything_else_is_replaced(given: str):
    made = answer_to(given)["X-Request-ID"]
    assert made != given
    assert len(made) == 32
    assert int(made, 16)


@pytest.mark.django_db
def test_pages_carry_it(client: Client):
    assert client.get("/sign-in/", headers={"X-Request-ID": GIVEN})["X-Request-ID"] == GIVEN


def test_a_task_that_a_request_asks_for_has_the_name_of_the_request():
    """Published to a broker in memory, taken out again as a worker would."""
    sent: list[dict[str, object]] = []

    def publish(request: object) -> HttpResponse:
        with app.connection_for_write() as connection:
            say_request_id.apply_async(connection=connection, retry=False)
            queue = connection.SimpleQueue(app.conf.task_default_queue)
            while True:
                message = queue.get(timeout=5)
                message.ack()
                if message.headers["task"] == say_request_id.name:
                    sent.append(message.headers)
                    return HttpResponse()

    RequestIdMiddleware(publish)(RequestFactory().get("/", headers={"X-Request-ID": GIVEN}))
    assert sent[0]["mainstay_request_id"] == GIVEN


def test_within_a_task_it_is_known_and_afterwards_forgotten():
    assert say_request_id.apply(headers={"mainstay_request_id": GIVEN}).get() == GIVEN
    alone = say_request_id.apply()
    assert alone.get() == alone.id
    assert request_id() == ""


def told(record: logging.LogRecord) -> dict[str, str]:
    line = JsonFormatter().format(record)
    assert "\n" not in line
    return json.loads(line)  # type: ignore[no-any-return]


def test_a_json_line_says_what_a_plain_one_says_and_leaves_out_the_same():
    try:
        raise ValueError(WORDS)
    except ValueError as error:
        record = logging.LogRecord(
            "mainstay", logging.ERROR, __file__, 1, "no mail to %s: %s", ("b@council.example", error), None
        )
        record.exc_info = (type(error), error, error.__traceback__)
    line = told(record)
    assert line["message"] == "no mail to [e-mail address]: [left out]"
    assert line["level"] == "ERROR"
    assert line["time"].endswith("Z")
    assert line["exception"].startswith("Traceback")
    assert WORDS not in str(line)
    assert "request_id" not in line
    seen: list[dict[str, str]] = []
    RequestIdMiddleware(lambda request: seen.append(told(record)) or HttpResponse())(
        RequestFactory().get("/", headers={"X-Request-ID": GIVEN})
    )
    assert seen[0]["request_id"] == GIVEN


def test_the_environment_names_the_formatter():
    assert formatter_named("plain") is PlainFormatter
    assert formatter_named("json") is JsonFormatter
    with pytest.raises(ImproperlyConfigured, match="plain or json"):
        formatter_named("xml")
