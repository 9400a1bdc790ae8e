"""Where e-mails go: Django's own account mail into the outbox, and in embedded mode the outbox into a folder."""

import hashlib
import os
import re
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.clock import LONDON, database_now
from notifications.services.outbox import queue_account_mail


class OutboxBackend(BaseEmailBackend):
    """The EMAIL_BACKEND: whatever Django itself sends (password reset) becomes a row of the outbox, in the present
    transaction, and leaves with the next delivery. Attachments have no place there."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = database_now()
        with transaction.atomic():
            for email in email_messages:
                if email.attachments:
                    raise ValueError("Account mail carries no attachments.")
                for address in email.recipients():
                    queue_account_mail(address=address, subject=str(email.subject), body=str(email.body), now=now)
        return len(email_messages)


class FolderBackend(BaseEmailBackend):
    """One .eml file for each e-mail in `settings.MAINSTAY_SENT_FOLDER`, named by its moment, recipient and subject.

    A file appears whole or not at all, also when the disk is full: then the error puts the e-mail off. An e-mail sent
    again replaces its first copy, because the name comes from its Message-ID too.
    """

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.folder = Path(settings.MAINSTAY_SENT_FOLDER)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            self._write(email)
        return len(email_messages)

    def _write(self, email: EmailMessage) -> None:
        parts = email.message()
        sent_at = parsedate_to_datetime(str(parts["Date"])).astimezone(LONDON)
        identity = hashlib.sha256(str(parts["Message-ID"]).encode()).hexdigest()[:8]
        recipient, subject = (_word(", ".join(email.recipients()), 40), _word(str(email.subject), 60))
        name = f"{sent_at:%Y-%m-%d_%H%M%S}_{recipient}_{subject}_{identity}.eml"
        unfinished = self.folder / f".{name}.{os.getpid()}"
        try:
            unfinished.write_bytes(parts.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's own messages take it
        except OSError:  # a full disk: what was begun would only keep it full
            unfinished.unlink(missing_ok=True)
            raise
        earlier = [path for path in self.folder.glob(f"*_{identity}.eml") if path.name != name]
        unfinished.rename(self.folder / name)
        for path in earlier:  # only now: until then the first copy is all there is
            path.unlink(missing_ok=True)


def _word(text: str, longest: int) -> str:
    """`text` as part of a file name on any system."""
    return re.sub(r"[^\w.@-]+", "-", text).strip("-.")[:longest].strip("-.") or "none"
