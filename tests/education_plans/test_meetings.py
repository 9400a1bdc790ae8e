"""Meetings about a plan: called, moved, called off, recorded, and what is to be done afterwards."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.clock import local_date
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from education_plans.enums import Attendance, MeetingKind, MeetingState
from education_plans.models import EducationPlan, Invitee, PlanMeeting
from education_plans.selectors.meeting_story import entries, tasks
from education_plans.selectors.meetings import coming_meeting, proposed_people
from education_plans.services import EnrolmentHasEnded
from education_plans.services.invitations import (
    AlreadyInvited,
    MayNotKnow,
    MeetingIsOver,
    NotInvited,
    OffTheList,
    answer_invitation,
    invite_somebody,
    take_off,
)
from education_plans.services.meeting_actions import (
    DoneAlready,
    DueBeforeToday,
    NobodyDoesIt,
    ResultMissing,
    add_action,
    finish_action,
)
from education_plans.services.meetings import (
    EndsBeforeStart,
    KindDoesNotFit,
    MeetingInPast,
    NobodyCame,
    NotYetHeld,
    ReasonMissing,
    call_meeting,
    call_off,
    move_meeting,
    record_meeting,
    write_agenda,
)
from learners.models import Disclosure, Learner
from learners.services import end_enrolment
from notifications.enums import Channel, MessageKind, MessageState
from notifications.models import Message
from tests.education_plans.conftest import Enrol, agree_by_all, written_plan
from tests.people import World


@pytest.fixture
def plan(world: World, enrolled: Enrol, now: datetime) -> EducationPlan:
    return written_plan(enrolled(), world, now)


@pytest.fixture
def agreed(world: World, enrolled: Enrol, now: datetime) -> EducationPlan:
    return agree_by_all(written_plan(enrolled(), world, now), world, now)


def call(plan: EducationPlan, world: World, now: datetime, **changes: object) -> PlanMeeting:
    said = {
        "kind": MeetingKind.REVIEW if plan.agreed_at else MeetingKind.FIRST,
        "starts_at": now + timedelta(days=7),
        "ends_at": now + timedelta(days=7, hours=1),
        "place": "Brindley College, room 12",
        "people": proposed_people(plan, now),
        "by": world.social_worker.user,
        "now": now,
    }
    return call_meeting(plan=plan, **(said | changes))


def emails(kind: MessageKind = MessageKind.PLAN_MEETING) -> list[Message]:
    return list(Message.objects.filter(kind=kind, channel=Channel.EMAIL).order_by("id"))


def everybody(meeting: PlanMeeting, attendance: Attendance) -> dict:
    return {invitee.uuid: attendance for invitee in meeting.invitees.all()}


def test_those_who_should_come_are_proposed(world: World, plan: EducationPlan, now: datetime):
    assert proposed_people(plan, now) == [world.social_worker, world.designated_person, world.key_contact]
    plan.enrolment.mentor = world.mentor
    plan.enrolment.save()
    assert world.mentor in proposed_people(plan, now)


def test_nobody_is_proposed_who_may_not_know_of_a_restricted_record(world: World, plan: EducationPlan, now: datetime):
    Learner.objects.filter(pk=plan.learner_id).update(is_restricted=True)
    plan = EducationPlan.objects.get(pk=plan.pk)
    assert proposed_people(plan, now) == [world.social_worker]
    with pytest.raises(MayNotKnow, match="Dina Designated"):
        call(plan, world, now, people=[world.social_worker, world.designated_person])
    assert not PlanMeeting.objects.exists()


def test_calling_a_meeting_invites_everybody_with_initials_and_a_link(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now, why="Everything about Ade")
    assert (meeting.state, meeting.sequence, meeting.called_by) == ("called", 0, world.social_worker.user)
    assert [one.name for one in meeting.invitees.order_by("id")] == [
        "Sue Worker", "Dina Designated", "Kay Contact", plan.learner.full_name,
    ]  # fmt: skip
    told = emails()
    assert {message.recipient for message in told} == {
        world.social_worker.user, world.designated_person.user, world.key_contact.user,
    }  # fmt: skip
    for message in told:
        assert plan.learner.initials in message.subject
        assert plan.learner.family_name not in message.subject + message.body
        assert "Ade" not in message.body
        assert message.link == reverse("education_plans:meeting", args=[plan.uuid, meeting.uuid])
        assert message.about == plan.learner.uuid
    assert Disclosure.objects.filter(learner=plan.learner, recipient=world.college, what__contains="meeting").exists()
    assert set(meeting.invitees.filter(membership__isnull=False).values_list("told_sequence", flat=True)) == {0}


def test_the_young_person_is_written_to_only_at_an_address_they_gave(world: World, plan: EducationPlan, now: datetime):
    call(plan, world, now)
    assert not Message.objects.filter(recipient=None).exists()
    call(plan, world, now, young_person_email="ade@example.org")
    letter = Message.objects.get(address="ade@example.org")
    assert letter.subject.startswith("Your meeting on")
    assert "Brindley College, room 12" in letter.body
    assert letter.link == ""


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"starts_at": timedelta(hours=-1)}, MeetingInPast),
        ({"ends_at": timedelta(days=6)}, EndsBeforeStart),
        ({"kind": MeetingKind.REVIEW}, KindDoesNotFit),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(
    world: World, plan: EducationPlan, now: datetime, changes: dict, error: type[Exception]
):
    moments = {key: now + value if isinstance(value, timedelta) else value for key, value in changes.items()}
    with pytest.raises(error):
        call(plan, world, now, **moments)
    assert not Message.objects.filter(kind=MessageKind.PLAN_MEETING).exists()


def test_nothing_remains_of_a_meeting_whose_invitations_fail(
    world: World, plan: EducationPlan, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the last write fails")

    monkeypatch.setattr("education_plans.services.meetings.tell_invitees", fail)
    with pytest.raises(RuntimeError):
        call(plan, world, now)
    assert not PlanMeeting.objects.exists()
    assert not Invitee.objects.exists()


def test_somebody_outside_gets_a_letter_and_the_log_says_so(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    by = world.social_worker.user
    invite_somebody(meeting=meeting, name="Aunt Bo", role="Aunt", email="bo@example.net", by=by, now=now)
    letter = Message.objects.get(address="bo@example.net")
    assert (letter.recipient, letter.link, letter.kind) == (None, "", MessageKind.PLAN_MEETING)
    assert "Brindley College, room 12" in letter.body
    assert plan.learner.family_name not in letter.subject + letter.body
    logged = Disclosure.objects.get(recipient=None)
    assert (logged.recipient_name, logged.by) == ("Aunt Bo, bo@example.net", by)
    with pytest.raises(AlreadyInvited, match="Aunt Bo"):
        invite_somebody(meeting=meeting, name="Bo", email="BO@example.net", by=by, now=now)


def test_a_colleague_is_recognised_by_their_address(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    email = world.officer.user.email
    invited = invite_somebody(meeting=meeting, name="Somebody", email=email, by=world.social_worker.user, now=now)
    assert (invited.membership, invited.name) == (world.officer, "Ola Officer")
    assert Message.objects.get(recipient=world.officer.user, channel=Channel.EMAIL).link


def test_somebody_without_an_address_only_stands_on_the_list(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now, people=[])
    by = world.social_worker.user
    for name in ("Mr Grey", "Ms Blue"):
        invite_somebody(meeting=meeting, name=name, by=by, now=now)
    assert meeting.invitees.count() == 3
    assert not Message.objects.filter(kind=MessageKind.PLAN_MEETING).exists()


def test_a_meeting_that_moves_is_told_anew_and_what_waited_is_not_sent(
    world: World, plan: EducationPlan, now: datetime
):
    meeting = call(plan, world, now)
    answer_invitation(meeting=meeting, comes=False, by=world.key_contact.user, now=now)
    later = now + timedelta(days=9)
    moved = move_meeting(
        meeting=meeting, starts_at=later, ends_at=later + timedelta(hours=1), place="Room 14",
        by=world.designated_person.user, now=now,
    )  # fmt: skip
    assert (moved.sequence, moved.starts_at) == (1, later)
    first, second = emails()[:3], emails()[3:]
    assert {message.state for message in first} == {MessageState.CANCELLED}
    assert [message.state for message in second] == [MessageState.QUEUED] * 3
    assert set(meeting.invitees.values_list("attendance", flat=True)) == {Attendance.INVITED}


def test_moving_it_to_where_it_is_tells_nobody(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    same = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": meeting.place}
    assert move_meeting(meeting=meeting, **same, by=world.social_worker.user, now=now).sequence == 0
    assert len(emails()) == 3


def test_a_meeting_that_is_called_off_is_over(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    by = world.social_worker.user
    with pytest.raises(ReasonMissing):
        call_off(meeting=meeting, reason=" ", by=by, now=now)
    off = call_off(meeting=meeting, reason="The college is closed", by=by, now=now)
    assert (off.state, off.sequence, off.cancel_reason) == ("cancelled", 1, "The college is closed")
    assert "will not be held" in emails()[-1].body
    assert "closed" not in emails()[-1].body
    for again in (
        lambda: call_off(meeting=meeting, reason="x", by=by, now=now),
        lambda: write_agenda(meeting=meeting, why="", agenda="x", by=by, now=now),
        lambda: invite_somebody(meeting=meeting, name="x", by=by, now=now),
    ):
        with pytest.raises(MeetingIsOver):
            again()


def test_whoever_has_left_hears_nothing_more(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    world.key_contact.ends_at = now
    world.key_contact.save()
    call_off(meeting=meeting, reason="Closed", by=world.social_worker.user, now=now + timedelta(minutes=1))
    assert [message.state for message in emails() if message.recipient == world.key_contact.user] == ["cancelled"]


def test_whoever_is_taken_off_is_told_and_does_nothing_more_there(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    by = world.social_worker.user
    guest = meeting.invitees.get(membership=world.key_contact)
    take_off(invitee=guest, by=by, now=now)
    told = [message for message in emails() if message.state == MessageState.QUEUED]
    assert [message.subject for message in told if message.recipient == world.key_contact.user] == [
        f"{plan.learner.initials}: you need not come to the meeting on 13 Oct 2026"
    ]
    with pytest.raises(OffTheList):
        take_off(invitee=guest, by=by, now=now)
    with pytest.raises(NotInvited):
        answer_invitation(meeting=meeting, comes=True, by=world.key_contact.user, now=now)
    later = now + timedelta(days=9)
    move_meeting(meeting=meeting, starts_at=later, ends_at=later + timedelta(hours=1), place="Room 14", by=by, now=now)
    assert not [
        message for message in emails() if message.recipient == world.key_contact.user and "changed" in message.subject
    ]
    again = invite_somebody(meeting=meeting, name="Kay", email=world.key_contact.user.email, by=by, now=now)
    assert (again, again.taken_off_at, again.attendance) == (guest, None, Attendance.INVITED)
    after = later + timedelta(days=1)
    take_off(invitee=again, by=by, now=now)
    held = record_meeting(
        meeting=meeting, attendance=everybody(meeting, Attendance.PRESENT), young_person_said="x", decisions="x", by=by,
        now=after,
    )  # fmt: skip
    guest.refresh_from_db()
    assert (held.state, guest.attendance) == (MeetingState.HELD, Attendance.INVITED)
    with pytest.raises(MeetingIsOver):
        take_off(invitee=meeting.invitees.earliest("id"), by=by, now=after)


def test_only_who_is_invited_answers(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    assert answer_invitation(meeting=meeting, comes=False, by=world.key_contact.user, now=now).attendance == "apologies"
    with pytest.raises(NotInvited):
        answer_invitation(meeting=meeting, comes=True, by=world.officer.user, now=now)


def test_a_review_that_was_held_meets_its_clock_and_opens_the_next(world: World, agreed: EducationPlan, now: datetime):
    meeting = call(agreed, world, now)
    after = now + timedelta(days=8)
    held = record_meeting(
        meeting=meeting, attendance=everybody(meeting, Attendance.PRESENT), young_person_said="It goes well",
        decisions="Carry on", next_on=local_date(after) + timedelta(days=150), by=world.social_worker.user, now=after,
    )  # fmt: skip
    review = held.review
    assert (held.state, review.held_on) == (MeetingState.HELD, local_date(meeting.starts_at))
    assert review.attendees.splitlines()[0].startswith("Sue Worker, ")
    clocks = Deadline.objects.filter(duty_code="plan_review").order_by("id")
    assert [clock.state for clock in clocks] == [DeadlineState.MET, DeadlineState.OPEN]
    assert local_date(clocks[1].starts_at) == local_date(meeting.starts_at)


def test_a_first_meeting_is_recorded_without_a_review(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    states = everybody(meeting, Attendance.ABSENT)
    with pytest.raises(NotYetHeld):
        record_meeting(
            meeting=meeting, attendance=states, young_person_said="x", decisions="x", by=world.head.user, now=now
        )
    after = now + timedelta(days=8)
    said = {"young_person_said": "x", "decisions": "x", "by": world.social_worker.user, "now": after}
    with pytest.raises(NobodyCame):
        record_meeting(meeting=meeting, attendance=states, **said)
    assert set(meeting.invitees.values_list("attendance", flat=True)) == {Attendance.INVITED}
    worker = meeting.invitees.get(membership=world.social_worker)
    held = record_meeting(meeting=meeting, attendance=states | {worker.uuid: Attendance.PRESENT}, **said)
    assert (held.state, held.review) == (MeetingState.HELD, None)
    assert not agreed_reviews(plan)


def agreed_reviews(plan: EducationPlan) -> bool:
    return plan.reviews.exists()


def test_after_the_place_has_ended_a_meeting_is_recorded_and_is_no_task(
    world: World, plan: EducationPlan, now: datetime
):
    meeting, after = call(plan, world, now), now + timedelta(days=8)
    end_enrolment(
        enrolment=plan.enrolment, ended_on=local_date(after), reason="withdrew", by=world.key_contact.user, now=after
    )
    assert tasks(world.social_worker.user, after) == []
    there = everybody(meeting, Attendance.PRESENT)
    by = world.social_worker.user
    held = record_meeting(meeting=meeting, attendance=there, young_person_said="x", decisions="x", by=by, now=after)
    assert held.state == MeetingState.HELD
    with pytest.raises(EnrolmentHasEnded):
        call(plan, world, after)


def test_what_is_promised_is_a_task_until_it_is_done(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    by, today = world.social_worker.user, local_date(now)
    action = add_action(
        meeting=meeting, what="Ring the bus company", owner=world.designated_person, due_on=today, by=by, now=now
    )
    assert [task.text for task in tasks(world.designated_person.user, now)] == ["Ring the bus company"]
    [task] = tasks(world.designated_person.user, now + timedelta(days=1))
    assert task.due_on == today
    told = Message.objects.get(recipient=world.designated_person.user, kind=MessageKind.PLAN, channel=Channel.EMAIL)
    assert "bus" not in told.body
    with pytest.raises(ResultMissing):
        finish_action(action=action, result="", by=world.designated_person.user, now=now)
    done = finish_action(action=action, result="He has a pass", by=world.designated_person.user, now=now)
    assert (done.done_on, done.result) == (today, "He has a pass")
    assert tasks(world.designated_person.user, now) == []
    with pytest.raises(DoneAlready):
        finish_action(action=action, result="Again", by=by, now=now)


def test_an_action_needs_somebody_and_a_day_to_come(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    said = {"meeting": meeting, "what": "x", "by": world.social_worker.user, "now": now}
    with pytest.raises(NobodyDoesIt):
        add_action(owner=None, due_on=local_date(now), **said)
    with pytest.raises(DueBeforeToday):
        add_action(owner=None, owner_name="Bo", due_on=local_date(now) - timedelta(days=1), **said)


def test_a_meeting_that_was_held_and_is_not_recorded_is_a_task_of_whoever_called_it(
    world: World, plan: EducationPlan, now: datetime
):
    call(plan, world, now)
    assert tasks(world.social_worker.user, now) == []
    [task] = tasks(world.social_worker.user, now + timedelta(days=8))
    assert task.text == "Record the meeting that was held"
    assert coming_meeting(plan, now + timedelta(days=8)) is None


def test_the_story_tells_of_it_and_a_stranger_finds_nothing(world: World, plan: EducationPlan, now: datetime):
    call_off(meeting=call(plan, world, now), reason="Closed", by=world.social_worker.user, now=now)
    call(plan, world, now)
    told = [entry.title for entry in entries(plan.learner, world.designated_person.user)]
    assert told == ["Meeting called off", "Meeting called: making the plan"]
    assert entries(plan.learner, world.stranger.user) == []


def test_what_was_withheld_is_not_said_to_have_been_disclosed(world: World, plan: EducationPlan, now: datetime):
    meeting = call(plan, world, now)
    before = Disclosure.objects.count()
    invite_somebody(
        meeting=meeting, name="Stan", email=world.stranger.user.email, by=world.social_worker.user, now=now
    )  # works elsewhere and may not know of the young person
    assert Message.objects.get(address=world.stranger.user.email).state == MessageState.WITHHELD
    assert Disclosure.objects.count() == before
