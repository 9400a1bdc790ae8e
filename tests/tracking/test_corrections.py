"""A contact or a job that was recorded wrongly is put right, and the clocks with it (P1, K7)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data, moment_data
from accounts.models import User
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from deadlines.services import waive
from learners.enums import CareStatus
from learners.models import Learner
from learners.services import close_case, reopen_case
from tests.people import World
from tests.tracking.test_activity import said
from tests.tracking.test_contact import BORN, become
from tracking.enums import ContactHow
from tracking.models import Contact, Employment
from tracking.rules.new_work import Rhythm, clocks, times_asked
from tracking.rules.times import Reached, Time, times_when
from tracking.selectors.contact import IN_TOUCH, standing_of
from tracking.services.contact import ContactRefused, correct_contact, log_contact, strike_out_contact
from tracking.services.employment import JobRefused, correct_job, end_job, record_job, strike_out_job

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)
MET, OPEN, CANCELLED = DeadlineState.MET, DeadlineState.OPEN, DeadlineState.CANCELLED
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


def reach(learner: Learner, world: World, at: datetime, *, now: datetime | None = None, **fields) -> Contact:
    return log_contact(
        learner=learner, how=ContactHow.PHONE, at=at, reached=True, by=world.social_worker.user, now=now or at, **fields
    )


def begin(learner: Learner, world: World, now: datetime, **fields) -> Employment:
    told = {"employer": "Hart and Sons", "job": "Porter", "was_supported": True, "starts_on": local_date(now), **fields}
    return record_job(learner=learner, **told, by=world.social_worker.user, now=now)


def ledger(uuid, now: datetime, *duties: str) -> list[tuple[int, str]]:
    """The clocks of a subject that stand, as (day it starts with, counted from today, state), the first first."""
    rows = Deadline.objects.filter(duty_code__in=duties, subject_uuid=uuid).exclude(state=CANCELLED)
    today = local_date(now)
    return [((local_date(each.starts_at) - today).days, each.state) for each in rows.order_by("starts_at", "pk")]


def right(now: datetime) -> bool:
    wrong = [str(one) for one in drift.find(now=now) if one.duty_code in (IN_TOUCH, *WORK)]
    assert wrong == []
    return True


def correct(contact: Contact, world: World, now: datetime, **changes) -> Contact:
    as_it_is = {name: getattr(contact, name) for name in ("how", "at", "reached", "note")}
    given = {**as_it_is, "how": ContactHow(contact.how), **changes}
    return correct_contact(contact=contact, **given, reason="The wrong day", by=world.social_worker.user, now=now)


@pytest.mark.parametrize(
    ("days", "number", "changes", "expected"),
    [
        # The only contact moves by a day, or was none.
        ([10], 0, {"days": 8}, [(0, MET), (8, OPEN)]),
        ([10], 0, {"hours": 1}, [(0, MET), (10, OPEN)]),
        ([10], 0, {"days": 0}, [(0, OPEN)]),
        ([10], 0, {"reached": False}, [(0, OPEN)]),
        ([10], 0, {"note": "Other words"}, [(0, MET), (10, OPEN)]),
        # The first of two, the last of two, one in the middle.
        ([10, 20], 0, {"days": 8}, [(0, MET), (8, MET), (20, OPEN)]),
        ([10, 20], 0, {"reached": False}, [(0, MET), (20, OPEN)]),
        ([10, 20], 1, {"days": 5}, [(0, MET), (10, OPEN)]),
        ([10, 20], 1, {"days": 12}, [(0, MET), (10, MET), (12, OPEN)]),
        ([10, 20, 30], 1, {"reached": False}, [(0, MET), (10, MET), (30, OPEN)]),
        ([10, 20, 30], 1, {"days": 2}, [(0, MET), (10, MET), (30, OPEN)]),
    ],
)
def test_a_corrected_contact_takes_the_clocks_with_it(
    learner: Learner, world: World, now: datetime, days: list[int], number: int, changes: dict, expected: list
):
    contacts = [reach(learner, world, now + day * DAY) for day in days]
    later = now + 40 * DAY
    given = dict(changes)
    if "days" in given:
        given["at"] = now + given.pop("days") * DAY
    if "hours" in given:
        given["at"] = contacts[number].at - timedelta(hours=given.pop("hours"))
    found = correct(contacts[number], world, later, **given)
    assert ledger(learner.uuid, now, IN_TOUCH) == expected
    assert right(later)
    assert found.history.first().history_change_reason == "Corrected: The wrong day"
    if "at" in given:
        assert found.history.earliest().at == contacts[number].at, "what stood there is kept"


@pytest.mark.parametrize(
    ("days", "number", "expected"),
    [
        ([10], 0, [(0, OPEN)]),
        ([10, 20], 0, [(0, MET), (20, OPEN)]),
        ([10, 20], 1, [(0, MET), (10, OPEN)]),
        ([10, 20, 30], 1, [(0, MET), (10, MET), (30, OPEN)]),
    ],
)
def test_what_is_struck_out_counts_for_nothing(
    learner: Learner, world: World, now: datetime, days: list[int], number: int, expected: list
):
    contacts = [reach(learner, world, now + day * DAY) for day in days]
    by, later = world.social_worker.user, now + 40 * DAY
    for reason in ("", "  "):
        with pytest.raises(ContactRefused) as refused:
            strike_out_contact(contact=contacts[number], reason=reason, by=by, now=later)
        assert refused.value.field == "reason"
    gone = strike_out_contact(contact=contacts[number], reason=" Another person ", by=by, now=later)
    assert (gone.struck_out_at, gone.struck_out_by, gone.why_struck_out) == (later, by, "Another person")
    assert ledger(learner.uuid, now, IN_TOUCH) == expected
    assert right(later)
    with pytest.raises(ContactRefused, match="struck this contact out already"):
        strike_out_contact(contact=contacts[number], reason="Again", by=by, now=later)
    with pytest.raises(ContactRefused, match="struck this contact out already"):
        correct(contacts[number], world, later, note="Words")
    last = standing_of(learner, later).last_reached
    assert (last.at if last else None) == max((each.at for each in contacts if each != gone), default=None)


def test_a_clock_that_should_never_have_run_is_no_breach(learner: Learner, world: World, now: datetime):
    """Reached on day 10 by mistake, on day 60 in truth: one clock was kept late, no other was missed."""
    wrong, real = reach(learner, world, now + 10 * DAY), reach(learner, world, now + 60 * DAY)
    later = now + 61 * DAY
    strike_out_contact(contact=wrong, reason="Another person", by=world.social_worker.user, now=later)
    outcomes = Deadline.objects.filter(duty_code=IN_TOUCH).with_outcome(later).order_by("starts_at")
    assert [(each.state, each.outcome) for each in outcomes] == [
        (MET, "late"), (CANCELLED, "cancelled"), (OPEN, "not_yet_due")
    ]  # fmt: skip
    assert outcomes[0].met_at == real.at
    assert right(later)


def test_what_was_waived_stays_waived(learner: Learner, world: World, now: datetime):
    first = reach(learner, world, now + 10 * DAY)
    waive(
        deadline=Deadline.objects.open().get(duty_code=IN_TOUCH),
        reason="Abroad",
        by=world.head.user,
        now=now + 11 * DAY,
    )
    correct(first, world, now + 12 * DAY, note="Other words")
    assert ledger(learner.uuid, now, IN_TOUCH) == [(0, MET), (10, DeadlineState.WAIVED)]
    correct(first, world, now + 12 * DAY, at=now + 9 * DAY)
    assert ledger(learner.uuid, now, IN_TOUCH) == [(0, MET), (9, OPEN), (10, DeadlineState.WAIVED)]
    assert right(now + 12 * DAY)


def test_a_correction_must_be_possible(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now)
    contact = reach(learner, world, now + 6 * DAY, job=job)
    later = now + 9 * DAY
    for changes, field in (
        ({"at": now + 7 * DAY}, "at"),  # after it was recorded
        ({"at": now - 2 * DAY}, "at"),  # before the job
        ({"how": ContactHow.LETTER}, "reached"),
    ):
        with pytest.raises(ContactRefused) as refused:
            correct(contact, world, later, **changes)
        assert refused.value.field == field


def test_a_contact_about_a_job_takes_both_clocks_with_it(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now)
    first = reach(learner, world, now + 6 * DAY, job=job)
    reach(learner, world, now + 9 * DAY, job=job)
    strike_out_contact(contact=first, reason="Nobody answered", by=world.social_worker.user, now=now + 10 * DAY)
    for uuid, duties in ((job.uuid, WORK), (learner.uuid, (IN_TOUCH,))):
        assert ledger(uuid, now, *duties) == [(0, MET), (9, OPEN)]
    assert Deadline.objects.get(subject_uuid=job.uuid, state=MET).met_at == now + 9 * DAY
    assert right(now + 10 * DAY)


# Jobs


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


# Pages


def test_a_contact_and_a_job_are_put_right_in_the_browser(world: World, client_of: ClientOf, real_now: datetime):
    learner = become(world.learner(date_of_birth=BORN), CareStatus.FORMER_RELEVANT, real_now - 40 * DAY)
    job = begin(learner, world, real_now, starts_on=local_date(real_now) - 20 * DAY)
    contact = reach(learner, world, real_now - DAY, now=real_now, note="Tea and the rent")
    client, provider = client_of(world.social_worker.user), client_of(world.designated_person.user)
    page = reverse("tracking:in-touch", args=[learner.uuid])
    correct_page = reverse("tracking:contact-correct", args=[contact.uuid])
    out = reverse("tracking:contact-strike-out", args=[contact.uuid])
    shown = client.get(page).content.decode()
    assert correct_page in shown
    assert out in shown
    assert "Tea and the rent" in client.get(correct_page).content.decode(), "filled in as it stands"
    data = {"how": "visit", "reached": "yes", "note": "Coffee and the rent", **moment_data("at", real_now - 2 * DAY)}
    refused = client.post(correct_page, data).content.decode()
    assert "Say what was wrong" in refused
    assert "Coffee and the rent" in refused, "what was typed stays"
    assert client.post(correct_page, {**data, "reason": "The wrong day"}).headers["Location"] == page
    assert "Coffee and the rent" in said(client.get(page))
    assert client.post(out, {"reason": "Another person"}).headers["Location"] == page
    text = said(client.get(page))
    assert "Struck out" in text
    assert "Recorded by mistake: Another person" in text
    assert correct_page not in client.get(page).content.decode()

    job_page = reverse("tracking:job", args=[job.uuid])
    correct_job_page, job_out = (
        reverse(f"tracking:job-{what}", args=[job.uuid]) for what in ("correct", "strike-out")
    )  # fmt: skip
    assert "Last day" not in client.get(correct_job_page).content.decode(), "it has not ended"
    given = {
        "employer": "Hart and Daughters", "job": "Cook", "hours": "20", "was_supported": "no", "reason": "Misheard",
        **day_data("starts_on", local_date(real_now) - 10 * DAY),
    }  # fmt: skip
    assert client.post(correct_job_page, given).headers["Location"] == job_page
    assert "Cook at Hart and Daughters" in said(client.get(job_page))
    end_job(
        job=job, ended_on=local_date(real_now), end_reason="Season over", by=world.social_worker.user, now=real_now
    )  # fmt: skip
    assert "Season over" in client.get(correct_job_page).content.decode()
    assert client.post(job_out, {"reason": "Their brother’s"}).headers["Location"] == job_page
    assert "Their brother’s" in said(client.get(job_page))
    for address in (correct_page, out, correct_job_page, job_out):
        assert provider.get(address).status_code == 404


def test_a_day_is_a_london_day(learner: Learner, world: World, now: datetime):
    """Half past midnight in British Summer Time is the day before in UTC."""
    at = datetime.combine(date(2026, 10, 16), datetime.min.time(), tzinfo=now.tzinfo) - timedelta(minutes=30)
    reach(learner, world, at, now=now + 12 * DAY)
    assert ledger(learner.uuid, now, IN_TOUCH)[-1] == ((date(2026, 10, 16) - local_date(now)).days, OPEN)
    assert right(now + 12 * DAY)
