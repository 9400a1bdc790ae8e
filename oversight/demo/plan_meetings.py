"""Meetings, visits and changes in a young person's life, in the plans of the demonstration."""

from datetime import date, datetime, timedelta
from functools import partial

from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import Attendance, ChangeKind, EventKind, MeetingKind
from education_plans.models import EarlyReview, MeetingAction, PlanMeeting
from education_plans.services.changes import record_change
from education_plans.services.invitations import invite_somebody
from education_plans.services.meeting_actions import add_action, finish_action
from education_plans.services.meetings import call_meeting, call_off, move_meeting, record_meeting
from education_plans.services.occasions import record_occasion, record_who_came
from oversight.demo.acts import Acts, Story
from oversight.demo.plan_work import close_next_target

_HOUR = timedelta(hours=1)
_AGENDA = (
    "1. What {first} wants to talk about\n2. How it is going in the workshop\n3. Money for the trip\n4. The next months"
)
_HELD = (
    (
        "“If you ask me in front of everybody I say yes. Ask me afterwards.”",
        "Two targets and not five. The mentor asks {first} alone, the day after, whether it still holds.",
    ),
    (
        "Came with a list: a locker, an earlier bus, and no more forms at lunch.",
        "The locker is there from Monday. The bus cannot be changed; the first lesson can.",
    ),
    ("“I want to stay. Write that down.”", "Written down. Everybody helps with staying; the attendance letter is taken back."),
)  # fmt: skip

#: What the mentor, the key worker and the carer will do, within how many days, and what comes of it.
_TO_DO = {
    MeetingKind.FIRST: (
        ("Ask the transport office for a travel card", 7, "It came by post."),
        ("Ring the optician and go along", 12, "New glasses, blue ones."),
        ("Send the school certificates", 30, "All but one are here."),
    ),
    MeetingKind.REVIEW: (
        ("Show them the workshop of the next level", 6, "They stayed until it closed."),
        ("Write to the council about the lodgings in summer", 14, "There is an answer, and it is yes."),
        ("Bring the passport photographs", 30, "Brought."),
    ),
}


def meet(
    acts: Acts, story: Story, *, called: float, held: float, kind: MeetingKind, at: str = "14:00", outside: bool = False
) -> None:  # fmt: skip
    """Called so many days ago for another day; one in the past was held, with actions, one still to come waits."""
    place = f"{story.college.agency.name}, room B12"

    def call(now: datetime) -> None:
        starts_at = acts.moment(held, at)
        meeting = call_meeting(
            plan=story.plan, kind=kind, starts_at=starts_at, ends_at=starts_at + _HOUR, place=place,
            why="To look at how the year goes on." if kind != MeetingKind.FIRST else "To make the plan together.",
            agenda=_AGENDA.format(first=story.learner.given_name),
            people=[story.key_worker, story.college.designated_person, story.college.mentor],
            by=story.college.designated_person.user, now=now,
        )  # fmt: skip
        if outside:
            invite_somebody(
                meeting=meeting, name="Janet Oldacre", role="Youth club", email="janet.oldacre@club.demo.example",
                by=story.college.designated_person.user, now=now,
            )  # fmt: skip
        if held > 0:
            acts.plan(starts_at + 2 * _HOUR, lambda then: _record(acts, story, meeting, then))

    acts.plan(acts.moment(called, "09:50"), call)


def _record(acts: Acts, story: Story, meeting: PlanMeeting, now: datetime) -> None:
    said, decided = _HELD[story.number % len(_HELD)]
    by, today = story.key_worker.user, local_date(now)
    came = [Attendance.PRESENT, Attendance.PRESENT, Attendance.APOLOGIES if story.number % 2 else Attendance.PRESENT]
    attendance = {
        invitee.uuid: Attendance.PRESENT
        if invitee.is_young_person
        else (came[place] if place < 3 else Attendance.ABSENT)
        for place, invitee in enumerate(meeting.invitees.order_by("id"))
    }
    record_meeting(
        meeting=meeting, attendance=attendance, young_person_said=said,
        decisions=decided.format(first=story.learner.given_name), next_on=today + timedelta(days=150), by=by, now=now,
    )  # fmt: skip
    if meeting.kind == MeetingKind.REVIEW:
        close_next_target(story, now)
    for owner, (what, days, result) in zip(
        (story.college.mentor, story.key_worker, None), _TO_DO[meeting.kind], strict=True
    ):
        action = add_action(
            meeting=meeting, what=what, owner=owner, owner_name="" if owner else "The carer",
            due_on=today + timedelta(days=days), by=by, now=now,
        )  # fmt: skip
        who = owner.user if owner else by
        acts.plan(now + timedelta(days=days - 1), partial(_finish, action, result, who))


