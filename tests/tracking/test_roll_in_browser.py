"""The story of one list, in a browser: sent by the college, decided at the Virtual School, back at the college."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.clock import database_now
from accounts.tables import csv_bytes
from tests.people import World
from tests.tracking.test_roll_pages import HEAD, person
from tracking.services.roll_matching import match_waiting_lists

pytestmark = pytest.mark.browser
#: Milliseconds: a long story on a busy machine is no failure.
PATIENCE = 90_000


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_list_there_and_back(live_server, world: World, page_for, axe, shot, tmp_path: Path, javascript: bool):  # noqa: F811
    person(world, "Siobhan")
    person(world, "Ada")
    born = date(2008, 3, 5)
    lines = [
        ["Ada", "Okafor", born, "A1"],
        ["Siobahn", "Okafor", born, "A2"],
        ["Marta", "Zielinska", born, ""],
        ["", "x", "", ""],
    ]
    listed = tmp_path / "September.csv"
    listed.write_bytes(csv_bytes([HEAD, *lines]))
    width = 1280 if javascript else 375

    def look(page, name: str) -> None:
        if javascript:
            axe(page)
        shot(page, f"roll-{name}-{width}")

    college = page_for(world.designated_person.user, width=width, javascript=javascript)
    college.set_default_timeout(PATIENCE)
    college.goto("/on-roll/")
    look(college, "none-yet")
    college.get_by_role("button", name="Send a list").click()
    college.get_by_label("Those who said they are in care or care leavers").check()
    look(college, "new")
    college.locator("input[type=file]").set_input_files(listed)
    college.get_by_role("button", name="Send the list").click()
    expect(college.get_by_text("It is matched next.")).to_be_visible()
    look(college, "waiting")
    match_waiting_lists(now_source=database_now)
    college.get_by_role("link", name="Look again").click()
    expect(college.get_by_text("looks at it now")).to_be_visible()
    look(college, "sent")

    school = page_for(world.officer.user, width=width, javascript=javascript)
    school.set_default_timeout(PATIENCE)
    school.goto("/")
    school.get_by_role("link", name="2 lines of who is on roll").click()
    look(school, "matched")
    school.get_by_role("button", name="Decide 2 lines").click()
    look(school, "lines")
    school.get_by_role("link", name="Line 3").click()
    look(school, "line")
    school.get_by_label("Siobhan Okafor").check()
    school.get_by_label("Why (optional)").fill("Spelt wrongly.")
    school.get_by_role("button", name="Save and go on").click()
    school.get_by_label("None of our young people").check()
    school.get_by_role("button", name="Save and go on").click()
    school.get_by_role("button", name="Return it to the provider").click()
    look(school, "return")
    school.get_by_role("button", name="Return the list").click()
    expect(school.get_by_text("told yes for 2 of its lines")).to_be_visible()

    college.goto("/on-roll/")
    look(college, "list")
    college.get_by_role("link", name="Brindley College").click()
    expect(college.get_by_text("2 lines mean learners")).to_be_visible()
    look(college, "answer")
