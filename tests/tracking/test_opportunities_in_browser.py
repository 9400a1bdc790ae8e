"""Opportunities, times without a place and careers advice in a browser: on a desk, on a phone, without JavaScript."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import local_date
from tests.people import World
from tests.tracking.test_opportunities import offered
from tests.tracking_things.neet_episodes import without_place
from tracking.enums import Barrier, DayKind, OpportunityKind, ReferralState
from tracking.models import Referral
from tracking.services.neet_days import plan_day, settle_day
from tracking.services.neet_episodes import PlanWords, write_plan
from tracking.services.neet_roles import RoleWords, add_role
from tracking.services.referrals import Step, refer, take_step
from tracking.services.strengths import record_score

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_with_something_on_it(
    live_server, world: World, real_now: datetime, page_for: PageFor, axe: Axe, width: int
):
    by, today = world.social_worker.user, local_date(real_now)
    learner = world.learner()
    boats = offered(world, real_now, places=3, where="Canal side", for_whom="16 and over", apply_by_on=today)
    offered(world, real_now, title="A mentor at the theatre", kind=OpportunityKind.MENTORING)
    referral = refer(learner=learner, opportunity=boats, why="Likes boats, and asked twice.", by=by, now=real_now)
    other = refer(learner=world.learner(), opportunity=boats, why="It is near.", by=by, now=real_now)
    no = Step(ReferralState.UNSUITABLE, barrier=Barrier.TRAVEL, reason="Two buses, and the first leaves too late.")
    take_step(referral=other, step=no, by=by, now=real_now)
    take_step(referral=referral, step=Step(ReferralState.STARTED, on=today), by=by, now=real_now)
    episode = without_place(learner, world, real_now, days=100)
    words = PlanWords(
        barriers="“Everything is two buses away.”", plan="Two visits together.\nThen alone.", contingency="",
        themes=[Barrier.TRAVEL, Barrier.CONFIDENCE], agreed_on=today,
    )  # fmt: skip
    write_plan(episode=episode, words=words, by=by, now=real_now)
    role = RoleWords(who="The post-16 officer", does="Asks three employers", agency=world.virtual_school, by_on=today)
    add_role(episode=episode, words=role, by=by, now=real_now)
    for days_ago in (20, -9):
        on = today - timedelta(days=days_ago)
        day = plan_day(episode=episode, kind=DayKind.TASTER, on=on, where="Canal Boats", by=by, now=real_now)
        if days_ago > 0:
            settle_day(day=day, attended=True, what_came_of_it="Stayed until the end.", by=by, now=real_now)
    record_score(learner=learner, on=today, score=19, filled_in_by="The carer", by=by, now=real_now)
    page = page_for(by, width=width)
    for address in (
        "/opportunities/",
        f"/opportunities/{boats.uuid}/",
        f"/opportunities/{boats.uuid}/refer/?q={learner.family_name}",
        "/opportunities/report/",
        "/referrals/",
        f"/referrals/{referral.uuid}/",
        f"/referrals/{referral.uuid}/step/",
        f"/learners/{learner.uuid}/referrals/",
        f"/learners/{learner.uuid}/referrals/new/",
        "/neet/",
        f"/neet/{episode.uuid}/",
        f"/neet/{episode.uuid}/plan/",
        f"/neet/{episode.uuid}/help/",
        f"/neet/{episode.uuid}/people/new/",
        f"/neet/{episode.uuid}/days/new/",
        f"/neet/days/{day.uuid}/",
        f"/learners/{learner.uuid}/strengths/",
        f"/learners/{learner.uuid}/strengths/new/",
        "/guidance/",
        f"/learners/{learner.uuid}/guidance/",
    ):
        page.goto(address)
        axe(page)
    page = page_for(world.officer.user, width=width)
    page.goto("/opportunities/new/")
    axe(page)


def test_from_the_catalogue_to_a_start_without_javascript(
    live_server, world: World, real_now: datetime, page_for: PageFor
):
    boats, learner = offered(world, real_now), world.learner()
    page = page_for(world.social_worker.user, width=375, javascript=False)
    page.goto("/opportunities/")
    page.get_by_role("link", name="A week at Canal Boats").click()
    page.get_by_role("button", name="Refer a young person").click()
    page.get_by_label("Name or ULN").fill(learner.family_name)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=learner.full_name).click()
    expect(page.get_by_label("Which opportunity?")).to_have_value(str(boats.uuid))
    page.get_by_label("Why does it fit?").fill("Likes boats.")
    page.get_by_role("button", name="Refer").click()
    expect(page.get_by_text("is referred.")).to_be_visible()
    page.get_by_role("button", name="Record what happened").click()
    page.get_by_label("Started").check()
    today = local_date(real_now)
    for name, part in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        page.get_by_role("group", name="When did they start?").get_by_label(name).fill(str(part))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It is recorded.")).to_be_visible()
    assert Referral.objects.get().started_on == today
