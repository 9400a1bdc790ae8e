"""The mail server of the faults: it records every e-mail by subject and Message-ID, and is in a bad mood at first.

Who writes to `drop-7@…` meets the mood “drop” at the first try, and a good one after that; so each e-mail that is tried
again can be seen to arrive.
"""

import asyncio
from collections import Counter

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.notifications.mail_server import MailServer

#: Answers to the text, by mood; “drop” hangs up after the text, “stall” never answers it.
MOODS = {"later": "451 4.3.0 Try again later", "never": "554 5.7.1 Not wanted"}


class Recorder(MailServer):
    """`seen`: how often it took each e-mail, whether or not whoever sent it heard so; `tries`: by recipient."""

    def __init__(self, *, stall: float = 30) -> None:
        super().__init__()
        self.seen: Counter[tuple[str, str]] = Counter()
        self.tries: Counter[str] = Counter()
        self.stall = stall

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        mood = address.split("-")[0]
        self.tries[address] += 1
        if self.tries[address] == 1 and mood == "full":
            return "452 4.2.2 Mailbox full"
        if mood == "gone":
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        mood = address.split("-")[0]
        is_first = self.tries[address] == 1
        await asyncio.sleep(self.seconds_per_message)
        if mood == "never" or (mood == "later" and is_first):
            return MOODS[mood]
        self._record(envelope)
        if mood == "drop" and is_first:
            server.transport.abort()
        elif mood == "stall" and is_first:
            await asyncio.sleep(self.stall)
        return "250 OK"

    def _record(self, envelope: Envelope) -> None:
        head = (envelope.content or b"").partition(b"\r\n\r\n")[0].decode("ascii", "replace")  # type: ignore[union-attr, arg-type]
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        self.seen[fields["Subject"], fields["Message-ID"]] += 1
        self.on_received(self.seen.total())
