"""A job that was recorded wrongly is put right, and a case that is opened again asks about its jobs: the clocks follow (K7)."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.clock import local_date
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from learners.enums import CareStatus
from learners.models import Learner
from learners.services import close_case, reopen_case
from tests.people import World
from tests.tracking.test_contact import BORN, become
from tests.tracking.test_corrections import begin, ledger, reach, right
from tracking.models import Employment
from tracking.rules.new_work import Rhythm, clocks, times_asked
from tracking.rules.times import Reached, Time, times_when
from tracking.selectors.contact import IN_TOUCH
from tracking.services.contact import ContactRefused, strike_out_contact
from tracking.services.employment import JobRefused, correct_job, end_job, strike_out_job

DAY = timedelta(days=1)
MET, OPEN = DeadlineState.MET, DeadlineState.OPEN
WORK = ("work_contact_weekly", "work_contact_monthly")
BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)


# Rules


def test_times_touch_and_repeat():
    first, second, third = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3))
    assert times_when([(first, True), (first, True), (second, False), (third, False)]) == [Time(first, second)]
    assert times_when([(first, False), (second, True)]) == [Time(second, None)]
    assert times_when([]) == []


@pytest.mark.parametrize(
    ("closings", "times"),
    [
        ([], [(0, None)]),
        ([(-9, False)], [(0, None)]),  # the record was opened before
        ([(-9, False), (-5, True), (-3, False)], [(0, None)]),  # closed and opened again before the job
        ([(20, True)], [(0, 20)]),
        ([(20, True), (30, False)], [(0, 20), (30, None)]),
        ([(20, True), (30, False), (31, False), (40, True)], [(0, 20), (30, 40)]),
    ],
)
def test_a_job_is_asked_about_while_the_case_is_open(closings: list, times: list):
    def at(days: int) -> datetime:
        return BEGUN + days * DAY

    found = times_asked(at(0), [(at(days), is_closed) for days, is_closed in closings])
    assert found == [Time(at(since), None if until is None else at(until)) for since, until in times]


def test_the_clocks_of_a_job_after_the_case_was_opened_again():
    """Weekly until 56 days after its first day, and none from six months after it, whenever the case was open."""
    begun = BEGUN

    def from_day(day: int, *asked: int) -> list:
        reached = [Reached(begun + each * DAY, begun + each * DAY) for each in asked]
        found = clocks(
            Time(begun + day * DAY, None), reached, starts_on=local_date(begun), was_supported=True
        )  # fmt: skip
        return [(kind, (starts_on - local_date(begun)).days, at is not None) for kind, starts_on, at in found]

    assert from_day(55) == [(Rhythm.WEEKLY, 55, False)]
    assert from_day(56) == [(Rhythm.MONTHLY, 56, False)]
    assert from_day(183) == [(Rhythm.MONTHLY, 183, False)], "31 August"
    assert from_day(184) == [], "1 September: six months are over"
    assert from_day(50, 40, 50, 55, 60) == [
        (Rhythm.WEEKLY, 50, True), (Rhythm.WEEKLY, 55, True), (Rhythm.MONTHLY, 60, False)
    ]  # fmt: skip


# Clocks


@pytest.fixture
def learner(world: World, now: datetime) -> Learner:
    return become(world.learner(date_of_birth=BORN), CareStatus.FORMER_RELEVANT, now)


def put(job: Employment, world: World, now: datetime, **changes) -> Employment:
    names = ("employer", "hours", "was_supported", "starts_on", "ended_on", "end_reason")
    given = {name: getattr(job, name) for name in names} | {"title": job.job} | changes
    return correct_job(job=job, **given, reason="Wrong", by=world.social_worker.user, now=now)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"employer": "Hart"}, [("weekly", 0, MET), ("weekly", 6, OPEN)]),
        ({"was_supported": False}, [("monthly", 0, MET), ("monthly", 6, OPEN)]),
        ({"starts_on": -53}, [("weekly", 0, MET), ("monthly", 6, OPEN)]),
        ({"starts_on": -3}, [("weekly", 0, MET), ("weekly", 6, OPEN)]),
        ({"starts_on": 4}, [("weekly", 4, MET), ("weekly", 6, OPEN)]),
        ({"starts_on": -400}, []),
    ],
)
def test_a_corrected_job_takes_its_clocks_with_it(
    learner: Learner, world: World, now: datetime, changes: dict, expected: list
):
    job = begin(learner, world, now)
    reach(learner, world, now + 6 * DAY, job=job)
    if "starts_on" in changes:
        changes = {"starts_on": local_date(now) + changes["starts_on"] * DAY}
    put(job, world, now + 8 * DAY, **changes)
    found = [
        (code.removeprefix("work_contact_"), *row) for code in WORK for row in ledger(job.uuid, now, code)
    ]  # fmt: skip
    assert sorted(found, key=lambda row: row[1]) == expected
    assert right(now + 8 * DAY)


def test_a_job_cannot_begin_after_somebody_asked_about_it(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now)
    reach(learner, world, now + 6 * DAY, job=job)
    later, day = now + 9 * DAY, local_date(now)
    for changes, field in (
        ({"starts_on": day + 7 * DAY}, "starts_on"),
        ({"ended_on": day + 5 * DAY, "end_reason": "Over"}, "ended_on"),
        ({"ended_on": day + 10 * DAY, "end_reason": "Over"}, "ended_on"),
        ({"ended_on": day + 8 * DAY, "end_reason": " "}, "end_reason"),
    ):
        with pytest.raises(JobRefused) as refused:
            put(job, world, later, **changes)
        assert refused.value.field == field


def test_an_end_that_was_none_is_taken_back(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now)
    by = world.social_worker.user
    job = end_job(job=job, ended_on=local_date(now) + 3 * DAY, end_reason="Left", by=by, now=now + 4 * DAY)
    assert ledger(job.uuid, now, *WORK) == []
    job = put(job, world, now + 5 * DAY, ended_on=None)
    assert (job.ended_on, job.end_reason) == (None, "")
    assert ledger(job.uuid, now, *WORK) == [(0, OPEN)]
    assert right(now + 5 * DAY)


@pytest.mark.parametrize(
    ("last_day", "outcome"),
    [(0, "cancelled"), (6, "cancelled"), (7, "missed"), (8, "missed")],  # the week ended with day 7
)
def test_what_fell_due_after_the_job_had_ended_was_missed_by_nobody(
    learner: Learner, world: World, now: datetime, last_day: int, outcome: str
):
    job = begin(learner, world, now)
    told, end = now + 20 * DAY, local_date(now) + last_day * DAY
    end_job(job=job, ended_on=end, end_reason="Left", by=world.social_worker.user, now=told)
    assert Deadline.objects.filter(subject_uuid=job.uuid).with_outcome(told).get().outcome == outcome
    assert right(told)


def test_a_contact_told_after_the_job_had_ended_still_met_its_clock(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now)
    reach(learner, world, now + 6 * DAY, job=job)
    end = local_date(now) + 10 * DAY
    job = end_job(job=job, ended_on=end, end_reason="Left", by=world.social_worker.user, now=now + 10 * DAY)
    reach(learner, world, now + 8 * DAY, now=now + 11 * DAY, job=job)
    assert ledger(job.uuid, now, *WORK) == [(0, MET), (6, MET)], "and no other begins"
    assert right(now + 11 * DAY)


def test_a_job_that_was_struck_out_is_asked_about_no_more(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now)
    contact = reach(learner, world, now + 6 * DAY, job=job)
    later, by = now + 8 * DAY, world.social_worker.user
    gone = strike_out_job(job=job, reason="Their brother's", by=by, now=later)
    assert ledger(job.uuid, now, *WORK) == []
    assert ledger(learner.uuid, now, IN_TOUCH) == [(0, MET), (6, OPEN)], "they were reached all the same"
    assert right(later)
    for act in (
        lambda: strike_out_job(job=gone, reason="Again", by=by, now=later),
        lambda: put(gone, world, later),
        lambda: end_job(job=gone, ended_on=local_date(later), end_reason="x", by=by, now=later),
    ):
        with pytest.raises(JobRefused, match="was struck out"):
            act()
    with pytest.raises(ContactRefused, match="was struck out"):
        reach(learner, world, later, job=gone)
    strike_out_contact(contact=contact, reason="His too", by=by, now=later)
    assert right(later)


def test_after_the_case_was_opened_again_a_job_is_asked_about_from_then(learner: Learner, world: World, now: datetime):
    job, over, mistake = (begin(learner, world, now, employer=name) for name in ("Hart", "Over", "Mistake"))
    by = world.social_worker.user
    end_job(job=over, ended_on=local_date(now), end_reason="Left", by=by, now=now)
    strike_out_job(job=mistake, reason="None", by=by, now=now)
    reach(learner, world, now + 6 * DAY, job=job)
    close_case(learner=learner, closed_on=local_date(now) + 10 * DAY, reason="Moved", by=None, now=now + 10 * DAY)
    assert right(now + 11 * DAY)
    reopen_case(learner=learner, reason="Back", by=None, now=now + 20 * DAY)
    assert ledger(job.uuid, now, *WORK) == [(0, MET), (20, OPEN)]
    assert ledger(over.uuid, now, *WORK) == ledger(mistake.uuid, now, *WORK) == []
    assert right(now + 20 * DAY)
    reach(learner, world, now + 15 * DAY, now=now + 21 * DAY, job=job)  # told later of a day on which nobody asked
    assert ledger(job.uuid, now, *WORK) == [(0, MET), (20, OPEN)]
    reach(learner, world, now + 25 * DAY, job=job)
    assert ledger(job.uuid, now, *WORK) == [(0, MET), (20, MET), (25, OPEN)]
    assert right(now + 25 * DAY)
    close_case(learner=learner, closed_on=local_date(now) + 26 * DAY, reason="Moved", by=None, now=now + 26 * DAY)
    reopen_case(learner=learner, reason="Back", by=None, now=now + 200 * DAY)
    assert not Deadline.objects.open().filter(subject_uuid=job.uuid).exists(), "six months are over"
    assert right(now + 200 * DAY)
