"""The professionals' meeting that tries to resolve an incident (A31)."""

from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.errors import ServiceError
from accounts.models import User
from agreements.selectors import designated_person_at
from learners.enums import ConsentPurpose
from learners.selectors.people import people_to_tell
from learners.services.notices import queue_about
from notifications.enums import MessageKind
from notifications.services import Note
from notifications.texts import render_text
from tracking.models import Incident, ProfessionalsMeeting
from tracking.rules import stated_to_the_minute
from tracking.services.proof import lock


class MeetingError(ServiceError):
    """A meeting that cannot be called or recorded as asked. Its text is for the person; `field` is the question it
    belongs to.
    """


class IncidentClosed(MeetingError):
    def __init__(self) -> None:
        super().__init__("This incident is closed, so no meeting can be called about it")


class MeetingInPast(MeetingError):
    field = "scheduled_for"

    def __init__(self) -> None:
        super().__init__("The meeting must be after the incident")


class PlaceMissing(MeetingError):
    field = "place"

    def __init__(self) -> None:
        super().__init__("Enter where the meeting will be")


class AlreadyRecorded(MeetingError):
    def __init__(self) -> None:
        super().__init__("This meeting has already been recorded")


class HeldInFuture(MeetingError):
    field = "held_at"

    def __init__(self) -> None:
        super().__init__("The time the meeting was held must be in the past")


class HeldBeforeIncident(MeetingError):
    field = "held_at"

    def __init__(self) -> None:
        super().__init__("The meeting must have been held after the incident")


class RecordIncomplete(MeetingError):
    """Raised while a part of the record is empty. `missing` names the parts."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__("A meeting counts as held only when these are recorded too: " + ", ".join(missing))
        self.missing = missing


@transaction.atomic
def call_meeting(
    *, incident: Incident, scheduled_for: datetime, place: str, by: User, now: datetime
) -> ProfessionalsMeeting:
    """Call a meeting and tell the key worker, the key contact and the designated person as they are now.

    `scheduled_for` may lie in the past, for a meeting entered after it was held, but not before the incident. Raises
    IncidentClosed, MeetingInPast, PlaceMissing.
    """
    incident = lock(incident)
    scheduled_for = stated_to_the_minute(scheduled_for, earliest=incident.occurred_at)
    if incident.closed_at is not None:
        raise IncidentClosed
    if scheduled_for < incident.occurred_at:
        raise MeetingInPast
    if not place.strip():
        raise PlaceMissing
    meeting = ProfessionalsMeeting(
        incident=incident, called_at=now, called_by=by, scheduled_for=scheduled_for, place=place.strip()
    )
    history.save(meeting, by=by, at=now)
    if scheduled_for > now:
        notes = _invitations(meeting, by=by, now=now)
        queue_about([incident.learner], notes, purpose=ConsentPurpose.SAFEGUARDING, by=by, now=now)
    return meeting


def _invitations(meeting: ProfessionalsMeeting, *, by: User, now: datetime) -> list[Note]:
    incident = meeting.incident
    told = people_to_tell(incident.learner, incident.enrolment, now)
    people = {person for person in (told["key_worker"].person, told["key_contact"].person) if person}
    designated_person = designated_person_at(incident.enrolment.provider, now).person
    if designated_person is not None and designated_person != by:
        people.add(designated_person)
    subject, body = render_text(
        "tracking/email/meeting_called.txt",
        {
            "initials": incident.learner.initials,
            "scheduled_for": meeting.scheduled_for,
        },
    )
    return [
        Note(
            recipient=person,
            kind=MessageKind.MEETING,
            subject=subject,
            body=body,
            link=incident.get_absolute_url(),
            topic=incident.topic,
            about=incident.learner.uuid,
            key=f"meeting:{meeting.uuid}:called:{person.pk}",
        )
        for person in sorted(people, key=lambda person: person.pk)
    ]


@transaction.atomic
def record_meeting(
    *,
    meeting: ProfessionalsMeeting,
    held_at: datetime,
    attendees: str,
    alternatives: str,
    safeguarding: str,
    outcome: str,
    by: User,
    now: datetime,
) -> ProfessionalsMeeting:
    """Record that the meeting was held: who came, the alternatives considered, safeguarding, and the outcome. All
    four are needed (A31, NB2).

    Raises AlreadyRecorded, HeldInFuture, HeldBeforeIncident, RecordIncomplete.
    """
    incident = lock(meeting.incident)
    meeting = ProfessionalsMeeting.objects.select_for_update().get(pk=meeting.pk)
    held_at = stated_to_the_minute(held_at, earliest=incident.occurred_at)
    if meeting.held_at is not None:
        raise AlreadyRecorded
    if held_at > now:
        raise HeldInFuture
    if held_at < incident.occurred_at:
        raise HeldBeforeIncident
    parts = {
        "who attended": attendees,
        "alternatives considered": alternatives,
        "safeguarding": safeguarding,
        "the outcome": outcome,
    }
    missing = [name for name, text in parts.items() if not text.strip()]
    if missing:
        raise RecordIncomplete(missing)
    meeting.held_at, meeting.recorded_by = held_at, by
    meeting.attendees, meeting.alternatives = attendees.strip(), alternatives.strip()
    meeting.safeguarding, meeting.outcome = safeguarding.strip(), outcome.strip()
    history.save(meeting, by=by, at=now)
    return meeting
