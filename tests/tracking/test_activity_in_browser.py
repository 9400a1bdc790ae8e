"""What young people do, contacts, jobs and the yearly return: accessible on a desk and a phone, and without JavaScript."""

from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from accounts.clock import local_date
from learners.enums import CareStatus
from learners.models import Learner
from tests.people import World
from tests.tracking.test_activity import COLLEGE, ILL, SEEKING, code
from tests.tracking.test_worker_changes import hand_on
from tracking.enums import CodeList, ContactHow
from tracking.models import ActivitySpell, Employment
from tracking.services.activity import record_activity
from tracking.services.care_leaver_return import fill_in_return
from tracking.services.contact import log_contact, settle_all_in_touch
from tracking.services.employment import record_job

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)


@pytest.fixture
def learner(world: World, real_now: datetime) -> Learner:
    """A care leaver with something of everything."""
    learner = world.learner(
        given_name="Ade", family_name="Brook", care_status=CareStatus.FORMER_RELEVANT, date_of_birth=date(2007, 5, 17)
    )
    by, today = world.social_worker.user, local_date(real_now)
    for number, days_ago in ((COLLEGE, 500), (SEEKING, 290), (ILL, 30)):
        record_activity(
            learner=learner, code=code(number), starts_on=today - days_ago * DAY, note="As told on the phone", by=by,
            now=real_now,
        )  # fmt: skip
    code("F2", CodeList.CARE_LEAVERS)
    code("U1", CodeList.HOMES)
    settle_all_in_touch(now=real_now - 20 * DAY)
    job = record_job(
        learner=learner, employer="Hart and Sons", job="Kitchen assistant", hours=16, was_supported=True,
        starts_on=today - 20 * DAY, by=by, now=real_now - 20 * DAY,
    )  # fmt: skip
    for number in range(4):
        log_contact(
            learner=learner, job=job if number % 2 else None, how=ContactHow.PHONE, at=real_now - (16 - 4 * number) * DAY,
            reached=number != 2, note="Wants to see the old carer at Christmas.", by=by, now=real_now - (16 - 4 * number) * DAY,
        )  # fmt: skip
    fill_in_return(learner=learner, year=2026, in_touch="YES", activity="F2", accommodation="U1", by=by, now=real_now)
    hand_on(learner, world.personal_adviser, real_now - DAY)
    world.learner(care_status=CareStatus.FORMER_RELEVANT, date_of_birth=date(2007, 5, 17))
    return learner


@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_are_accessible(live_server, world: World, learner: Learner, page_for, axe, shot, width: int):
    page = page_for(world.officer.user, width=width)
    spell, job = ActivitySpell.objects.filter(learner=learner).latest("starts_on"), Employment.objects.get()
    for name, address in {
        "list": "/activity/",
        "history": f"/learners/{learner.uuid}/activity/",
        "new": f"/learners/{learner.uuid}/activity/new/",
        "correct": f"/activity/{spell.uuid}/correct/",
        "in-touch": f"/learners/{learner.uuid}/in-touch/",
        "contact": f"/learners/{learner.uuid}/in-touch/new/",
        "job-new": f"/learners/{learner.uuid}/jobs/new/",
        "job": f"/jobs/{job.uuid}/",
        "return": "/care-leaver-return/2026/",
        "return-of": f"/learners/{learner.uuid}/care-leaver-return/2026/",
        "worker-changes": "/worker-changes/",
    }.items():
        page.goto(address)
        axe(page)
        shot(page, f"eet-{name}-{width}")


def test_what_they_do_is_recorded_without_javascript(live_server, world: World, learner: Learner, page_for, real_now):
    page = page_for(world.officer.user, width=375, javascript=False)
    page.goto(f"/learners/{learner.uuid}/activity/")
    page.get_by_role("button", name="Record what Ade does").click()
    page.get_by_label("What do they do?").select_option("230 Further education college")
    today = local_date(real_now)
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        page.get_by_label(part, exact=True).first.fill(str(value))
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("It is recorded.")).to_be_visible()
    expect(page.get_by_text("Further education college, since")).to_be_visible()
