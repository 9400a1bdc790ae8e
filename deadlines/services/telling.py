"""What a step of the ladder says, to whom, as which kind of message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.clock import local_date
from accounts.models import User
from deadlines.calendar import last_day_of
from deadlines.enums import Party, Verb
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep
from deadlines.wording import due_moment, due_words
from notifications.enums import MessageKind
from notifications.services import Note
from notifications.texts import render_text

#: Who does the work of a duty. Everybody else who is told after the moment is told because they manage someone who does.
DOERS = frozenset(
    {
        Party.KEY_WORKER,
        Party.DESIGNATED_PERSON,
        Party.KEY_CONTACT,
        Party.AGENCY,
        Party.RATER,
        Party.AUDITOR,
        Party.UPDATER,
    }
)

#: People by the name of an audience and the id of a deadline.
People = Mapping[tuple[str, int], Sequence[User]]


@dataclass(frozen=True)
class Telling:
    """One person is told of one step, as a member of one audience."""

    user: User
    audience: str
    note: Note


def tellings(step: DeadlineStep, people: People, *, now: datetime) -> list[Telling]:
    """Everybody whom `step` tells, each once, under the first of their audiences. The words are those of `now`."""
    audience_of: dict[User, str] = {}
    for name in step.audiences:
        for user in people.get((name, step.deadline_id), ()):
            audience_of.setdefault(user, name)
    deadline = step.deadline
    about = getattr(deadline.learner, "uuid", None)
    link = deadline.get_absolute_url()
    templates = {_template(deadline, name, now) for name in audience_of.values()}
    words = {template: _words(deadline, template, now=now) for template in templates}
    said = []
    for user, name in audience_of.items():
        subject, body = words[_template(deadline, name, now)]
        note = Note(
            recipient=user,
            kind=kind_of(step, name),
            subject=subject,
            body=body,
            link=link,
            topic=deadline.topic,
            about=about,
            key=f"{deadline.topic}:{step.key}:{user.pk}",
        )
        said.append(Telling(user, name, note))
    return said


def kind_of(step: DeadlineStep, audience: str) -> MessageKind:
    """Which kind of message a step is. The steps of a safeguarding duty are of a kind that is never held for a digest."""
    deadline = step.deadline
    if deadline.duty.safeguarding:
        return MessageKind.ESCALATION
    if step.at >= deadline.due_at:
        return MessageKind.OVERDUE if audience in DOERS else MessageKind.ESCALATION
    if local_date(step.at) == last_day_of(deadline.clock):
        return MessageKind.DUE
    return MessageKind.REMINDER


def told_event(
    step: DeadlineStep, said: Sequence[Telling], people: People, reached: frozenset[str], *, now: datetime
) -> DeadlineEvent:
    """The record of who was told: ids only, so that no name outlives its record. An audience that was empty is named."""
    told = [{"user": telling.user.pk, "audience": telling.audience} for telling in said if telling.note.key in reached]
    nobody = [name for name in step.audiences if not people.get((name, step.deadline_id))]
    return DeadlineEvent(
        deadline=step.deadline,
        verb=Verb.TOLD,
        at=now,
        recorded_at=now,
        revision=step.revision,
        detail={"step": step.key, "planned_at": step.at.isoformat(), "told": told, "nobody": nobody},
    )


def initials_of(deadline: Deadline) -> str:
    """All that a message may say of whom it is about: the young person's initials, else the agency that owes the duty."""
    return str(deadline.learner.initials) if deadline.learner else deadline.owner.name


def _template(deadline: Deadline, audience: str, now: datetime) -> str:
    if now < deadline.due_at:
        return "deadlines/email/coming.txt"
    return "deadlines/email/overdue.txt" if audience in DOERS else "deadlines/email/escalated.txt"


def _words(deadline: Deadline, template: str, *, now: datetime) -> tuple[str, str]:
    duty = deadline.duty
    return render_text(
        template,
        {
            "about": initials_of(deadline),
            "title": duty.title,
            "met_by": duty.met_by,
            "due_words": due_words(deadline.clock, now),
            "due_moment": due_moment(deadline.clock),
        },
    )
