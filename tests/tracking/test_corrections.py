"""A contact or a job that was recorded wrongly is put right, and the clocks with it (P1, K7)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

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
from tests.people import World
from tests.tracking.test_activity import said
from tests.tracking.test_contact import BORN, become
from tracking.enums import ContactHow
from tracking.models import Contact, Employment
from tracking.selectors.contact import IN_TOUCH, standing_of
from tracking.services.contact import ContactRefused, correct_contact, log_contact, strike_out_contact
from tracking.services.employment import end_job, record_job

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)
MET, OPEN, CANCELLED = DeadlineState.MET, DeadlineState.OPEN, DeadlineState.CANCELLED
WORK = ("work_contact_weekly", "work_contact_monthly")


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
