"""A real browser, a real mail server, and a clock that a story can turn."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from accounts import clock
from tests.notifications.mail_server import MailServer


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    settings.MAINSTAY_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.stop()


@pytest.fixture
def turn_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """From now on every page believes it is this moment. Everything behind the page takes the time as an argument."""
    return lambda moment: monkeypatch.setattr(clock, "database_now", lambda: moment)
