"""What happens to each young person of the demonstration: every state of every clock, in numbers like those of three real authorities."""

from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.clock import local_date
from deadlines.models import Deadline
from deadlines.services import move, pause, waive
from education_plans.enums import PlanParty, SectionCode
from learners.enums import CareStatus, EndReason
from learners.services import close_case, end_key_worker, record_death, transfer
from oversight.demo.acts import Acts, Story
from oversight.demo.plan_work import check
from tracking.enums import CallOutcome, ExclusionKind, IncidentKind
from tracking.services import decide_exclusion, report_bounce


def _begin(acts: Acts, *, recorded: float, starts: float, age: float = 17.3, **where: int) -> Story:
    """Recorded, with a key worker, and enrolled a fortnight before the course starts."""
    story = acts.story(**where)
    acts.record(story, recorded, age=age)
    acts.name_key_worker(story, recorded)
    acts.enrol(story, max(recorded - 5, 0.02), starts=starts)
    return story


# --- Before the start -----------------------------------------------------------------------------------------------


def in_year_11(acts: Acts, turn: int) -> None:
    """Recorded early; some have their key worker, the others' clock runs to the end of Year 11."""
    story = acts.story()
    acts.record(story, 200 - turn * 9, age=15.6 - turn * 0.03)
    if turn % 2:
        acts.name_key_worker(story, 120 - turn * 5)


def nobody_named_in_time(acts: Acts, turn: int) -> None:
    """Recorded after Year 11; nobody has been named key worker within the term."""
    acts.record(acts.story(), 25 + turn * 9, age=17.1)


def starts_soon(acts: Acts, turn: int) -> None:
    """The place is agreed, the course has not begun; half of the plans are agreed already."""
    story = _begin(acts, recorded=60, starts=-(8 + turn * 4), age=16.9)
    if turn % 2:
        acts.write_plan(story, 30)
        acts.agree_plan(story, 20)
    else:
        acts.write_plan(story, 6, sections=[SectionCode.KEY_CONTACTS, SectionCode.VIEWS])


# --- The thirty days ------------------------------------------------------------------------------------------------


def plan_running(acts: Acts, turn: int) -> None:
    """Just begun; the plan is being written."""
    started = 2 + turn * 2
    story = _begin(acts, recorded=started + 40, starts=started, age=16.8 + turn * 0.05)
    if turn % 3:
        acts.write_plan(story, max(started - 2, 1), sections=[SectionCode.KEY_CONTACTS, SectionCode.COURSE])


def plan_due_today(acts: Acts, turn: int) -> None:
    """Started thirty days ago: today is the last day."""
    story = _begin(acts, recorded=75, starts=30, college=(0, 3)[turn % 2], home=(0, 2)[turn % 2])
    acts.write_plan(story, 10, sections=[SectionCode.KEY_CONTACTS, SectionCode.SAFEGUARDING, SectionCode.VIEWS])
    acts.agree_plan(story, 3, parties=[PlanParty.KEY_WORKER])


def plan_overdue(acts: Acts, turn: int) -> None:
    """Started too long ago, and there is no agreed plan."""
    _begin(acts, recorded=90 + turn * 6, starts=34 + turn * 6)


def plan_agreed_late(acts: Acts, turn: int) -> None:
    """There is a plan, but it came after the thirtieth day."""
    story = _begin(acts, recorded=150 + turn * 10, starts=100 + turn * 10)
    acts.write_plan(story, 66 + turn * 10)
    acts.agree_plan(story, 60 + turn * 10)


# --- The six months -------------------------------------------------------------------------------------------------


def on_track(acts: Acts, turn: int) -> None:
    """Plan agreed in time, the first review still to come."""
    started = 45 + (turn * 3) % 100
    story = _begin(acts, recorded=started + 45, starts=started, age=16.7 + (turn % 9) * 0.2)
    acts.write_plan(story, started - 5)
    acts.agree_plan(story, started - 12 - turn % 15)
    if turn % 2:
        check(acts, story, started - 29, good=turn % 3 > 0)


