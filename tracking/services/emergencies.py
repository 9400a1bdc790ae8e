"""An emergency: raised, acknowledged, responded to, closed. Only the response meets the 24-hour clock (A18)."""

from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Agency, User
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines import services as ledger
from deadlines.enums import DeadlineState
from learners.enums import ConsentPurpose
from learners.models import Enrolment, Learner
from learners.selectors.people import social_care_of, virtual_school_for
from learners.services.notices import queue_about
from notifications.enums import MessageKind
from notifications.services import Note
from notifications.texts import render_text
from tracking.models import Emergency
from tracking.rules import stated_to_the_minute
from tracking.selectors.emergencies import EMERGENCY_RESPONSE, response_deadline, who_must_answer

TEXTS = {
    "raised": "tracking/email/emergency_raised.txt",
    "responded": "tracking/email/emergency_responded.txt",
}


class EmergencyError(ServiceError):
    """An emergency that cannot be raised, answered or closed as asked. Its text is for the person; `field` is the
    question it belongs to.
    """


class DescriptionMissing(EmergencyError):
    field = "description"

    def __init__(self) -> None:
        super().__init__("Enter what the emergency is")


class HasDied(EmergencyError):
    def __init__(self) -> None:
        super().__init__("This young person has died, so nothing more can be recorded here")


class NobodyAnswers(EmergencyError):
    def __init__(self) -> None:
        super().__init__(
            "No social care service and no Virtual School is linked to this young person, so nobody would be told. "
            "Phone the local authority now"
        )


class AlreadyAcknowledged(EmergencyError):
    def __init__(self) -> None:
        super().__init__("Somebody has already acknowledged this emergency")


class AlreadyResponded(EmergencyError):
    def __init__(self) -> None:
        super().__init__("A response has already been recorded")


class RespondedBeforeRaised(EmergencyError):
    field = "responded_at"

    def __init__(self) -> None:
        super().__init__("The response must be after the emergency was raised")


class RespondedInFuture(EmergencyError):
    field = "responded_at"

    def __init__(self) -> None:
        super().__init__("The time of the response must be in the past")


class ResponseMissing(EmergencyError):
    field = "response"

    def __init__(self) -> None:
        super().__init__("Enter what was done")


class NotRespondedYet(EmergencyError):
    def __init__(self) -> None:
        super().__init__("An emergency can be closed only after somebody has responded")


class AlreadyClosed(EmergencyError):
    def __init__(self) -> None:
        super().__init__("This emergency is already closed")


@transaction.atomic
def raise_emergency(*, learner: Learner, description: str, by: User, now: datetime) -> Emergency:
    """Start the 24 hours and tell the key worker and their cover at once; without either, the team manager (A18).

    The duty falls on the social care agency; where none was ever linked, on the home Virtual School. Raises
    DescriptionMissing, HasDied, NobodyAnswers.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.died_on is not None:
        raise HasDied
    if not description.strip():
        raise DescriptionMissing
    virtual_school = virtual_school_for(learner)
    owner: Agency | None = social_care_of(learner) or virtual_school
    if owner is None:
        raise NobodyAnswers
    emergency = Emergency(learner=learner, description=description.strip(), raised_at=now, raised_by=by)
    history.save(emergency, by=by, at=now)
    enrolment = (
        Enrolment.objects.open()
        .filter(learner=learner)
        .select_related("provider__local_authority")
        .order_by("starts_on")
        .last()
    )
    terms = terms_for(
        home_virtual_school=virtual_school, provider=enrolment.provider if enrolment else None, on=local_date(now)
    )
    ledger.open_deadline(
        opening_of(
            code=EMERGENCY_RESPONSE,
            terms=terms,
            owner=owner,
            learner=learner,
            subject_kind="emergency",
            subject_uuid=emergency.uuid,
            starts_at=now,
        ),
        by=by,
        now=now,
    )
    notes = [_note(emergency, person, "raised") for person in who_must_answer(learner, now)]
    queue_about([learner], notes, purpose=ConsentPurpose.SAFEGUARDING, by=by, now=now)
    return emergency


def _note(emergency: Emergency, person: User, what: str) -> Note:
    subject, body = render_text(TEXTS[what], {"initials": emergency.learner.initials})
    return Note(
        recipient=person,
        kind=MessageKind.EMERGENCY,
        subject=subject,
        body=body,
        link=emergency.get_absolute_url(),
        topic=emergency.topic,
        about=emergency.learner.uuid,
        key=f"emergency:{emergency.uuid}:{what}:{person.pk}",
    )


def _lock(emergency: Emergency) -> Emergency:
    return Emergency.objects.select_for_update(of=("self",)).select_related("learner", "raised_by").get(pk=emergency.pk)


@transaction.atomic
def acknowledge(*, emergency: Emergency, by: User, now: datetime) -> Emergency:
    """Somebody has seen it and is on it. The clock runs on. Raises AlreadyAcknowledged, AlreadyResponded."""
    emergency = _lock(emergency)
    if emergency.responded_at is not None:
        raise AlreadyResponded
    if emergency.acknowledged_at is not None:
        raise AlreadyAcknowledged
    emergency.acknowledged_at, emergency.acknowledged_by = now, by
    history.save(emergency, by=by, at=now)
    return emergency


@transaction.atomic
def respond(*, emergency: Emergency, responded_at: datetime, response: str, by: User, now: datetime) -> Emergency:
    """Record what was done and when; this meets the clock, and whoever raised it is told (A18).

    Raises HasDied, AlreadyResponded, RespondedBeforeRaised, RespondedInFuture, ResponseMissing.
    """
    emergency = _lock(emergency)
    if emergency.learner.died_on is not None:
        raise HasDied
    responded_at = stated_to_the_minute(responded_at, earliest=emergency.raised_at)
    if emergency.responded_at is not None:
        raise AlreadyResponded
    if responded_at < emergency.raised_at:
        raise RespondedBeforeRaised
    if responded_at > now:
        raise RespondedInFuture
    if not response.strip():
        raise ResponseMissing
    emergency.responded_at, emergency.responded_by, emergency.response = responded_at, by, response.strip()
    history.save(emergency, by=by, at=now)
    deadline = response_deadline(emergency)
    if deadline is not None and deadline.state == DeadlineState.OPEN:
        ledger.meet(deadline=deadline, at=responded_at, by=by, now=now)
    if emergency.raised_by != by:
        note = _note(emergency, emergency.raised_by, "responded")
        queue_about([emergency.learner], [note], purpose=ConsentPurpose.SAFEGUARDING, by=by, now=now)
    return emergency


@transaction.atomic
def close_emergency(*, emergency: Emergency, note: str = "", by: User, now: datetime) -> Emergency:
    """Nothing more is to be done. Raises NotRespondedYet, AlreadyClosed."""
    emergency = _lock(emergency)
    if emergency.closed_at is not None:
        raise AlreadyClosed
    if emergency.responded_at is None:
        raise NotRespondedYet
    emergency.closed_at, emergency.closed_by, emergency.closing_note = now, by, note.strip()
    history.save(emergency, by=by, at=now)
    return emergency
