"""A mail server on loopback that records what it is given and misbehaves on demand.

How it answers depends on the recipient, so that one conversation can hold every case:

    gone@…        550 to the recipient: there is no such mailbox
    full@…        452 to the recipient: not now
    spam@…        554 to the text
    busy@…        451 to the text
    drop@…        hangs up after it has taken the text, without an answer
    stall@…       never answers the text
    anybody else  250
"""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message as Email
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

AT_RECIPIENT = {"gone": "550 5.1.1 No such mailbox", "full": "452 4.2.2 Mailbox full"}
AT_TEXT = {"spam": "554 5.7.1 Not wanted", "busy": "451 4.3.0 Try again later"}


class MailServer:
    """`received` holds what was accepted or taken, in order; `dropped` what was taken without an answer."""

    def __init__(self) -> None:
        self.received: list[Email] = []
        self.dropped: list[Email] = []
        self.conversations = 0
        self.seconds_per_message = 0.0
        self.on_received: Callable[[int], object] = lambda count: None

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def start(self) -> None:
        """Open, on a port of its own each time."""
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port(), ready_timeout=20)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def ids(self) -> Counter[str]:
        return Counter(str(email["Message-ID"]).strip("<>").split("@")[0] for email in self.received)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = AT_RECIPIENT.get(address.split("@")[0])
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        part = envelope.rcpt_tos[0].split("@")[0]
        email = message_from_bytes(envelope.content or b"", policy=default)
        if part == "drop":
            self.dropped.append(email)
            server.transport.abort()
            return "250 never read"
        await asyncio.sleep(self.seconds_per_message)
        if part == "stall":
            await asyncio.sleep(30)
        if part not in AT_TEXT:
            self.received.append(email)
            self.on_received(len(self.received))
        return AT_TEXT.get(part, "250 OK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A real mail server instead of a backend that always accepts. Patient; who tests its silence shortens the wait."""
    server = MailServer()
    server.start()
    settings.MAINSTAY_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.stop()
