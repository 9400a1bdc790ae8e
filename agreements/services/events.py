"""Joint training and briefings: who is invited, who came (P16); secondments and shadowing (P22)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.models import Agency, Membership, User
from agreements.enums import AttendanceState, EventKind, TrainingSubject
from agreements.models import EventAttendance, JointEvent, Training
from agreements.services.agreements import EntryRefused
from agreements.services.liaison import check_ahead
from agreements.services.training import record_training
from notifications.enums import MessageKind
from notifications.services import cancel_topic, tell


class EventRefused(EntryRefused):
    """It cannot be recorded like this; `field` names what is wrong."""


def topic_of(event: JointEvent) -> str:
    return f"event:{event.uuid}"


@transaction.atomic
def hold_event(
    *,
    organiser: Agency,
    agencies: Collection[Agency],
    roles: Collection[RoleCode],
    kind: EventKind,
    title: str,
    held_on: date,
    place: str = "",
    about: str = "",
    by: User,
    now: datetime,
) -> JointEvent:
    """Put an event on the register and invite whoever holds one of `roles` at the organiser or a chosen agency. One
    that is over already is recorded, and nobody is told. Raises EventRefused, LiaisonRefused.
    """
    check_ahead("held_on", held_on, now)
    others = [agency for agency in agencies if agency.pk != organiser.pk]
    if not others:
        raise EventRefused("agencies", "Choose at least one partner to invite.")
    event = JointEvent(
        organiser=organiser, kind=kind, title=title.strip(), held_on=held_on, place=place.strip(), about=about.strip(),
        recorded_at=now,
    )  # fmt: skip
    history.save(event, by=by, at=now)
    event.agencies.set(others)
    hats = Membership.objects.active(now).filter(agency__in=[organiser, *others], role__in=roles)
    _invite(event, hats.select_related("user").order_by("pk"), by=by, now=now)
    return event


@transaction.atomic
def invite_people(*, event: JointEvent, people: Collection[Membership], by: User, now: datetime) -> int:
    """Add people of the agencies that take part, also those who came without being asked. How many are new. Raises
    EventRefused.
    """
    event = _lock(event)
    taking_part = {event.organiser_id, *event.agencies.values_list("pk", flat=True)}
    if any(hat.agency_id not in taking_part for hat in people):
        raise EventRefused("people", "Choose people of the agencies that take part.")
    return _invite(event, people, by=by, now=now)


@transaction.atomic
def answer_invitation(*, attendance: EventAttendance, comes: bool, by: User, now: datetime) -> EventAttendance:
    """Somebody says themselves whether they come, until the day of the event. Raises EventRefused."""
    _lock(attendance.event)
    if attendance.event.held_on < local_date(now):
        raise EventRefused("", "This event is over.")
    attendance.state = AttendanceState.INVITED if comes else AttendanceState.APOLOGIES
    history.save(attendance, by=by, at=now)
    return attendance


@transaction.atomic
def record_attendance(
    *,
    event: JointEvent,
    states: Mapping[int, AttendanceState],
    subject: TrainingSubject | None,
    by: User,
    now: datetime,
) -> int:
    """Who came: a state by id of the attendance. With a `subject` it becomes training of everybody who came and has no
    such training of that day; how many that were. Raises EventRefused.
    """
    event = _lock(event)
    if event.held_on > local_date(now):
        raise EventRefused("", "Record who came once the event was held.")
    attendances = event.attendances.select_related("membership__user", "membership__agency").order_by("pk")
    for attendance in attendances:
        state = states.get(attendance.pk)
        if state is not None and state != attendance.state:
            attendance.state = state
            history.save(attendance, by=by, at=now)
    if subject is None:
        return 0
    came = [one.membership for one in attendances if one.state == AttendanceState.ATTENDED]
    trained = set(
        Training.objects.filter(membership__in=came, subject=subject, done_on=event.held_on).values_list(
            "membership", flat=True
        )
    )
    new = [hat for hat in came if hat.pk not in trained]
    for hat in new:
        record_training(
            membership=hat, subject=subject, note=f"{event.title}, {event.organiser}"[:200], done_on=event.held_on,
            refresh_due_on=None, by=by, now=now,
        )  # fmt: skip
    return len(new)


@transaction.atomic
def cancel_event(*, event: JointEvent, by: User, now: datetime) -> JointEvent:
    """It is not held: everybody who was invited is told, and invitations on their way are held back. Raises
    EventRefused.
    """
    event = _lock(event)
    if event.held_on < local_date(now):
        raise EventRefused("", "This event is over.")
    event.cancelled_at = now
    history.save(event, by=by, reason="Cancelled", at=now)
    cancel_topic(topic_of(event), now=now)
    people = [one.membership.user for one in event.attendances.select_related("membership__user")]
    _tell(event, people, "agreements/email/event_cancelled.txt", f"{topic_of(event)}:cancelled", by=by, now=now)
    return event


def _lock(event: JointEvent) -> JointEvent:
    """The event as it is now, for this transaction alone, unless it is cancelled."""
    event = JointEvent.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=event.pk)
    if event.cancelled_at is not None:
        raise EventRefused("", "This event is cancelled.")
    return event


def _invite(event: JointEvent, hats: Iterable[Membership], *, by: User, now: datetime) -> int:
    """One invitation for a person, whatever hats they wear."""
    known = set(event.attendances.values_list("membership__user", flat=True))
    new: dict[int, Membership] = {}
    for hat in hats:
        if hat.user_id not in known:
            new.setdefault(hat.user_id, hat)
    history.create_all(
        [EventAttendance(event=event, membership=hat) for hat in new.values()], by=by, reason="Invited", at=now
    )
    if event.held_on >= local_date(now):
        users = [hat.user for hat in new.values()]
        _tell(event, users, "agreements/email/event_invitation.txt", topic_of(event), by=by, now=now)
    return len(new)


def _tell(event: JointEvent, people: Iterable[User], template: str, topic: str, *, by: User, now: datetime) -> None:
    tell(
        people,
        template,
        {"kind": event.get_kind_display().lower(), "agency": event.organiser, "held_on": event.held_on},
        kind=MessageKind.LIAISON,
        link=reverse("agreements:event", args=[event.uuid]),
        topic=topic,
        by=by,
        now=now,
    )
