"""A panel in a browser: its agenda, a meeting run with the keyboard alone, and search from the header; no axe violation on
the way.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import local_date, london
from accounts.enums import AgencyKind
from oversight.models import PanelItem, PanelMeeting
from oversight.services.panel import close_meeting
from oversight.services.success import record_story
from tests.factories import AgencyFactory
from tests.oversight.panels import (
    action,
    begin,
    decided,
    incidents,
    item_of,
    meeting_of,
    panel_of,
    weeks,
    without_a_place,
)
from tests.people import World

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]
DAY = timedelta(days=1)


@pytest.fixture
def story(world: World, real_now: datetime) -> PanelMeeting:
    """A first meeting a month ago that left something undone, and a second one to come."""
    panel = panel_of(world, real_now, [AgencyFactory(kind=AgencyKind.OTHER, name="Careers service")])
    long = without_a_place(world, real_now, 250, given_name="Amara", family_name="Fallow")
    without_a_place(world, real_now, 20, given_name="Kian", family_name="Garland")
    world.learner(given_name="Jada", family_name="Ekwueme")
    suspended = world.learner(given_name="Elsie", family_name="Hollis")
    incidents(suspended, world, real_now, [3, 30])
    weeks(suspended, world, real_now, [10, 9, 10, 9, 8, 7, 6, 6])
    first = begin(meeting_of(panel, world, real_now - 30 * DAY, in_days=1), world, real_now - 29 * DAY)
    decided(
        item_of(first, long), world, real_now - 29 * DAY, return_on=local_date(real_now) - DAY,
        actions=[action(world, local_date(real_now) - 9 * DAY, "Ring the garden centre")],
    )  # fmt: skip
    close_meeting(meeting=first, by=world.officer.user, now=real_now - 29 * DAY)
    record_story(
        learner=suspended, virtual_school=world.virtual_school, on=local_date(real_now), what_happened="Passed maths",
        what_worked="A quiet room", anonymous="Somebody passed maths, in a quiet room.",
        agreed_by_young_person_on=local_date(real_now), by=world.officer.user, now=real_now,
    )  # fmt: skip
    return meeting_of(panel, world, real_now)


def type_day(page: Page, day: datetime) -> None:
    """Into the three boxes of a day, the first of which has the focus."""
    for value in (day.day, day.month, day.year):
        page.keyboard.type(str(value))
        page.keyboard.press("Tab")


@pytest.mark.parametrize(("width", "javascript"), [(375, False), (1280, True)])
def test_a_meeting_from_its_agenda_to_its_end(
    world: World, story: PanelMeeting, real_now: datetime, page_for: PageFor, axe: Axe, shot: Shot, width: int,
    javascript: bool,
):  # fmt: skip
    page = page_for(world.officer.user, width=width, javascript=javascript)
    page.goto("/")
    page.get_by_role("link", name="EET panel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Planned")
    rows = page.locator("tr[data-row]")
    expect(rows.first).to_contain_text("Amara Fallow")
    expect(rows.first).to_contain_text("Ring the garden centre")
    axe(page)
    shot(page, f"panel-agenda-{width}")
    page.get_by_role("button", name="Up the agenda: Kian Garland").click()
    axe(page)
    page.get_by_role("button", name="Begin the meeting").click()
    first = page.get_by_role("heading", level=1)
    axe(page)
    shot(page, f"panel-person-{width}")
    everybody = PanelItem.objects.filter(meeting=story).count()
    for turn in range(everybody):
        expect(first).not_to_contain_text("Decided")
        # The keyboard alone: from the first box of the form on.
        page.get_by_label("What the young person wants").focus()
        page.keyboard.type("To work outdoors")
        page.keyboard.press("Tab")
        page.keyboard.type(f"Decision {turn}")
        page.keyboard.press("Tab")
        page.keyboard.type("The farm")
        page.keyboard.press("Tab")
        type_day(page, london(real_now) + 40 * DAY)
        if turn == 0:
            page.get_by_label("Action 1: what is to be done").focus()
            page.keyboard.type("Buy boots")
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
            page.keyboard.type("The carer")
            page.keyboard.press("Tab")
            type_day(page, london(real_now) + 10 * DAY)
            shot(page, f"panel-typed-{width}")
        page.get_by_role("button", name="Save and go to the next").focus()
        with page.expect_navigation():  # the page before says "is recorded." too
            page.keyboard.press("Enter")
        expect(page.get_by_text("is recorded.")).to_be_visible()
    assert PanelItem.objects.filter(meeting=story, decided_at=None).count() == 0
    axe(page)
    shot(page, f"panel-decided-{width}")
    page.get_by_role("button", name="Close the meeting").click()
    axe(page)
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Closed")
    axe(page)


@pytest.mark.parametrize("width", [375, 1280])
def test_the_other_pages_of_panels(
    world: World, story: PanelMeeting, page_for: PageFor, axe: Axe, shot: Shot, width: int
):  # fmt: skip
    page = page_for(world.head.user, width=width)
    amara = story.items.get(learner__given_name="Amara").learner
    here, panel = f"/panels/meetings/{story.uuid}", f"/panels/{story.panel.uuid}"
    for path, name in (
        ("/panels/", "panels"), ("/panels/new/", "panel-new"), (f"{panel}/", "panel"), (f"{panel}/actions/", "panel-actions"),
        (f"{panel}/meetings/new/", "panel-meeting-new"), (f"{here}/add/?q=ekwume", "panel-add"), (f"{here}/people/", "panel-people"),
        (f"/learners/{amara.uuid}/risk/", "risk"),
        (f"/learners/{amara.uuid}/risk/judge/", "risk-judge"), (f"/learners/{amara.uuid}/success/new/", "success-new"),
        ("/success/", "success"), ("/success/told/", "success-told"), ("/search/", "search-empty"),
        ("/search/?q=zzzz", "search-nobody"), (f"/learners/{amara.uuid}/", "panel-case-file"),
    ):  # fmt: skip
        page.goto(path)
        axe(page)
        shot(page, f"{name}-{width}")


@pytest.mark.parametrize(("width", "javascript"), [(375, False), (1280, True)])
def test_search_from_the_header(
    world: World, story: PanelMeeting, page_for: PageFor, axe: Axe, shot: Shot, width: int, javascript: bool
):  # fmt: skip
    page = page_for(world.officer.user, width=width, javascript=javascript)
    page.goto("/help/")
    page.locator("#header-search").fill("falow")
    page.locator("#header-search").press("Enter")
    expect(page.get_by_role("link", name="Amara Fallow")).to_be_visible()
    axe(page)
    shot(page, f"search-{width}")
    page.locator("#id_q").fill("brindley")
    page.locator("#id_q").press("Enter")
    expect(page.get_by_role("link", name="Elsie Hollis")).to_be_visible()
