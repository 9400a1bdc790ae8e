"""A new job: asked about weekly, then monthly, until six months are over (K7)."""

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
from learners.models import Learner
from learners.services import close_case
from tests.people import World
from tests.tracking.test_activity import said
from tracking.enums import ContactHow
from tracking.models import Contact, Employment
from tracking.services.contact import ContactRefused, log_contact
from tracking.services.employment import JobRefused, end_job, record_job
from tracking.services.own_clocks import CaseHasEnded

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)
WEEKLY, MONTHLY = "work_contact_weekly", "work_contact_monthly"


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


def begin(learner: Learner, world: World, now: datetime, *, supported: bool = True, days_ago: int = 0) -> Employment:
    return record_job(
        learner=learner, employer=" Hart  and Sons ", job="Kitchen assistant", hours=20, was_supported=supported,
        starts_on=local_date(now) - days_ago * DAY, by=world.social_worker.user, now=now,
    )  # fmt: skip


def ask(job: Employment, world: World, at: datetime, *, reached: bool = True) -> Contact:
    return log_contact(
        learner=job.learner, job=job, how=ContactHow.PHONE, at=at, reached=reached, by=world.social_worker.user, now=at
    )


def running(job: Employment) -> tuple[str, date | None] | None:
    return Deadline.objects.open().filter(subject_uuid=job.uuid).values_list("duty_code", "due_on").first()


def drifted(now: datetime) -> list[str]:
    return [str(one) for one in drift.find(now=now) if one.duty_code in (WEEKLY, MONTHLY)]


def test_supported_work_is_asked_about_weekly_for_eight_weeks_then_monthly(
    learner: Learner, world: World, now: datetime
):
    job = begin(learner, world, now)
    day = local_date(now)
    assert str(job) == "Kitchen assistant at Hart and Sons"
    assert running(job) == (WEEKLY, day + 7 * DAY)
    ask(job, world, now + 3 * DAY, reached=False)
    assert running(job) == (WEEKLY, day + 7 * DAY)
    ask(job, world, now + 6 * DAY)
    assert running(job) == (WEEKLY, day + 13 * DAY)
    ask(job, world, now + 55 * DAY)
    assert running(job) == (WEEKLY, day + 62 * DAY), "the eighth week is not over"
    ask(job, world, now + 60 * DAY)
    assert running(job) == (MONTHLY, date(2027, 1, 5))
    ask(job, world, now + 180 * DAY)
    assert running(job) == (MONTHLY, date(2027, 5, 4)), "on the last day of the six months"
    ask(job, world, now + 182 * DAY)
    assert running(job) is None
    assert drifted(now + 182 * DAY) == []
    assert Deadline.objects.filter(subject_uuid=job.uuid, state=DeadlineState.MET).count() == 5


def test_work_they_found_themselves_is_asked_about_monthly(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now, supported=False)
    assert running(job) == (MONTHLY, date(2026, 11, 6))


@pytest.mark.parametrize(
    ("days_ago", "expected"), [(40, (WEEKLY, 7)), (57, (MONTHLY, 31)), (190, None), (-5, (WEEKLY, 12))]
)
def test_a_job_heard_of_later_or_before_is_asked_about_from_then(
    learner: Learner, world: World, now: datetime, days_ago: int, expected: tuple[str, int] | None
):
    job = begin(learner, world, now, days_ago=days_ago)
    assert running(job) == (expected and (expected[0], local_date(now) + expected[1] * DAY))
    assert drifted(now) == []


def test_what_was_waived_does_not_come_back_by_itself(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now)
    waive(deadline=Deadline.objects.get(subject_uuid=job.uuid), reason="On holiday", by=world.head.user, now=now)
    ask(job, world, now + timedelta(hours=1))  # the same day
    assert running(job) is None
    ask(job, world, now + 8 * DAY)
    assert running(job) == (WEEKLY, local_date(now) + 15 * DAY)
    assert drifted(now + 8 * DAY) == []


def test_when_it_ends_nobody_asks_any_more(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now)
    ask(job, world, now + 6 * DAY)
    by, later = world.social_worker.user, now + 10 * DAY
    for wrong in (local_date(now) - DAY, local_date(later) + DAY, local_date(now) + 5 * DAY):
        with pytest.raises(JobRefused) as refused:
            end_job(job=job, ended_on=wrong, end_reason="Closed down", by=by, now=later)
        assert refused.value.field == "ended_on"
    ended = end_job(job=job, ended_on=local_date(later), end_reason="Closed down", by=by, now=later)
    assert running(ended) is None
    assert drifted(later) == []
    with pytest.raises(JobRefused, match="just recorded"):
        end_job(job=job, ended_on=local_date(later), end_reason="Again", by=by, now=later)
    with pytest.raises(ContactRefused, match="The job ended on"):
        ask(ended, world, later + DAY)


def test_with_the_case_it_is_over(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now)
    close_case(learner=learner, closed_on=local_date(now), reason="Moved", by=None, now=now)
    assert running(job) is None
    assert drifted(now) == []
    with pytest.raises(CaseHasEnded):
        end_job(job=job, ended_on=local_date(now), end_reason="x", by=world.social_worker.user, now=now)


def test_a_contact_before_the_job_began_is_refused(learner: Learner, world: World, now: datetime):
    job = begin(learner, world, now, days_ago=-5)
    with pytest.raises(ContactRefused, match="The job began on"):
        ask(job, world, now)


def test_from_the_job_to_its_end_in_the_browser(
    learner: Learner, world: World, client_of: ClientOf, real_now: datetime
):
    client = client_of(world.social_worker.user)
    in_touch = reverse("tracking:in-touch", args=[learner.uuid])
    new = reverse("tracking:job-new", args=[learner.uuid])
    assert new in client.get(in_touch).content.decode()
    begun = local_date(real_now) - 10 * DAY
    data = {"employer": "Hart and Sons", "job": "Porter", "hours": "16", **day_data("starts_on", begun)}
    assert "Hart and Sons" in client.post(new, data).content.decode(), "what was typed stays"
    page = client.post(new, {**data, "was_supported": "yes"}).headers["Location"]
    job = Employment.objects.get()
    assert page == reverse("tracking:job", args=[job.uuid])
    assert "Ask how the new job goes: every week" in said(client.get(page))
    contact = {"how": "phone", "reached": "yes", "note": "Likes the team", **moment_data("at", real_now)}
    assert client.post(reverse("tracking:job-contact", args=[job.uuid]), contact).status_code == 302
    assert "Likes the team" in said(client.get(page))
    assert "About the job: Porter" in said(client.get(in_touch))
    end = reverse("tracking:job-end", args=[job.uuid])
    refused = client.post(end, {**day_data("ended_on", begun - DAY), "end_reason": "Season over"})
    assert "cannot end before that" in refused.content.decode()
    then = client.post(end, {**day_data("ended_on", local_date(real_now)), "end_reason": "Season over"})
    assert then.headers["Location"] == reverse("tracking:activity-of", args=[learner.uuid])
    assert "Season over" in said(client.get(page))
    provider = client_of(world.designated_person.user)
    for address in (page, end, reverse("tracking:job-contact", args=[job.uuid])):
        assert provider.get(address).status_code == 404
