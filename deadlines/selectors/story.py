"""What happened to one deadline, in words: its ladder with who was told, and its events."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.enums import RoleCode
from accounts.models import User
from accounts.timeline import TimelineEntry
from deadlines.enums import StepState, Verb
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep
from deadlines.wording import due_moment
from notifications.models import Message


@dataclass(frozen=True)
class Told:
    """One person who was told at a step, and what became of each message."""

    person: User
    messages: Sequence[Message]


@dataclass
class Rung:
    """One step of the present ladder or of an older one that was fired."""

    step: DeadlineStep
    told: list[Told] = field(default_factory=list)
    nobody: list[str] = field(default_factory=list)

    @property
    def audiences(self) -> list[str]:
        """Whom it tells, in words."""
        return [audience_words(name) for name in self.step.audiences]


def rungs_of(deadline: Deadline) -> list[Rung]:
    """The ladder in order of time, with what was sent to whom. Steps of older revisions only if they were fired."""
    steps = deadline.steps.order_by("at", "pk")
    rungs = {
        (step.revision, step.key): Rung(step)
        for step in steps
        if step.revision == deadline.revision or step.state == StepState.FIRED
    }
    prefix = f"deadline:{deadline.uuid}:"
    topics = [f"{prefix}{revision}" for revision in {revision for revision, _ in rungs}]
    sent: dict[tuple[int, str], dict[User, list[Message]]] = defaultdict(lambda: defaultdict(list))
    for message in Message.objects.filter(topic__in=topics).select_related("recipient").order_by("pk"):
        revision, rest = message.dedupe_key.removeprefix(prefix).split(":", 1)
        key = rest.rsplit(":", 2)[0]
        if message.recipient:
            sent[int(revision), key][message.recipient].append(message)
    for key, rung in rungs.items():
        rung.told = [Told(person, messages) for person, messages in sent[key].items()]
    for event in deadline.events.filter(verb=Verb.TOLD):
        rung = rungs[event.revision, event.detail["step"]]
        rung.nobody = [audience_words(name) for name in event.detail["nobody"]]
    return list(rungs.values())


def undelivered_of(deadline: Deadline) -> list[Message]:
    """E-mails about what the deadline is about that were given up or came back: somebody has not been told."""
    topic = f"{deadline.subject_kind}:{deadline.subject_uuid}"
    about = Message.objects.failed().filter(Q(topic=topic) | Q(topic__startswith=f"{topic}:"))
    return list(about.select_related("recipient").order_by("settled_at", "pk"))


def events_of(deadline: Deadline) -> list[dict[str, Any]]:
    """The events, newest first, for the timeline component."""
    events = deadline.events.select_related("by").order_by("-at", "-id")
    return [
        {
            "title": event.get_verb_display(),
            "at": event.at,
            "by": event.by.name if event.by else "",
            "body": _body(deadline, event),
            "tag": "Recorded later" if event.recorded_at != event.at and event.verb != Verb.TOLD else "",
        }
        for event in events
    ]


def timeline(learner: Any, user: User) -> list[TimelineEntry]:
    """What happened to the young person's deadlines, as far as `user` may see, newest first. Reminders are left out."""
    deadlines = Deadline.objects.visible_to(user).filter(learner=learner)
    events = DeadlineEvent.objects.filter(deadline__in=deadlines).exclude(verb=Verb.TOLD)
    return [
        TimelineEntry(
            at=event.at,
            title=f"{event.deadline.duty.title}: {event.get_verb_display().lower()}",
            text=_body(event.deadline, event),
            kind="deadline",
            agency=event.deadline.owner,
            by=event.by,
            link=event.deadline.get_absolute_url(),
        )
        for event in events.select_related("by", "deadline__owner").order_by("-at", "-id")
    ]


def audience_words(name: str) -> str:
    """An audience as a person says it. Those above register under the names of roles and posts."""
    return str(RoleCode(name).label) if name in RoleCode.values else name.replace("_", " ").capitalize()


def _body(deadline: Deadline, event: DeadlineEvent) -> str:
    lines = [_what(deadline, event), event.reason]
    return "\n".join(filter(None, lines))


def _what(deadline: Deadline, event: DeadlineEvent) -> str:
    if event.verb == Verb.TOLD:
        number = len(event.detail["told"])
        return f"{event.detail['step'].capitalize()}: {number} {'person' if number == 1 else 'people'} told"
    if event.due_after:
        return f"Due {due_moment(deadline.clock_ending(event.due_after))}"
    return ""
