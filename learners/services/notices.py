"""Telling partners of what happens to a young person. The rows are queued in the transaction of the act that causes
them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.clock import local_date
from accounts.models import Agency, User
from learners.models import Learner
from learners.selectors.people import who_may_know
from notifications.enums import Channel, MessageKind
from notifications.models import Message
from notifications.services import Note, queue
from notifications.texts import render_text


def case_path(learner: Learner) -> str:
    """Where a message about a young person leads after sign-in."""
    return reverse("oversight:case-file", args=[learner.uuid])


def is_before_mainstay(agency: Agency, at: datetime) -> bool:
    """Whether what happened at `at` lies before Mainstay tracked the agency: then it is recorded and nobody is told
    (design §3).
    """
    return local_date(at) < agency.tracked_from


def tell(
    people: Iterable[User],
    *,
    learner: Learner,
    kind: MessageKind,
    template: str,
    context: Mapping[str, Any],
    topic: str,
    by: User | None,
    now: datetime,
    link: str = "",
) -> list[Message]:
    """Queue one note about `learner` for each of `people` who may know of the record, except `by`, who knows. Returns
    the e-mails.

    `topic` also makes the notes unique: the same act never tells anybody twice. `link` leads to the case file unless
    given.
    """
    recipients = {person.pk: person for person in people if by is None or person.pk != by.pk}
    subject, body = render_text(template, {"initials": learner.initials, **context})
    notes = [
        Note(
            recipient=person,
            kind=kind,
            subject=subject,
            body=body,
            link=link or case_path(learner),
            topic=topic,
            about=learner.uuid,
            key=f"{topic}:{person.pk}",
        )
        for person in who_may_know(learner, recipients.values())
    ]
    return [message for message in queue(notes, now=now) if message.channel == Channel.EMAIL]
