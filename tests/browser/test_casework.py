"""Support and moves in a browser: no axe violation at both widths, and the end of a case without JavaScript."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import local_date
from learners.models import Learner
from learners.services import close_case
from tests.people import World
from tracking.enums import HomeEffect, MoveTime
from tracking.models import CaseClosure
from tracking.services.closure import begin_closure, record_told
from tracking.services.extra_support import add_extra_support, review_extra_support
from tracking.services.home_moves import HomeMoveWords, record_home_move
from tracking.services.returns import ask_to_return
from tracking.services.school_moves import SchoolMoveWords, record_refusal, record_school_move, take_further
from tracking.services.transfers import ask_for_records

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]


def full(world: World, now: datetime) -> dict[str, str]:
    """Somebody with something in every corner, and the addresses of it."""
    learner = world.learner(date_of_birth=local_date(now) - timedelta(days=22 * 365 + 30))
    by, today = world.social_worker.user, local_date(now)
    support = add_extra_support(
        learner=learner, place=world.enrolment(learner), why="Loud rooms since the accident.",
        what="A quiet room, one person to go to,\nand nothing before ten on Mondays.", advocate="Mina Farouk",
        starts_on=today - timedelta(days=100), by=by, now=now - timedelta(days=100),
    )  # fmt: skip
    review_extra_support(support=support, held_on=today - timedelta(days=9), outcome="“It works.”", by=by, now=now)
    transfer = ask_for_records(
        learner=learner, from_agency=None, from_name="Oakfield School", to_agency=world.virtual_school,
        what="The last education plan and what helped in class", by=by, now=now - timedelta(days=25),
    )  # fmt: skip
    record_home_move(
        learner=learner, by=by, now=now,
        words=HomeMoveWords(today + timedelta(days=12), False, "Supported lodgings", "Housing", HomeEffect.TRAVEL, "A travel card"),
    )  # fmt: skip
    record_school_move(
        learner=learner, by=by, now=now,
        words=SchoolMoveWords("Oakfield School", "Elm Street School", today, False, MoveTime.TERM, True, "A new home"),
    )  # fmt: skip
    refusal = record_refusal(
        learner=learner, where="Elm Street School", refused_on=today, reason_given="Full.", by=by, now=now
    )
    take_further(refusal=refusal, taken_to="The admissions team", taken_on=today, by=by, now=now)
    closure = begin_closure(
        learner=learner, planned_on=today + timedelta(days=20), reason="In work and in a flat", still_in_education=True,
        by=by, now=now,
    )  # fmt: skip
    record_told(closure=closure, told_on=today, says="I am ready.", by=by, now=now)
    back = gone(world, now)
    asked = ask_to_return(learner=back, asked_on=today, asks_for="Help with the rent.", by=world.officer.user, now=now)
    own = f"/learners/{learner.uuid}"
    return {
        "casework": f"{own}/casework/",
        "extra-support": f"/extra-support/{support.uuid}/",
        "extra-support-new": f"{own}/extra-support/new/",
        "transfers": "/record-transfers/",
        "transfer": f"/record-transfers/{transfer.uuid}/",
        "transfer-new": f"{own}/record-transfers/new/",
        "home-move-new": f"{own}/home-moves/new/",
        "school-move-new": f"{own}/school-moves/new/",
        "refusal": f"/place-refusals/{refusal.uuid}/",
        "refusals": "/place-refusals/",
        "closure": f"/closures/{closure.uuid}/",
        "closure-remains": f"/closures/{closure.uuid}/remains/",
        "return": f"/returns/{asked.uuid}/",
        "return-assess": f"/returns/{asked.uuid}/assess/",
    }


def gone(world: World, now: datetime) -> Learner:
    learner = world.learner(date_of_birth=local_date(now) - timedelta(days=23 * 365), enrolled=False)
    return close_case(learner=learner, closed_on=local_date(now), reason="21", by=world.team_manager.user, now=now)


@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_of_it(world: World, real_now: datetime, page_for: PageFor, axe: Axe, shot: Shot, width: int):
    pages = full(world, real_now)
    page = page_for(world.team_manager.user, width=width)
    for name, address in pages.items():
        page.goto(address)
        axe(page)
        shot(page, f"casework-{name}-{width}")


def fill_day(page: Page, name: str, day: date) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def test_the_end_of_a_case_and_the_way_back_without_javascript(world: World, real_now: datetime, page_for: PageFor):
    learner = world.learner(date_of_birth=local_date(real_now) - timedelta(days=22 * 365 + 30), enrolled=False)
    today = local_date(real_now)
    page = page_for(world.team_manager.user, javascript=False)
    page.goto(f"/learners/{learner.uuid}/casework/")
    page.get_by_role("link", name="Prepare the end of the case").click()
    fill_day(page, "planned_on", today)
    page.get_by_label("Why?").fill("In work and in a flat")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Tell them, and hear what they say").click()
    page.get_by_label("What do they say?").fill("I am ready.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Go through what remains available").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="A team manager agrees").click()
    page.get_by_role("button", name="Agree").click()
    page.get_by_role("link", name="Give them the letter").click()
    page.get_by_label("How?").fill("By hand")
    page.get_by_role("button", name="The letter is given").click()
    page.get_by_role("button", name="Close the case").click()
    expect(page).to_have_url(re.compile("/close/$"))
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text(f"The case of {learner.full_name} is closed.")).to_be_visible()
    assert CaseClosure.objects.get().closed_at is not None
    page.get_by_role("link", name="They ask to come back").click()
    page.get_by_label("What do they ask for?").fill("Help with the rent")
    page.get_by_role("button", name="Record").click()
    page.get_by_role("button", name="Record the assessment").click()
    page.get_by_label("What did the assessment find?").fill("The rent is late")
    page.get_by_label("They are supported again").check()
    page.get_by_label("What support is agreed?").fill("An adviser, weekly")
    page.get_by_role("button", name="Record assessment").click()
    page.get_by_role("link", name="Name the key worker").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    learner.refresh_from_db()
    assert not learner.is_closed
