"""Figures, lists and files in a browser: no axe violation at both widths, and the whole way without JavaScript."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import database_now, local_date
from oversight.enums import ExportFormat, Listing
from oversight.services import exports
from oversight.services.exports import ask_for_list, make_waiting_lists
from oversight.services.saved_views import repeat_view, save_view
from tests.browser.fixtures import DESK, PHONE
from tests.oversight.facts import attended, does
from tests.people import World
from tracking.enums import ActivityGroup

pytestmark = pytest.mark.browser

#: Milliseconds that the first page of a process may take on a busy machine.
PATIENCE = 60_000

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]


@pytest.fixture
def eventful(world: World) -> World:
    now = database_now()
    today = local_date(now)
    for number in range(14):
        worker = world.personal_adviser if number % 3 else world.social_worker
        learner = world.learner(key_worker=worker, date_of_birth=today - timedelta(days=365 * (16 + number % 4)))
        group = (ActivityGroup.EDUCATION, ActivityGroup.EMPLOYMENT, ActivityGroup.NEET)[number % 3]
        does(learner, ActivityGroup.EDUCATION, today - timedelta(days=300 + number))
        does(learner, group, today - timedelta(days=20 * number + 5))
        weeks = [(back, 10, max(10 - (number + back) % 4, 5)) for back in range(12) if (number + back) % 5]
        attended(learner.enrolments.get(), world, now, *weeks)
    view = save_view(
        agency=world.virtual_school, page=Listing.NEET, name="Long without a place", filters="doing=long_neet",
        by=world.officer.user, now=now,
    )  # fmt: skip
    save_view(
        agency=world.virtual_school, page=Listing.FIGURES, name="Out of the area", filters="area=out",
        by=world.officer.user, now=now,
    )  # fmt: skip
    repeat_view(view=view, recipient=world.social_care, format=ExportFormat.EXCEL, by=world.officer.user, now=now)
    return world


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_pages_are_accessible(eventful: World, page_for: PageFor, axe: Axe, shot: Shot, width: int):
    page = page_for(eventful.officer.user, width=width)
    page.set_default_navigation_timeout(PATIENCE)
    for name, path in (
        ("figures", "/figures/"), ("figures-cut", "/figures/?area=out"), ("lists", "/lists/"),
        ("neet", "/lists/neet/"), ("attendance", "/lists/attendance/?attending=at_limit"),
        ("download", "/lists/neet/download/"), ("saved-views", "/saved-views/"),
    ):  # fmt: skip
        page.goto(path)
        axe(page)
        shot(page, f"{name}-{width}")
    for who in ("team_manager", "designated_person", "social_worker"):
        page = page_for(getattr(eventful, who).user, width=width)
        page.set_default_navigation_timeout(PATIENCE)
        page.goto("/figures/")
        axe(page)
        shot(page, f"figures-{who}-{width}")


def test_from_a_number_to_a_file_without_javascript(
    eventful: World, page_for: PageFor, axe: Axe, shot: Shot, monkeypatch: pytest.MonkeyPatch
):
    page = page_for(eventful.officer.user, javascript=False)
    page.set_default_timeout(PATIENCE)
    page.goto("/lists/")
    page.get_by_role("link", name="Figures", exact=True).click()
    page.get_by_role("link", name="Not in education, employment or training").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Young people")
    page.get_by_role("button", name="Keep this view").click()
    page.get_by_label("Name of the view").fill("Without a place")
    page.get_by_role("button", name="Keep the view").click()
    expect(page.get_by_role("link", name="Without a place", exact=True)).to_be_visible()
    page.get_by_role("button", name="Download", exact=True).click()
    page.get_by_label("CSV").check()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_text("The file holds")).to_be_visible()
    axe(page)
    shot(page, "export-ready")
    with page.expect_download() as file:
        page.get_by_role("button", name="Download the CSV file").click()
    assert file.value.suggested_filename.endswith(".csv")

    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)
    page.goto("/lists/young_people/download/")
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_text("It is made next.")).to_be_visible()
    axe(page)
    shot(page, "export-waiting")
    make_waiting_lists(now_source=database_now)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("button", name="Download the Excel file")).to_be_visible()


def test_a_long_list_is_stopped_from_its_page(eventful: World, page_for: PageFor, axe: Axe):
    now = database_now()
    job = ask_for_list(
        listing=Listing.YOUNG_PEOPLE, filters="", format=ExportFormat.CSV, recipient=eventful.virtual_school,
        agency=eventful.virtual_school, by=eventful.officer.user, now=now,
    )  # fmt: skip
    page = page_for(eventful.officer.user, width=PHONE)
    page.goto(f"/exports/{job.uuid}/")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Nothing was shared")).to_be_visible()
    page.goto("/exports/")
    axe(page)