def _finish(action: MeetingAction, result: str, by: User, now: datetime) -> None:
    finish_action(action=action, result=result, by=by, now=now)


def meet_and_call_off(acts: Acts, story: Story, *, called: float, was_for: float) -> None:
    """Called, moved by a week, then called off."""
    meetings: list[PlanMeeting] = []
    by = story.college.designated_person.user

    def call(now: datetime) -> None:
        starts_at = acts.moment(was_for, "15:00")
        meetings.append(
            call_meeting(
                plan=story.plan, kind=MeetingKind.EXTRA, starts_at=starts_at, ends_at=starts_at + _HOUR,
                place="The canteen, at the round table", why="To talk about the change of group.",
                people=[story.key_worker, story.college.designated_person], by=by, now=now,
            )
        )  # fmt: skip

    def move(now: datetime) -> None:
        starts_at = acts.moment(was_for - 7, "15:00")
        move_meeting(
            meeting=meetings[0], starts_at=starts_at, ends_at=starts_at + _HOUR, place="Room B12", by=by, now=now
        )

    acts.plan(acts.moment(called, "10:20"), call)
    acts.plan(acts.moment(called - 2, "11:15"), move)
    acts.plan(
        acts.moment(called - 3, "16:30"),
        lambda now: call_off(
            meeting=meetings[0], reason="They changed groups by themselves, and it works.", by=by, now=now
        ),
    )


def visit(acts: Acts, story: Story, days_ago: float, kind: EventKind) -> None:
    """An occasion at the provider; who came is recorded the day after, one still to come is only announced."""
    on: date = acts.today - timedelta(days=days_ago)

    def act(now: datetime) -> None:
        occasion = record_occasion(plan=story.plan, kind=kind, on=on, by=story.college.designated_person.user, now=now)
        if days_ago > 0:
            acts.plan(
                acts.moment(days_ago - 1, "09:15"),
                lambda then: record_who_came(
                    occasion=occasion, key_worker_came=bool(story.number % 3), young_person_came=True,
                    note="Stayed until the lights went off.", by=story.college.designated_person.user, now=then,
                ),
            )  # fmt: skip

    acts.plan(acts.moment(days_ago + 1 if days_ago > 0 else 4, "12:40"), act)


def change(acts: Acts, story: Story, days_ago: float, kind: ChangeKind, *, what: str, answered: bool) -> None:
    """Something changes in their life; the review that it proposes waits, or leads to a meeting that is called."""
    proposals: list[EarlyReview | None] = []

    def tell(now: datetime) -> None:
        _, proposal = record_change(
            plan=story.plan, kind=kind, on=local_date(now), what=what, effect="The way to college takes an hour now.",
            provider=story.college.agency, meeting_needed=True, by=story.key_worker.user, now=now,
        )  # fmt: skip
        proposals.append(proposal)

    def call(now: datetime) -> None:
        starts_at = acts.moment(-6, "10:00")
        call_meeting(
            plan=story.plan, kind=MeetingKind.REVIEW, starts_at=starts_at, ends_at=starts_at + _HOUR,
            place=f"{story.college.agency.name}, student hub", people=[story.key_worker, story.college.designated_person],
            early_review=proposals[0], by=story.college.designated_person.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(days_ago, "11:50"), tell)
    if answered:
        acts.plan(acts.moment(days_ago - 1, "13:10"), call)