def reviewed(acts: Acts, turn: int) -> None:
    """In the second year: reviewed in time, the next review at every distance."""
    story = _begin(acts, recorded=425, starts=390 - turn % 20, age=17.8 + (turn % 8) * 0.3)
    acts.write_plan(story, 375 - turn % 20)
    acts.agree_plan(story, 366 - turn % 20)
    acts.review(story, 200 - turn % 15)
    if turn % 2:
        acts.review(story, 30 + turn % 12)
        check(acts, story, 18 + turn % 12, good=turn % 4 > 1)


def review_due(acts: Acts, turn: int) -> None:
    """The next review is due within days, today, or is late already."""
    agreed = 181 + turn * 2
    story = _begin(acts, recorded=agreed + 60, starts=agreed + 18, age=17.4 + turn * 0.1)
    acts.write_plan(story, agreed + 8)
    acts.agree_plan(story, agreed)


def reviewed_late(acts: Acts, turn: int) -> None:
    story = _begin(acts, recorded=400, starts=380, age=18.4)
    acts.write_plan(story, 370)
    acts.agree_plan(story, 355)
    acts.review(story, 150 - turn * 8)


# --- A person changed a clock ---------------------------------------------------------------------------------------


def clock_changed(acts: Acts, turn: int) -> None:
    """Moved, paused, waived: each with a reason on the deadline's own timeline."""
    story = _begin(acts, recorded=70, starts=20 + turn, home=turn % 3)
    by = story.home.key_contact.user
    verbs: tuple[Callable[[Deadline, datetime], object], ...] = (
        lambda deadline, now: move(
            deadline=deadline, due_on=deadline.due_on + timedelta(days=14), by=by, now=now,
            reason="In hospital for two weeks; the college and the key worker agreed a new day.",
        ),
        lambda deadline, now: pause(
            deadline=deadline, by=by, now=now, reason="Moved to emergency accommodation in another county; the course is on hold."
        ),
        lambda deadline, now: waive(
            deadline=deadline, by=by, now=now, reason="The place is a two-week taster; the plan is made with the course that follows."
        ),
    )  # fmt: skip

    def act(now: datetime) -> None:
        verbs[turn % 3](Deadline.objects.get(duty_code="education_plan", subject_uuid=story.enrolment.uuid), now)

    acts.plan(acts.moment(6, "12:00"), act)


# --- Key workers ----------------------------------------------------------------------------------------------------


def key_worker_changes(acts: Acts, turn: int) -> None:
    """The college and the key contact are told of the new key worker by themselves."""
    story = _begin(acts, recorded=300, starts=280, age=18.1)
    acts.write_plan(story, 270)
    acts.agree_plan(story, 262)
    acts.review(story, 90)
    others = [worker for worker in story.home.key_workers if worker.pk != story.key_worker.pk]
    acts.name_key_worker(story, 3 + turn * 30, worker=others[turn % len(others)], at="15:10")


def nobody_now(acts: Acts, turn: int) -> None:
    """The key worker left and nobody followed: shown red wherever the key worker is named."""
    story = _begin(acts, recorded=120, starts=100, home=turn % 3)
    acts.write_plan(story, 95)
    acts.agree_plan(story, 85)
    acts.plan(
        acts.moment(9),
        lambda now: end_key_worker(
            key_worker=story.learner.key_workers.get(ends_at__isnull=True),
            ends_at=now,
            by=story.home.team_manager.user,
            now=now,
        ),
    )


# --- Incidents ------------------------------------------------------------------------------------------------------

_WHAT = (
    (IncidentKind.SUSPENSION, "Sent home after an argument in the canteen; nobody was hurt."),
    (IncidentKind.AT_RISK, "Has not come to the last four workshop days and says they want to leave."),
    (IncidentKind.FIXED_TERM_EXCLUSION, "Excluded for three days after damaging equipment."),
    (IncidentKind.AT_RISK, "Asked to move course; the placement has ended early."),
)


def _settled(acts: Acts, *, age: float = 17.5, reviewed: float = 40, **where: int) -> Story:
    """Somebody well into a course, with a plan, to whom something then happens."""
    story = _begin(acts, recorded=240, starts=210, age=age, **where)
    acts.write_plan(story, 200)
    acts.agree_plan(story, 190)
    if story.number % 3:
        check(acts, story, 170, good=story.number % 4 > 0)
    acts.review(story, reviewed)
    return story


