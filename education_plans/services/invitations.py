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
from django.urls import reverse

from accounts import history
from accounts.models import Membership, User
from education_plans.enums import Attendance, MeetingState
from education_plans.models import Invitee, PlanMeeting
from education_plans.rules.ics import CalendarEntry, Party, write_calendar
from education_plans.services.errors import PlanError
from learners.enums import ConsentPurpose
from learners.models import AgencyLink, Learner
from learners.selectors.people import who_may_know
from learners.services.disclosing import disclose_outside
from learners.services.notices import queue_about
from notifications.enums import MessageKind
from notifications.models import Message
from notifications.services import Attachment, Note, cancel_topics, queue_letter
from notifications.texts import absolute, render_text

What = Literal["called", "moved", "off"]
TOPIC = "plan_meeting:"


class InvitationError(PlanError):
    field: str | None = None


class MeetingIsOver(InvitationError):
    def __init__(self) -> None:
        super().__init__("This meeting was held or called off. Nothing about it can be changed any more.")


class AlreadyInvited(InvitationError):
    field = "email"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is invited already.")


class MayNotKnow(InvitationError):
    field = "people"

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(f"This record is restricted, and these people may not know of it: {', '.join(names)}.")


class NotInvited(InvitationError):
    def __init__(self) -> None:
        super().__init__("You are not on the list of this meeting.")


def learner_of(meeting: PlanMeeting) -> Learner:
    plan = meeting.plan or meeting.pathway
    assert plan is not None
    return plan.learner


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
    """Put colleagues, and perhaps the young person, on the list of a new meeting. Raises MayNotKnow."""
    learner = learner_of(meeting)
    once = {hat.user_id: hat for hat in people}
    known = {user.pk for user in who_may_know(learner, [hat.user for hat in once.values()])}
    if unknowing := [hat.user.name for hat in once.values() if hat.user_id not in known]:
        raise MayNotKnow(unknowing)
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


def _colleague(meeting: PlanMeeting, hat: Membership) -> Invitee:
    role = hat.job_title or str(hat.get_role_display())
    return Invitee(meeting=meeting, membership=hat, name=hat.user.name, role=f"{role}, {hat.agency}"[:120])


@transaction.atomic
def invite_somebody(
    *, meeting: PlanMeeting, name: str, role: str = "", email: str = "", by: User, now: datetime
) -> Invitee:
    """Put one more person on the list, and invite them if there is an e-mail address.

    Whoever works under that address at an agency linked to the young person is invited as a colleague and sees the
    meeting in Mainstay; anybody else is from outside. Raises MeetingIsOver, AlreadyInvited, MayNotKnow.
    """
    meeting = lock_coming(meeting)
    email = email.strip()
    hat = _hat_behind(email, learner_of(meeting), now)
    taken = meeting.invitees.filter(membership__user=hat.user) if hat else meeting.invitees.filter(email__iexact=email)
    if (hat or email) and (there := taken.first()):
        raise AlreadyInvited(there.name)
    if hat:
        [invitee] = add_people(meeting, [hat], young_person=False, young_person_email="", by=by, now=now)
    else:
        invitee = Invitee(meeting=meeting, name=name.strip(), role=role.strip(), email=email)
        history.save(invitee, by=by, reason="Invited", at=now)
    tell_invitees(meeting, [invitee], "called", by=by, now=now)
    return invitee


def _hat_behind(email: str, learner: Learner, now: datetime) -> Membership | None:
    if not email:
        return None
    linked = AgencyLink.objects.active(now).filter(learner=learner).values("agency_id")
    hats = Membership.objects.active(now).filter(user__email__iexact=email, user__is_active=True, agency__in=linked)
    return hats.select_related("user", "agency").order_by("id").first()


@transaction.atomic
def answer_invitation(*, meeting: PlanMeeting, comes: bool, by: User, now: datetime) -> Invitee:
    """Somebody who is invited says themselves whether they come. Raises MeetingIsOver, NotInvited."""
    meeting = lock_coming(meeting)
    invitee = meeting.invitees.filter(membership__user=by).first()
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
    learner = learner_of(meeting)
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
            link=meeting_path(meeting), topic=topic_of(invitee), about=learner.uuid,
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
    learner = learner_of(meeting)
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
    if message is not None and not invitee.is_young_person:
        disclose_outside(
            learner=learner, recipient_name=f"{invitee.name}, {invitee.email}", purpose=ConsentPurpose.EDUCATION,
            what=str(message.get_kind_display()), by=by, now=now,
        )  # fmt: skip


def meeting_path(meeting: PlanMeeting) -> str:
    """Where a message about the meeting leads after sign-in."""
    if meeting.plan is not None:
        return reverse("education_plans:meeting", args=[meeting.plan.uuid, meeting.uuid])
    return reverse("oversight:case-file", args=[learner_of(meeting).uuid])


def calendar_file(meeting: PlanMeeting, invitee: Invitee | None, *, stamped_at: datetime) -> str:
    """The meeting as a calendar file: an invitation for `invitee`, or one to keep for a colleague who is signed in."""
    learner = learner_of(meeting)
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
            is_called_off=meeting.state == MeetingState.CANCELLED,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            stamped_at=stamped_at,
            summary="Meeting about your plan" if own else f"Meeting about {learner.initials}",
            place=meeting.place,
            description="\n".join(lines),
            url=absolute(meeting_path(meeting)) if signs_in else meeting.link,
            organiser=Party(name=name or "Mainstay", email=address),
            invitee=_party(invitee) if invitee else None,
        )
    )


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
    called_off = invitee.meeting.state == MeetingState.CANCELLED
    text = calendar_file(invitee.meeting, invitee, stamped_at=message.queued_at)
    method = {"method": "CANCEL" if called_off else "REQUEST"}
    return [Attachment(name="invite.ics", subtype="calendar", text=text, parameters=method)]
