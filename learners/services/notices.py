"""Telling partners of what happens to a young person. The rows are queued in the transaction of the act that causes
them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.clock import local_date
from accounts.models import Agency, User
from learners.enums import ConsentPurpose
from learners.models import Learner
from learners.selectors.people import who_may_know_each
from learners.services.disclosing import disclose_messages
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
    given. What goes to another agency stands on the disclosure log.
    """
    telling = Telling(learner, list(people), context, topic)
    return tell_each([telling], kind=kind, template=template, by=by, now=now, link=link)[topic]


@dataclass(frozen=True)
class Telling:
    """One thing to say about one young person: to whom, what the text needs, and under which topic."""

    learner: Learner
    people: Sequence[User]
    context: Mapping[str, Any]
    topic: str


def tell_each(
    tellings: Iterable[Telling], *, kind: MessageKind, template: str, by: User | None, now: datetime, link: str = ""
) -> dict[str, list[Message]]:
    """`tell` about many young people in one act, each under a topic of its own: the e-mails by topic. As many queries as
    for one.
    """
    tellings = list(tellings)
    others = [
        (each.learner, [person for person in each.people if by is None or person.pk != by.pk]) for each in tellings
    ]
    notes = []
    for each, people in zip(tellings, who_may_know_each(others), strict=True):
        subject, body = render_text(template, {"initials": each.learner.initials, **each.context})
        recipients = {person.pk: person for person in people}
        notes += [
            Note(
                recipient=person,
                kind=kind,
                subject=subject,
                body=body,
                link=link or case_path(each.learner),
                topic=each.topic,
                about=each.learner.uuid,
                key=f"{each.topic}:{person.pk}",
            )
            for person in recipients.values()
        ]
    emails: dict[str, list[Message]] = {each.topic: [] for each in tellings}
    learners = [each.learner for each in tellings]
    for message in queue_about(learners, notes, purpose=ConsentPurpose.EDUCATION, by=by, now=now):
        if message.channel == Channel.EMAIL:
            emails[message.topic].append(message)
    return emails


def queue_about(
    learners: Collection[Learner], notes: Iterable[Note], *, purpose: ConsentPurpose, by: User | None, now: datetime
) -> list[Message]:
    """Queue notes about young people. What goes to another agency than the responsible ones stands on the disclosure
    log; a message says initials and no more, so its basis is the duty to tell where nothing else allows it.
    """
    messages = queue(notes, now=now)
    disclose_messages(messages, learners=learners, purpose=purpose, by=by, now=now)
    return messages