def told_in_time(acts: Acts, turn: int) -> None:
    story = _settled(acts)
    occurred = acts.moment(12 + turn * 17, "11:15")
    kind, text = _WHAT[turn % len(_WHAT)]
    acts.incident(story, kind, occurred, text)
    if turn % 3 == 0:
        acts.ring(story, occurred + timedelta(minutes=30), "key_worker", outcome=CallOutcome.VOICEMAIL)
    acts.ring(story, occurred + timedelta(hours=2), "key_worker", "key_contact")
    acts.settle_incident(story, occurred + timedelta(days=6))


def told_late(acts: Acts, turn: int) -> None:
    """Rung the next morning, or logged only then."""
    story = _settled(acts)
    occurred = acts.moment(20 + turn * 31, "15:40")
    kind, text = _WHAT[turn % len(_WHAT)]
    acts.incident(story, kind, occurred, text, logged_after=0.5 if turn % 2 else 18)
    acts.ring(story, occurred + timedelta(hours=19), "key_worker", "key_contact")
    if turn % 2:
        acts.settle_incident(story, occurred + timedelta(days=5))


def calls_waiting_today(acts: Acts, turn: int) -> None:
    """Happened today: the e-mails are out, the two calls are still to be made."""
    story = _settled(acts, home=(0, 1, 0)[turn % 3], college=(0, 2, 0)[turn % 3])
    kind, text = _WHAT[turn % len(_WHAT)]
    occurred = max(acts.moment(0, "00:01"), acts.hours_ago(2 + turn))
    acts.incident(story, kind, occurred, text, logged_after=0)
    if turn == 1:
        acts.ring(story, occurred + timedelta(minutes=20), "key_worker")


def broken_yesterday(acts: Acts, turn: int) -> None:
    """One call was made, the other was not: the promise was broken at midnight."""
    story = _settled(acts, college=turn % 2 * 3, home=turn % 2 * 2)
    occurred = acts.moment(1 + turn, "13:20")
    acts.incident(story, IncidentKind.SUSPENSION, occurred, _WHAT[0][1])
    acts.ring(story, occurred + timedelta(hours=1), "key_contact")
    acts.ring(story, occurred + timedelta(hours=2), "key_worker", outcome=CallOutcome.NO_ANSWER)


def came_back(acts: Acts, turn: int) -> None:
    """Proven, then the key worker's e-mail came back: the clock is open again and says so."""
    story = _settled(acts, home=1, college=2)
    occurred = acts.moment(4, "10:05")
    acts.incident(story, IncidentKind.AT_RISK, occurred, _WHAT[1][1])
    acts.ring(story, occurred + timedelta(hours=1), "key_worker", "key_contact")

    def act(now: datetime) -> None:
        slot = story.incidents[-1].slots.get(party="key_worker", channel="email")
        report_bounce(slot=slot, reason="The mailbox is full", by=story.college.designated_person.user, now=now)

    acts.plan(occurred + timedelta(days=1), act)


def meeting_called(acts: Acts, turn: int) -> None:
    """A permanent exclusion is proposed; the meeting is called but not yet held, so it is refused."""
    story = _settled(acts, home=0, college=turn)
    occurred = acts.moment(3, "09:50")
    acts.incident(
        story,
        IncidentKind.EXCLUSION_PROPOSED,
        occurred,
        "A second serious fight. The college proposes to exclude for good.",
    )
    acts.ring(story, occurred + timedelta(hours=1), "key_worker", "key_contact")
    acts.meet_professionals(story, called_at=occurred + timedelta(hours=5), for_=acts.moment(-2, "14:00"), held=False)


def excluded(acts: Acts, turn: int) -> None:
    """The procedure was kept: notices proven, meeting held, then the decision."""
    story = _settled(acts, age=18.2, reviewed=110)
    occurred = acts.moment(48 + turn * 20, "10:40")
    kinds = (IncidentKind.EXCLUSION_PROPOSED, IncidentKind.TERMINATION_PROPOSED)
    decisions = (ExclusionKind.PERMANENT_EXCLUSION, ExclusionKind.TERMINATION)
    acts.incident(story, kinds[turn % 2], occurred, "Brought a knife to the workshop. Suspended until the meeting.")
    acts.ring(story, occurred + timedelta(hours=1), "key_worker", "key_contact")
    held = occurred + timedelta(days=5)
    acts.meet_professionals(story, called_at=occurred + timedelta(hours=3), for_=held, held=True)
    acts.plan(
        held + timedelta(days=1),
        lambda now: decide_exclusion(
            incident=story.incidents[-1], kind=decisions[turn % 2], effective_on=local_date(now),
            reason="The meeting found no way to keep the place safely.", by=story.college.signatory.user, now=now,
        ),
    )  # fmt: skip


