"""What `accounts` has to say about people and their roles, as messages."""

from collections.abc import Sequence
from datetime import datetime

from accounts.telling import News
from notifications.enums import MessageKind
from notifications.services.outbox import Note, queue
from notifications.texts import render_text


def say(news: Sequence[News], now: datetime) -> None:
    """Queue it: in the inbox and by e-mail."""
    notes = []
    for item in news:
        subject, body = render_text(item.template, item.context)
        notes.append(
            Note(
                recipient=item.recipient,
                kind=MessageKind.ROLE,
                subject=subject,
                body=body,
                link=item.link,
                key=item.key,
            )
        )
    queue(notes, now=now)
