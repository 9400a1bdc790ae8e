"""Who is invited to a meeting and how they hear of it: a message with a calendar file, to people with an account and
to people outside. It says initials, the moment and the place; the rest is read after signing in.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from email.utils import parseaddr
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from accounts import history
from accounts.models import Membership, User
from education_plans.enums import Attendance, MeetingState
from education_plans.models import Invitee, PathwayPlan, PlanMeeting
from education_plans.rules.ics import CalendarEntry, Party, write_calendar
from education_plans.selectors.addresses import meeting_address
from education_plans.selectors.meetings import invited_to
from education_plans.services.errors import PlanError
from learners.enums import ConsentPurpose
from learners.models import AgencyLink
from learners.selectors.people import who_may_know
from learners.services.disclosing import disclose_outside
from learners.services.notices import queue_about
from notifications.enums import MessageKind, MessageState
from notifications.models import Message
from notifications.services import Attachment, Note, cancel_topics, queue_letter
from notifications.texts import absolute, render_text

What = Literal["called", "moved", "off", "unasked"]
TOPIC = "plan_meeting:"


class MeetingIsOver(PlanError):
    def __init__(self) -> None:
        super().__init__("This meeting was held or called off. Nothing about it can be changed any more.")


class AlreadyInvited(PlanError):
    field = "email"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is invited already.")


class MayNotKnow(PlanError):
    field = "people"

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(f"This record is restricted, and these people may not know of it: {', '.join(names)}.")


class MayNotSee(PlanError):
    field = "people"

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(
            f"Only the young person’s own agencies see the pathway plan, so these people cannot open a meeting about it: "
            f"{', '.join(names)}. Invite them as somebody from outside."
        )


class NotInvited(PlanError):
    def __init__(self) -> None:
        super().__init__("You are not on the list of this meeting.")


class OffTheList(PlanError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is no longer on the list.")


def lock_coming(meeting: PlanMeeting) -> PlanMeeting:
    """The meeting as it is now, for this transaction alone. Raises MeetingIsOver."""
    locked = (
        PlanMeeting.objects.select_for_update(of=("self",))
        .select_related("plan__learner", "plan__enrolment__provider", "pathway__learner", "called_by")
        .get(pk=meeting.pk)
    )
    if locked.state != MeetingState.CALLED:
        raise MeetingIsOver
    return locked


def add_people(
    meeting: PlanMeeting, people: Collection[Membership], *, young_person: bool, young_person_email: str, by: User,
    now: datetime,
) -> list[Invitee]:  # fmt: skip
    """Put colleagues, and perhaps the young person, on the list of a new meeting. Raises MayNotKnow, MayNotSee."""
    learner = meeting.about.learner
    once = {hat.user_id: hat for hat in people}
    check_may_know(meeting, [hat.user for hat in once.values()])
    invitees = [_colleague(meeting, hat) for hat in once.values()]
    if young_person:
        invitees.append(
            Invitee(
                meeting=meeting, is_young_person=True, name=learner.full_name, role="The young person",
                email=young_person_email.strip(),
            )
        )  # fmt: skip
    for invitee in invitees:
        history.save(invitee, by=by, reason="Invited", at=now)
    return invitees


def check_may_know(meeting: PlanMeeting, people: Sequence[User]) -> None:
    """Whether all of them may know of the young person, and see the plan that the meeting is about. Raises MayNotKnow,
    MayNotSee.
    """
    known = {user.pk for user in who_may_know(meeting.about.learner, people)}
    if unknowing := [user.name for user in people if user.pk not in known]:
        raise MayNotKnow(unknowing)
    if meeting.pathway is not None and (unseeing := [one.name for one in people if not sees(one, meeting.pathway)]):
        raise MayNotSee(unseeing)


def sees(user: User, pathway: PathwayPlan) -> bool:
    return PathwayPlan.objects.visible_to(user).filter(pk=pathway.pk).exists()


def _colleague(meeting: PlanMeeting, hat: Membership) -> Invitee:
    role = hat.job_title or str(hat.get_role_display())
    return Invitee(meeting=meeting, membership=hat, name=hat.user.name, role=f"{role}, {hat.agency}"[:120])


@transaction.atomic
def invite_somebody(
    *, meeting: PlanMeeting, name: str, role: str = "", email: str = "", by: User, now: datetime
) -> Invitee:
    """Put one more person on the list, and invite them if there is an e-mail address.

    Whoever works under that address at an agency linked to the young person, and sees the plan, is invited as a
    colleague and sees the meeting in Mainstay; anybody else is from outside. Whoever was taken off the list is on it
    again. Raises MeetingIsOver, AlreadyInvited, MayNotKnow.
    """
    meeting = lock_coming(meeting)
    email = email.strip()
    hat = _hat_behind(email, meeting, now)
    known = meeting.invitees.filter(membership__user=hat.user) if hat else meeting.invitees.filter(email__iexact=email)
    there = known.first() if hat or email else None
    if there is not None and there.taken_off_at is None:
        raise AlreadyInvited(there.name)
    if there is not None:
        return _ask_again(there, meeting, by=by, now=now)
    if hat:
        [invitee] = add_people(meeting, [hat], young_person=False, young_person_email="", by=by, now=now)
    else:
        invitee = Invitee(meeting=meeting, name=name.strip(), role=role.strip(), email=email)
        history.save(invitee, by=by, reason="Invited", at=now)
    tell_invitees(meeting, [invitee], "called", by=by, now=now)
    return invitee


def _hat_behind(email: str, meeting: PlanMeeting, now: datetime) -> Membership | None:
    if not email:
        return None
    linked = AgencyLink.objects.active(now).filter(learner=meeting.about.learner).values("agency_id")
    hats = Membership.objects.active(now).filter(user__email__iexact=email, user__is_active=True, agency__in=linked)
    hat = hats.select_related("user", "agency").order_by("id").first()
    return None if hat and meeting.pathway and not sees(hat.user, meeting.pathway) else hat


def _ask_again(invitee: Invitee, meeting: PlanMeeting, *, by: User, now: datetime) -> Invitee:
    """On the list again, with a number above that of the file that took it out of their calendar."""
    if invitee.membership is not None:
        check_may_know(meeting, [invitee.membership.user])
    invitee.meeting, invitee.taken_off_at, invitee.attendance = meeting, None, Attendance.INVITED
    history.save(invitee, by=by, reason="Invited again", at=now)
    _raise_sequence(meeting, f"{invitee.name} is invited again", by=by, now=now)
    tell_invitees(meeting, [invitee], "called", by=by, now=now)
    return invitee


@transaction.atomic
def take_off(*, invitee: Invitee, by: User, now: datetime) -> Invitee:
    """They are no longer invited: they are told, and the meeting goes from their calendar. For everybody else nothing
    changes. Raises MeetingIsOver, OffTheList.
    """
    meeting = lock_coming(invitee.meeting)
    invitee = meeting.invitees.select_related("membership__user").get(pk=invitee.pk)
    if invitee.taken_off_at is not None:
        raise OffTheList(invitee.name)
    invitee.meeting, invitee.taken_off_at = meeting, now
    history.save(invitee, by=by, reason="No longer invited", at=now)
    _raise_sequence(meeting, f"{invitee.name} is no longer invited", by=by, now=now)
    cancel_topics([topic_of(invitee)], now=now)
    if meeting.ends_at > now:
        tell_invitees(meeting, [invitee], "unasked", by=by, now=now)
    return invitee


def _raise_sequence(meeting: PlanMeeting, reason: str, *, by: User, now: datetime) -> None:
    meeting.sequence += 1
    history.save(meeting, by=by, reason=reason, at=now)


@transaction.atomic
def answer_invitation(*, meeting: PlanMeeting, comes: bool, by: User, now: datetime) -> Invitee:
    """Somebody who is invited says themselves whether they come. Raises MeetingIsOver, NotInvited."""
    meeting = lock_coming(meeting)
    invitee = invited_to(meeting).filter(membership__user=by).first()
    if invitee is None:
        raise NotInvited
    invitee.attendance = Attendance.INVITED if comes else Attendance.APOLOGIES
    history.save(invitee, by=by, at=now)
    return invitee


def topic_of(invitee: Invitee) -> str:
    """Under which every message to this invitee can be found."""
    return f"{TOPIC}{invitee.uuid}"


def hush_invitations(meeting: PlanMeeting, *, now: datetime) -> None:
    """What is on its way to an invitee no longer applies."""
    if topics := [topic_of(invitee) for invitee in meeting.invitees.all()]:
        cancel_topics(topics, now=now)


def tell_invitees(
    meeting: PlanMeeting, invitees: Sequence[Invitee], what: What, *, by: User | None, now: datetime
) -> None:
    """Tell these people of the meeting as it stands now. Whoever has neither an account nor an e-mail address, or has
    left their agency, is only on the list.
    """
    learner = meeting.about.learner
    here = set(
        Membership.objects.active(now).filter(pk__in=[i.membership_id for i in invitees]).values_list("pk", flat=True)
    )
    colleagues = [(one, one.membership.user) for one in invitees if one.membership and one.membership_id in here]
    subject, body = render_text(
        f"education_plans/email/plan_meeting_{what}.txt",
        {"initials": learner.initials, "starts_at": meeting.starts_at},
    )
    notes = [
        Note(
            recipient=user, kind=MessageKind.PLAN_MEETING, subject=subject, body=body,
            link=meeting_address(meeting), topic=topic_of(invitee), about=learner.uuid,
            key=f"{topic_of(invitee)}:{meeting.sequence}",
        )
        for invitee, user in colleagues
    ]  # fmt: skip
    queue_about([learner], notes, purpose=ConsentPurpose.EDUCATION, by=by, now=now)
    outside = [invitee for invitee in invitees if invitee.membership_id is None and invitee.email]
    for invitee in outside:
        _write_to(meeting, invitee, what, by=by, now=now)
    told = [*(invitee for invitee, _ in colleagues), *outside]
    for invitee in told:
        invitee.told_sequence = meeting.sequence
    history.change_all([(invitee, "Told") for invitee in told], fields=["told_sequence"], by=by, at=now)


def _write_to(meeting: PlanMeeting, invitee: Invitee, what: What, *, by: User | None, now: datetime) -> None:
    learner = meeting.about.learner
    reader = "young_person" if invitee.is_young_person else "outside"
    subject, body = render_text(
        f"education_plans/email/plan_meeting_{reader}_{what}.txt",
        {
            "initials": learner.initials,
            "starts_at": meeting.starts_at,
            "place": meeting.place,
            "join_link": meeting.link,
            "caller": meeting.called_by.name,
            "caller_email": meeting.called_by.email,
        },
    )
    message = queue_letter(
        address=invitee.email, kind=MessageKind.PLAN_MEETING, subject=subject, body=body, topic=topic_of(invitee),
        key=f"{topic_of(invitee)}:{meeting.sequence}", about=learner.uuid, now=now,
    )  # fmt: skip
    if message is not None and message.state != MessageState.WITHHELD and not invitee.is_young_person:
        disclose_outside(
            learner=learner, recipient_name=f"{invitee.name}, {invitee.email}", purpose=ConsentPurpose.EDUCATION,
            what=str(message.get_kind_display()), by=by, now=now,
        )  # fmt: skip


def calendar_file(meeting: PlanMeeting, invitee: Invitee | None, *, stamped_at: datetime) -> str:
    """The meeting as a calendar file: an invitation for `invitee`, or one to keep for a colleague who is signed in."""
    learner = meeting.about.learner
    signs_in = invitee is None or invitee.membership_id is not None
    own = invitee is not None and invitee.is_young_person
    lines = [f"Join online: {meeting.link}"] if meeting.link else []
    if signs_in:
        lines.append("What it is about, and the agenda: sign in to Mainstay.")
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return write_calendar(
        CalendarEntry(
            uid=f"{meeting.uuid}@{urlsplit(settings.MAINSTAY_BASE_URL).hostname or 'mainstay.invalid'}",
            sequence=meeting.sequence,
            is_called_off=_is_off(meeting, invitee),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            stamped_at=stamped_at,
            summary="Meeting about your plan" if own else f"Meeting about {learner.initials}",
            place=meeting.place,
            description="\n".join(lines),
            url=absolute(meeting_address(meeting)) if signs_in else meeting.link,
            organiser=Party(name=name or "Mainstay", email=address),
            invitee=_party(invitee) if invitee else None,
        )
    )


def _is_off(meeting: PlanMeeting, invitee: Invitee | None) -> bool:
    """Whether it is held no more, or without this person."""
    return meeting.state == MeetingState.CANCELLED or bool(invitee and invitee.taken_off_at)


def _party(invitee: Invitee) -> Party:
    if invitee.membership is not None:
        return Party(name=invitee.membership.user.name, email=invitee.membership.user.email)
    # A name in the young person's own mailbox is no news, but the file may be seen beside it.
    return Party(name="You" if invitee.is_young_person else invitee.name, email=invitee.email)


def attached_to(message: Message) -> list[Attachment]:
    """The calendar file that goes with an invitation, made as the meeting stands when the e-mail leaves."""
    if not message.topic.startswith(TOPIC):
        return []
    invitee = (
        Invitee.objects.select_related(
            "membership__user", "meeting__plan__learner", "meeting__pathway__learner", "meeting__called_by"
        )
        .filter(uuid=message.topic.removeprefix(TOPIC))
        .first()
    )
    if invitee is None:
        return []
    text = calendar_file(invitee.meeting, invitee, stamped_at=message.queued_at)
    method = {"method": "CANCEL" if _is_off(invitee.meeting, invitee) else "REQUEST"}
    return [Attachment(name="invite.ics", subtype="calendar", text=text, parameters=method)]