# --- Emergencies ----------------------------------------------------------------------------------------------------


def answered(acts: Acts, turn: int) -> None:
    story = _settled(acts)
    raised = acts.moment(15 + turn * 22, "16:20")
    acts.emergency(
        story, raised, "Has nowhere to sleep tonight.", acknowledged_after=0.5, responded_after=3 + turn % 3 * 6
    )


def answered_late(acts: Acts, turn: int) -> None:
    story = _settled(acts)
    acts.emergency(
        story,
        acts.moment(33 + turn * 40, "17:00"),
        "Has run out of medication and is alone.",
        acknowledged_after=20,
        responded_after=29,
    )


def emergency_now(acts: Acts, turn: int) -> None:
    """One just raised, one acknowledged half a day ago, one that nobody answered within 24 hours."""
    story = _settled(acts, home=turn % 3)
    hours = (2, 13, 27)[turn % 3]
    text = (
        "Says they cannot go back to the flat tonight.",
        "Told a tutor that they are not eating.",
        "Left college upset; phone is off.",
    )
    acts.emergency(story, acts.hours_ago(hours), text[turn % 3], acknowledged_after=1 if turn % 3 == 1 else None)


# --- Ends -----------------------------------------------------------------------------------------------------------


def finished(acts: Acts, turn: int) -> None:
    story = _begin(acts, recorded=420, starts=400, age=18.7)
    acts.write_plan(story, 390)
    acts.agree_plan(story, 380)
    acts.review(story, 210)
    acts.leave(story, 140 - turn * 4, (EndReason.COMPLETED, EndReason.COMPLETED, EndReason.WITHDREW)[turn % 3])


def left_early(acts: Acts, turn: int) -> None:
    """Left within the thirty days: the clock of the plan no longer applies."""
    story = _begin(acts, recorded=80 + turn * 30, starts=24 + turn * 30)
    acts.leave(story, 12 + turn * 30, EndReason.WITHDREW)


def moved_on(acts: Acts, turn: int) -> None:
    """Changed provider; the new place has clocks of its own."""
    story = _begin(acts, recorded=200, starts=180, college=turn)
    acts.write_plan(story, 170)
    acts.agree_plan(story, 160)
    target = acts.cast.colleges[(turn + 1) % 4]

    def act(now: datetime) -> None:
        story.enrolment = transfer(
            enrolment=story.enrolment, provider=target.agency, course="Level 2 Diploma in Carpentry", level="2",
            ended_on=acts.today - timedelta(days=26), starts_on=acts.today - timedelta(days=25),
            planned_end_on=acts.today + timedelta(days=200), mentor=target.mentor, by=story.home.officer.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(25), act)


def closed(acts: Acts, turn: int) -> None:
    story = acts.story()
    acts.record(story, 300, age=21.2, status=CareStatus.FORMER_RELEVANT)
    acts.name_key_worker(story, 298)
    acts.plan(
        acts.moment(50 + turn * 20),
        lambda now: close_case(
            learner=story.learner, closed_on=local_date(now), reason="Turned 21 and asked for no further support",
            by=story.home.team_manager.user, now=now,
        ),
    )  # fmt: skip


def died(acts: Acts, turn: int) -> None:
    """Every clock stops and nothing more is sent to or about them."""
    story = _begin(acts, recorded=160, starts=150, age=18.9)
    acts.write_plan(story, 140)
    acts.agree_plan(story, 130)
    acts.plan(
        acts.moment(35),
        lambda now: record_death(
            learner=story.learner, died_on=local_date(now), by=story.home.team_manager.user, now=now
        ),
    )


def restricted(acts: Acts, turn: int) -> None:
    """Only named people may know that the record exists."""
    story = acts.story(home=0, key_worker=turn)
    acts.record(story, 60, age=17.0, restricted=True)
    acts.name_key_worker(story, 59)
    acts.enrol(story, 55, starts=22)
