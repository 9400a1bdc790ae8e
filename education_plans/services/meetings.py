"""Meetings about an education plan or a pathway plan: called, moved, called off, recorded (A14, A17, A28, P2)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import Membership, User
from education_plans.enums import Attendance, MeetingKind, MeetingState
from education_plans.models import EarlyReview, EducationPlan, Invitee, PathwayPlan, PlanMeeting, Planned
from education_plans.selectors.meetings import invited_to
from education_plans.services.early_reviews import reopen, settle_by
from education_plans.services.errors import PlanError, lock_plan
from education_plans.services.invitations import (
    add_people,
    hush_invitations,
    lock_coming,
    tell_invitees,
)
from education_plans.services.pathway_errors import lock_pathway
from education_plans.services.pathway_reviews import record_pathway_review
from education_plans.services.reviewing import record_review


class MeetingError(PlanError):
    """`field` is the question it belongs to."""


class MeetingInPast(MeetingError):
    field = "starts_at"

    def __init__(self) -> None:
        super().__init__("The meeting must be in the future. A review that was held already is recorded on the plan.")


class EndsBeforeStart(MeetingError):
    field = "minutes"

    def __init__(self) -> None:
        super().__init__("The meeting must end after it begins.")


class KindDoesNotFit(MeetingError):
    field = "kind"

    def __init__(self, *, agreed: bool) -> None:
        super().__init__(
            "The plan is agreed already, so the meeting is a review or an extra one."
            if agreed
            else "A plan is reviewed once it has been agreed."
        )


class NotOfPathway(MeetingError):
    field = "kind"

    def __init__(self) -> None:
        super().__init__("A meeting about a pathway plan is a review of it or an extra one.")


class NotYetHeld(MeetingError):
    def __init__(self) -> None:
        super().__init__("The meeting has not begun yet. Record it once it was held.")


class NobodyCame(MeetingError):
    def __init__(self) -> None:
        super().__init__("Nobody was there, so no meeting was held. Call it off, or move it to another day.")


class ReasonMissing(MeetingError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Enter why the meeting is called off.")


def kinds_for(plan: Planned) -> list[MeetingKind]:
    """What kinds of meeting can be called about this plan now, the likeliest first."""
    if isinstance(plan, PathwayPlan):
        return [MeetingKind.PATHWAY, MeetingKind.EXTRA]
    return [MeetingKind.REVIEW if plan.agreed_at else MeetingKind.FIRST, MeetingKind.EXTRA]


@transaction.atomic
def call_meeting(
    *,
    plan: Planned,
    kind: MeetingKind,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    link: str = "",
    why: str = "",
    agenda: str = "",
    people: Collection[Membership],
    young_person: bool = True,
    young_person_email: str = "",
    early_review: EarlyReview | None = None,
    by: User,
    now: datetime,
) -> PlanMeeting:
    """Call a meeting and invite people to it, each with a calendar file. A proposed early review is settled by it; a
    review of a pathway plan that was asked for is met when the meeting was held.

    Raises MeetingInPast, EndsBeforeStart, KindDoesNotFit, NotOfPathway, MayNotKnow, MayNotSee, AlreadySettled, and what
    `lock_plan` and `lock_pathway` raise.
    """
    plan = lock_planned(plan)
    if kind not in kinds_for(plan):
        raise KindDoesNotFit(agreed=plan.agreed_at is not None) if isinstance(plan, EducationPlan) else NotOfPathway
    _check_time(starts_at, ends_at, now)
    meeting = PlanMeeting(
        plan=plan if isinstance(plan, EducationPlan) else None,
        pathway=plan if isinstance(plan, PathwayPlan) else None,
        kind=kind, starts_at=starts_at, ends_at=ends_at, place=place.strip(), link=link, why=why.strip(),
        agenda=agenda.strip(), called_at=now, called_by=by,
    )  # fmt: skip
    history.save(meeting, by=by, reason="Called", at=now)
    invitees = add_people(
        meeting, people, young_person=young_person, young_person_email=young_person_email, by=by, now=now
    )
    if early_review is not None:
        settle_by(early_review, meeting, by=by, now=now)
    tell_invitees(meeting, invitees, "called", by=by, now=now)
    return meeting


@transaction.atomic
def move_meeting(
    *, meeting: PlanMeeting, starts_at: datetime, ends_at: datetime, place: str, link: str = "", by: User, now: datetime
) -> PlanMeeting:
    """Hold it at another time or place: everybody is told, and calendars replace what they have. Who said that they
    cannot come is asked again if the time has changed.

    Raises MeetingIsOver, MeetingInPast, EndsBeforeStart.
    """
    meeting = lock_coming(meeting)
    _check_time(starts_at, ends_at, now)
    wanted = (starts_at, ends_at, place.strip(), link)
    if wanted == (meeting.starts_at, meeting.ends_at, meeting.place, meeting.link):
        return meeting
    other_time = (starts_at, ends_at) != (meeting.starts_at, meeting.ends_at)
    meeting.starts_at, meeting.ends_at, meeting.place, meeting.link = wanted
    meeting.sequence += 1
    history.save(meeting, by=by, reason="Moved", at=now)
    if other_time:
        for invitee in invited_to(meeting).filter(attendance=Attendance.APOLOGIES):
            invitee.attendance = Attendance.INVITED
            history.save(invitee, by=by, reason="The meeting was moved", at=now)
    hush_invitations(meeting, now=now)
    tell_invitees(meeting, _invitees(meeting), "moved", by=by, now=now)
    return meeting


@transaction.atomic
def call_off(*, meeting: PlanMeeting, reason: str, by: User | None, now: datetime) -> PlanMeeting:
    """It is not held: everybody is told, and calendars take it out. An early review that it settled is open again.

    Raises MeetingIsOver, ReasonMissing.
    """
    meeting = lock_coming(meeting)
    if not reason.strip():
        raise ReasonMissing
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason.strip()
    meeting.sequence += 1
    history.save(meeting, by=by, reason=reason.strip()[:100], at=now)
    reopen(meeting, by=by, now=now)
    hush_invitations(meeting, now=now)
    if meeting.ends_at > now:
        tell_invitees(meeting, _invitees(meeting), "off", by=by, now=now)
    return meeting


@transaction.atomic
def write_agenda(*, meeting: PlanMeeting, why: str, agenda: str, by: User, now: datetime) -> PlanMeeting:
    """What it is about and in which order, until it is held. Nobody is told. Raises MeetingIsOver."""
    meeting = lock_coming(meeting)
    meeting.why, meeting.agenda = why.strip(), agenda.strip()
    history.save(meeting, by=by, at=now)
    return meeting


@transaction.atomic
def record_meeting(
    *,
    meeting: PlanMeeting,
    attendance: Mapping[UUID, Attendance],
    young_person_said: str,
    decisions: str,
    next_on: date | None = None,
    by: User,
    now: datetime,
) -> PlanMeeting:
    """Record that the meeting was held: who came (by the invitee's uuid), what the young person said, what was decided.

    A review meets the review clock and opens the next one (`record_review`, `record_pathway_review`, with what they
    raise). Any other meeting can be recorded after the place has ended too. Raises MeetingIsOver, NotYetHeld, NobodyCame.
    """
    if meeting.kind in (MeetingKind.REVIEW, MeetingKind.PATHWAY):
        lock_planned(meeting.about)
    meeting = lock_coming(meeting)
    if meeting.starts_at > now:
        raise NotYetHeld
    invitees = _invitees(meeting)
    for invitee in invitees:
        stated = attendance.get(invitee.uuid, Attendance.ABSENT)
        if stated != invitee.attendance:
            invitee.attendance = stated
            history.save(invitee, by=by, at=now)
    present = [invitee for invitee in invitees if invitee.attendance == Attendance.PRESENT]
    if not present:
        raise NobodyCame
    meeting.state, meeting.recorded_at = MeetingState.HELD, now
    meeting.young_person_said, meeting.decisions = young_person_said.strip(), decisions.strip()
    meeting.next_on = next_on
    held_on, were_there = local_date(meeting.starts_at), names_of(present)
    said = {"young_person_said": meeting.young_person_said, "decisions": meeting.decisions}
    if meeting.kind == MeetingKind.REVIEW and meeting.plan is not None:
        meeting.review = record_review(
            plan=meeting.plan, held_on=held_on, place=meeting.place[:120], attendees=were_there, **said, by=by, now=now
        )
    elif meeting.kind == MeetingKind.PATHWAY and meeting.pathway is not None:
        meeting.pathway_review = record_pathway_review(
            pathway=meeting.pathway, held_on=held_on, attendees=were_there, **said, by=by, now=now
        )
    history.save(meeting, by=by, reason="Held", at=now)
    hush_invitations(meeting, now=now)
    return meeting


def names_of(present: Iterable[Invitee]) -> str:
    """Who was there, one on each line."""
    return "\n".join(f"{one.name}, {one.role}" if one.role else one.name for one in present)


def lock_planned(plan: Planned) -> Planned:
    """The plan, locked. Raises what `lock_plan` and `lock_pathway` raise."""
    return lock_pathway(plan) if isinstance(plan, PathwayPlan) else lock_plan(plan)


def _check_time(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise MeetingInPast
    if ends_at <= starts_at:
        raise EndsBeforeStart


def _invitees(meeting: PlanMeeting) -> list[Invitee]:
    return list(invited_to(meeting))
