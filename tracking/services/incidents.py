"""Logging an incident and closing it (A30)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import User
from agreements.selectors import designated_person_at
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines.enums import DeadlineState
from deadlines.services import open_deadline
from learners.enums import ConsentPurpose
from learners.models import Enrolment, Learner
from learners.selectors.people import Told, people_to_tell, virtual_school_for, who_may_know
from learners.services.notices import queue_about
from notifications.enums import MessageKind
from notifications.services import Note
from notifications.texts import render_text
from tracking.enums import IncidentKind, SlotChannel, SlotParty
from tracking.models import Incident, NoticeSlot
from tracking.rules import missing_notices
from tracking.selectors.slots import SAME_DAY_NOTICE, facts, notice_deadline, slots_of
from tracking.services.notices import send_notices
from tracking.services.proof import lock


class IncidentError(ServiceError):
    """An incident that cannot be logged or closed as asked. Its text is for the person; `field` is the question it
    belongs to.
    """


class OccurredInFuture(IncidentError):
    field = "occurred_at"

    def __init__(self) -> None:
        super().__init__("The time it happened must be in the past")


class NotEnrolledThen(IncidentError):
    field = "occurred_at"

    def __init__(self) -> None:
        super().__init__("The time it happened must be before the place ended")


class DescriptionMissing(IncidentError):
    field = "description"

    def __init__(self) -> None:
        super().__init__("Enter what happened")


class HasDied(IncidentError):
    def __init__(self) -> None:
        super().__init__("This young person has died, so nothing more can be logged")


class AlreadyClosed(IncidentError):
    def __init__(self) -> None:
        super().__init__("This incident is already closed")


class OutcomeMissing(IncidentError):
    field = "outcome"

    def __init__(self) -> None:
        super().__init__("Enter how it ended")


class StillToBeTold(IncidentError):
    """Raised while somebody has to be told. `missing` lists who and how."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(
            "You cannot close this incident yet, because people have still to be told: " + "; ".join(missing)
        )
        self.missing = missing


@transaction.atomic
def log_incident(
    *, enrolment: Enrolment, kind: IncidentKind, occurred_at: datetime, description: str, by: User, now: datetime
) -> Incident:
    """Keep what happened, fix who must be told, e-mail them and start the same-day clock, all at once (A30).

    The four slots name the people in post at `occurred_at`, whenever it is logged. The clock runs to the end of the
    local day of `occurred_at`, so an incident logged a day late is late from the start. When something lay before
    Mainstay began to track the provider, it is kept without e-mails. Raises OccurredInFuture, NotEnrolledThen,
    DescriptionMissing, HasDied.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=enrolment.learner_id)
    enrolment = Enrolment.objects.select_related("provider__local_authority").get(pk=enrolment.pk)
    enrolment.learner = learner
    _check(enrolment, occurred_at, description, now)
    incident = Incident(
        learner=learner,
        enrolment=enrolment,
        kind=kind,
        occurred_at=occurred_at,
        description=description.strip(),
        logged_at=now,
        logged_by=by,
    )
    history.save(incident, by=by, at=now)
    slots = _fix_slots(incident, people_to_tell(learner, enrolment, occurred_at))
    terms = terms_for(
        home_virtual_school=virtual_school_for(learner, occurred_at),
        provider=enrolment.provider,
        on=local_date(occurred_at),
    )
    deadline = open_deadline(
        opening_of(
            code=SAME_DAY_NOTICE,
            terms=terms,
            owner=enrolment.provider,
            learner=learner,
            subject_kind="incident",
            subject_uuid=incident.uuid,
            starts_at=occurred_at,
        ),
        by=by,
        now=now,
    )
    if deadline.is_tracked:
        send_notices(incident, slots, now=now)
        _ask_for_calls(incident, by=by, now=now)
    return incident


def _check(enrolment: Enrolment, occurred_at: datetime, description: str, now: datetime) -> None:
    if enrolment.learner.died_on is not None:
        raise HasDied
    if occurred_at > now:
        raise OccurredInFuture
    if enrolment.ended_on is not None and local_date(occurred_at) > enrolment.ended_on:
        raise NotEnrolledThen
    if not description.strip():
        raise DescriptionMissing


def _fix_slots(incident: Incident, people: Mapping[str, Told]) -> list[NoticeSlot]:
    return NoticeSlot.objects.bulk_create(
        NoticeSlot(
            incident=incident,
            party=party,
            channel=channel,
            person=people[party.value].person,
            cover=people[party.value].cover,
            stand_in=people[party.value].stand_in,
        )
        for party in SlotParty
        for channel in SlotChannel
    )


def _ask_for_calls(incident: Incident, *, by: User, now: datetime) -> None:
    """Tell the designated person that two calls wait for them, unless they logged the incident themselves."""
    designated_person = designated_person_at(incident.enrolment.provider, now).person
    if designated_person is None or designated_person == by:
        return
    if not who_may_know(incident.learner, [designated_person]):
        return
    subject, body = render_text("tracking/email/calls_to_make.txt", {"initials": incident.learner.initials})
    note = Note(
        recipient=designated_person,
        kind=MessageKind.INCIDENT_NOTICE,
        subject=subject,
        body=body,
        link=incident.get_absolute_url(),
        topic=incident.topic,
        about=incident.learner.uuid,
        key=f"incident:{incident.uuid}:calls:{designated_person.pk}",
    )
    queue_about([incident.learner], [note], purpose=ConsentPurpose.SAFEGUARDING, by=by, now=now)


@transaction.atomic
def close_incident(*, incident: Incident, outcome: str, by: User, now: datetime) -> Incident:
    """End an incident with how it ended. Refused while the same-day clock runs: whoever was to be told has still to
    be told.

    Raises AlreadyClosed, OutcomeMissing, StillToBeTold.
    """
    incident = lock(incident)
    if incident.closed_at is not None:
        raise AlreadyClosed
    if not outcome.strip():
        raise OutcomeMissing
    deadline = notice_deadline(incident)
    if deadline is not None and deadline.state == DeadlineState.OPEN and deadline.is_tracked:
        raise StillToBeTold(missing_notices(facts(slots_of(incident))))
    incident.closed_at, incident.closed_by, incident.outcome = now, by, outcome.strip()
    history.save(incident, by=by, at=now)
    return incident
