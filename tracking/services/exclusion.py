"""Permanent exclusion and the provider ending a course: the one way, and only after notice and meeting (A32)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import User
from deadlines.enums import DeadlineState
from learners import services as learners
from learners.enums import ConsentPurpose, EndReason
from learners.models import Enrolment, Learner
from learners.selectors.people import people_to_tell
from learners.services.notices import queue_about
from notifications.enums import MessageKind
from notifications.services import Note
from notifications.texts import render_text
from tracking.enums import ExclusionKind
from tracking.models import Exclusion, Incident, ProfessionalsMeeting
from tracking.selectors.slots import missing_before_exclusion, notice_deadline
from tracking.services.proof import lock

END_REASON = {
    ExclusionKind.PERMANENT_EXCLUSION: EndReason.PERMANENTLY_EXCLUDED,
    ExclusionKind.TERMINATION: EndReason.COURSE_TERMINATED,
}


class ExclusionError(ServiceError):
    """A decision that cannot be recorded as asked. Its text is for the person; `field` is the question it belongs
    to.
    """


class ExclusionRefused(ExclusionError):
    """The procedure has not been followed. `missing` lists, in plain words, what has to happen first."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(
            "The place cannot be ended yet (a suspension until the meeting is allowed). Still missing: "
            + "; ".join(missing)
        )
        self.missing = missing


class PlaceAlreadyEnded(ExclusionError):
    def __init__(self) -> None:
        super().__init__("This place has already ended")


class EffectiveBeforeMeeting(ExclusionError):
    field = "effective_on"

    def __init__(self) -> None:
        super().__init__("The day it takes effect cannot be before the professionals’ meeting")


class EffectiveInFuture(ExclusionError):
    field = "effective_on"

    def __init__(self) -> None:
        super().__init__("The day it takes effect must be today or in the past. Until then a suspension is allowed")


class EndRefused(ExclusionError):
    """The place cannot end on that day, for a reason of the place itself."""

    field = "effective_on"


class ReasonMissing(ExclusionError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Enter the reason for the decision")


@transaction.atomic
def decide_exclusion(
    *, incident: Incident, kind: ExclusionKind, effective_on: date, reason: str, by: User, now: datetime
) -> Exclusion:
    """End the place for good, if all four notices are proven and a meeting was held; checked while the incident is
    locked (A32).

    Ends the enrolment on `effective_on` and tells key worker and key contact. The database checks the same again
    (`tracking.migrations.0002`). Raises ExclusionRefused, PlaceAlreadyEnded, EffectiveBeforeMeeting,
    EffectiveInFuture, EndRefused, ReasonMissing.
    """
    incident = lock(incident)
    learner = Learner.objects.select_for_update(no_key=True).get(pk=incident.learner_id)
    enrolment = Enrolment.objects.select_for_update(of=("self",), no_key=True).get(pk=incident.enrolment_id)
    enrolment.learner = learner
    if enrolment.ended_on is not None:
        raise PlaceAlreadyEnded
    missing = missing_before_exclusion(incident)
    deadline = notice_deadline(incident)
    if not missing and (deadline is None or deadline.state not in (DeadlineState.MET, DeadlineState.WAIVED)):
        missing = ["the same-day notice of this incident is not settled"]
    if missing:
        raise ExclusionRefused(missing)
    meeting = ProfessionalsMeeting.objects.held().filter(incident=incident).latest("held_at")
    assert meeting.held_at is not None
    if effective_on < local_date(meeting.held_at):
        raise EffectiveBeforeMeeting
    if effective_on > local_date(now):
        raise EffectiveInFuture
    if not reason.strip():
        raise ReasonMissing
    exclusion = Exclusion(
        incident=incident,
        enrolment=enrolment,
        meeting=meeting,
        kind=kind,
        effective_on=effective_on,
        reason=reason.strip(),
        decided_at=now,
        decided_by=by,
    )
    history.save(exclusion, by=by, at=now)
    told = people_to_tell(enrolment.learner, enrolment, now)
    try:
        learners.close_enrolment_for_exclusion(
            enrolment=enrolment, ended_on=effective_on, reason=END_REASON[ExclusionKind(kind)], by=by, now=now
        )
    except learners.EnrolmentError as error:
        raise EndRefused(str(error)) from error
    people = {post.person for post in told.values() if post.person}
    notes = [_note(exclusion, person) for person in sorted(people, key=lambda person: person.pk)]
    queue_about([enrolment.learner], notes, purpose=ConsentPurpose.SAFEGUARDING, by=by, now=now)
    return exclusion


def _note(exclusion: Exclusion, person: User) -> Note:
    incident = exclusion.incident
    subject, body = render_text(
        "tracking/email/exclusion_decided.txt",
        {
            "initials": incident.learner.initials,
            "effective_on": exclusion.effective_on,
        },
    )
    return Note(
        recipient=person,
        kind=MessageKind.EXCLUSION,
        subject=subject,
        body=body,
        link=incident.get_absolute_url(),
        topic=incident.topic,
        about=incident.learner.uuid,
        key=f"exclusion:{exclusion.uuid}:{person.pk}",
    )
