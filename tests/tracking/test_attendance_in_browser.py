"""Attendance in a browser: a week typed with the keyboard alone, with and without a script, on a desk and on a phone."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.people import World
from tests.tracking.attendance_story import Register
from tracking.models import AttendanceConcern, AttendanceWeek
from tracking.services.attendance_concerns import write_pathway

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]


@pytest.fixture
def register(world: World, real_now: datetime) -> Register:
    return Register(world, real_now)


def focused(page: Page) -> str:
    """What has the focus: its name, or what it says."""
    said: str = page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
    return said


def reach(page: Page, name: str) -> None:
    """Press Tab until the box has the focus."""
    for _ in range(60):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_week_is_typed_with_the_keyboard_alone(register: Register, page_for: PageFor, axe: Axe, javascript: bool):
    places = sorted((register.somebody() for _ in range(5)), key=lambda place: place.learner.sort_name)
    for number, place in enumerate(places):
        register.record(place, 1, 10 - number)
    page = page_for(register.by, javascript=javascript)
    page.goto(f"/attendance/?week={register.week()}")
    axe(page)
    expect(page.get_by_text("7 of 10")).to_be_visible()
    boxes = [f"{place.uuid.hex}-attended" for place in places]
    reach(page, boxes[0])
    for place, (box, attended) in zip(places, zip(boxes, "98711", strict=True), strict=True):
        if focused(page) != box:
            reach(page, box)
        page.keyboard.type("11" if place == places[2] else attended)
        page.keyboard.press("ArrowDown" if javascript else "Tab")
    reach(page, "Save the week")
    page.keyboard.press("Enter")
    wrong = page.get_by_role("link", name="sessions attended cannot be more than the 10 possible sessions")
    expect(wrong).to_be_visible()
    axe(page)
    assert not AttendanceWeek.objects.filter(week_on=register.week()).exists()
    reach(page, boxes[2])
    page.keyboard.press("Control+a")
    page.keyboard.type("7")
    reach(page, "Save the week")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved: 5 recorded.")).to_be_visible()
    assert [register.recorded(place).attended for place in places] == [9, 8, 7, 1, 1]


@pytest.mark.parametrize("width", [375, 1280])
def test_the_pages_in_every_state(register: Register, page_for: PageFor, axe: Axe, shot: Shot, width: int):
    good, falling, alone = (register.somebody() for _ in range(3))
    for back in range(8, 0, -1):
        register.record(good, back, 10 - (back == 4), excused=int(back == 4))
        register.record(falling, back, min(9, back + 1))
        register.record(alone, back, str(95 - back))
    concern = AttendanceConcern.objects.get(enrolment=falling)
    staff = page_for(register.by, width=width)
    for address, name in (
        ("/", "my-day"),
        (f"/attendance/?week={register.week(1)}", "week"),
        (f"/attendance/?week={register.week(1)}&by=marks", "week-marks"),
        (f"/attendance/?week={register.week(1)}&by=percent", "week-percent"),
        ("/attendance/year/", "year"),
        ("/attendance/young-people/?show=persistent", "list"),
        (f"/learners/{falling.learner.uuid}/attendance/", "learner"),
        (f"/learners/{falling.learner.uuid}/", "case-file"),
        (f"/attendance/concerns/{concern.uuid}/", "pathway"),
        (f"/attendance/concerns/{concern.uuid}/pathway/", "pathway-write"),
        (f"/enrolments/{falling.uuid}/timetable/", "timetable"),
        ("/attendance/import/", "import"),
        ("/attendance/marks/", "marks"),
    ):
        staff.goto(address)
        axe(staff)
        shot(staff, f"attendance-{name}-{width}")
    write_pathway(
        concern=concern, young_person_says="The bus.", what_helps="A later start.", by=register.by, now=register.now
    )
    worker = page_for(register.world.social_worker.user, width=width)
    worker.goto(f"/attendance/concerns/{concern.uuid}/")
    worker.get_by_role("button", name="Close it").click()
    axe(worker)
    worker.get_by_label("Attendance is better").check()
    worker.get_by_role("button", name="Close").click()
    expect(worker.get_by_text("The attendance pathway is closed.")).to_be_visible()
