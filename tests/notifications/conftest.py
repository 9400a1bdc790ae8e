"""Notes to queue and a mail server to hand them to."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from notifications.enums import MessageKind
from notifications.services import DeliveryResult, Note, deliver
from tests.factories import UserFactory
from tests.notifications.mail_server import MailServer

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def mary(db: None) -> User:
    return UserFactory(name="Mary Otieno", email="mary@example.org")


def note(recipient: User, key: str = "a", **fields: Any) -> Note:
    return Note(
        **{
            "recipient": recipient,
            "kind": MessageKind.REMINDER,
            "subject": "A plan is due",
            "body": "The plan for A B is due.",
            "link": "/deadlines/",
            "key": key,
            **fields,
        }
    )


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    settings.MAINSTAY_DELIVERY_BACKEND = SMTP
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    settings.EMAIL_TIMEOUT = 0.5
    yield server
    server.stop()


@pytest.fixture
def deliver_at() -> Callable[[datetime], DeliveryResult]:
    """One delivery run at a given moment."""
    return lambda moment: deliver(now_source=lambda: moment)


@pytest.fixture(autouse=True)
def registry_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the listeners of other apps nor those of another test."""
    monkeypatch.setattr("notifications.registry._listeners", {})
    monkeypatch.setattr("notifications.registry._failure_audiences", {})
