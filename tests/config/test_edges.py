"""The small things around every request: whose address it is, and lock-out."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from accounts.origin import client_address
from config.lockout import account_tried


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status"), [(OperationalError("too many clients"), 503), (KeyError("bug"), 500)])
def test_a_page_without_a_database_says_so_and_a_mistake_of_ours_is_no_such_thing(monkeypatch, error, status):
    def broken(request: object) -> None:
        raise error

    monkeypatch.setattr("accounts.middleware.MembershipMiddleware.__call__", lambda self, request: broken(request))
    answer = Client(raise_request_exception=False).get("/sign-in/")
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == ("30" if status == 503 else None)
    assert b"too many clients" not in answer.content
    assert b"My day" in answer.content


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "192.0.2.9"),
        (0, "203.0.113.5", "192.0.2.9"),  # nobody of ours stands before us: the header is the sender's own
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "1.2.3.4, 203.0.113.5", "203.0.113.5"),  # what stands left of ours was written by the sender
        (2, "1.2.3.4, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.9"),
        (1, "", "192.0.2.9"),
    ],
)
def test_lock_out_counts_by_the_address_our_proxy_saw(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", headers=headers)
    assert client_address(request) == expected


def test_capitals_in_an_email_address_buy_no_more_attempts():
    request = RequestFactory().post("/", {"username": " Ana@Council.example "})
    assert account_tried(request) == "ana@council.example"
    assert account_tried(request, {"username": "ANA@council.example"}) == "ana@council.example"
