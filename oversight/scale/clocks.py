"""A deadline that has lived until now: opened by the ledger's own rules, its people told, missed or met."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from accounts.models import User
from deadlines.enums import DeadlineState, StepState, Verb
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep
from deadlines.services import Opening, draft
from deadlines.services.ladder import next_moment
from deadlines.services.telling import kind_of
from notifications.enums import AttemptOutcome, Channel, MessageKind, MessageState
from notifications.models import Delivery, Message
from oversight.scale.copying import Copier


class Clocks:
    """Writes deadlines with steps, events and the messages that were sent for them."""

    def __init__(self, copier: Copier, now: datetime) -> None:
        self.copier, self.now = copier, now

    def live(
        self, opening: Opening, *, opened_at: datetime, met_at: datetime | None, by: User, told: Mapping[str, User]
    ) -> Deadline:
        """Opened at `opened_at`, met at `met_at` (None: it still runs). `told` is who stands for each audience."""
        rows = draft([opening], by=by, now=opened_at)
        (deadline,) = rows.deadlines
        self.copier.add(deadline)
        end = met_at or self.now
        events = list(rows.events)
        for step in rows.steps:
            if step.state == StepState.PENDING and step.at <= end:
                events.append(self._fire(deadline, step, opened_at, told))
            elif step.state == StepState.PENDING and met_at is not None:
                step.state, step.settled_at = StepState.CANCELLED, met_at
        if deadline.is_tracked and not deadline.breach_recorded and deadline.due_at <= end:
            deadline.breach_recorded = True
            events.append(_event(deadline, Verb.BREACHED, at=deadline.due_at, by=None, due_before=deadline.due_at))
        if met_at is None:
            deadline.next_step_at = next_moment(deadline, rows.steps)
        else:
            deadline.state, deadline.closed_at = DeadlineState.MET, met_at
            deadline.met_at, deadline.met_by, deadline.next_step_at = met_at, by, None
            events.append(_event(deadline, Verb.MET, at=met_at, by=by, due_before=deadline.due_at))
        for step in rows.steps:
            step.deadline_id = deadline.pk
            self.copier.add(step)
        for event in sorted(events, key=lambda event: event.recorded_at):
            event.deadline_id = deadline.pk
            self.copier.add(event)
        return deadline

    def _fire(
        self, deadline: Deadline, step: DeadlineStep, opened_at: datetime, told: Mapping[str, User]
    ) -> DeadlineEvent:
        at = max(step.at, opened_at)
        step.state, step.settled_at = StepState.FIRED, at
        audience_of = {told[name].pk: (told[name], name) for name in reversed(step.audiences) if name in told}
        for user, audience in audience_of.values():
            self.say(
                user,
                kind_of(step, audience),
                f"{deadline.learner.initials}: {deadline.duty.title}"[:200],
                topic=deadline.topic,
                key=f"{deadline.topic}:{step.key}:{user.pk}",
                link=f"/deadlines/{deadline.uuid}/",
                about=deadline.learner.uuid,
                at=at,
            )
        detail = {
            "step": step.key,
            "planned_at": step.at.isoformat(),
            "told": [{"user": user.pk, "audience": audience} for user, audience in audience_of.values()],
            "nobody": [name for name in step.audiences if name not in told],
        }
        return _event(deadline, Verb.TOLD, at=at, by=None, detail=detail)

    def say(
        self, user: User, kind: MessageKind, subject: str, *, topic: str, key: str, link: str, about: UUID, at: datetime
    ) -> Message:
        """An e-mail that was delivered, with its copy in the inbox; the e-mail."""
        common = {"recipient": user, "kind": kind, "subject": subject, "link": link, "topic": topic, "about": about}
        common |= {"body": f"{subject}.", "state": MessageState.SENT, "queued_at": at, "settled_at": at}
        email = self.copier.add(
            Message(
                **common, channel=Channel.EMAIL, address=user.email, dedupe_key=f"{key}:{Channel.EMAIL}", attempts=1
            )
        )
        self.copier.add(Message(**common, channel=Channel.IN_APP, dedupe_key=f"{key}:{Channel.IN_APP}", read_at=at))
        self.copier.add(Delivery(message=email, at=at, outcome=AttemptOutcome.ACCEPTED))
        return email


def _event(deadline: Deadline, verb: Verb, *, at: datetime, by: User | None, **fields: object) -> DeadlineEvent:
    return DeadlineEvent(deadline=deadline, verb=verb, at=at, recorded_at=at, by=by, revision=1, **fields)
