"""Who has looked, and what was unusual: on a desk and on a phone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import LookKind
from learners.models import BrokenGlass
from tests.oversight.looks import look_at
from tests.people import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 375])
def test_who_has_looked(
    world: World, real_now: datetime, page_for: Callable[..., Page], axe: Any, shot: Any, width: int
):
    learner = world.learner()
    yesterday = real_now - timedelta(days=1)
    BrokenGlass.objects.create(
        learner=learner, membership=world.head, reason="Missing", opened_at=yesterday, ends_at=real_now
    )
    look_at([learner], by=world.head, at=yesterday + timedelta(minutes=3), address="203.0.113.9")
    look_at([learner], by=world.mentor, at=yesterday - timedelta(hours=2), what="education_plans:plan")
    others = [UUID(int=number) for number in range(11)]
    look_at([learner, *others], by=world.officer, at=yesterday - timedelta(days=1), kind=LookKind.EXPORT)
    for number in range(60):
        look_at([learner], by=world.social_worker, at=yesterday - timedelta(days=2, minutes=number))

    page = page_for(world.key_contact.user, width=width)
    page.goto(f"/learners/{learner.uuid}/")
    page.get_by_role("link", name="See who has looked at it").click()
    expect(page.get_by_role("row").filter(has_text="Hana Head")).to_contain_text("Opened in an emergency")
    expect(page.get_by_role("row").filter(has_text="Ola Officer")).to_contain_text("one of 12 people")
    axe(page)
    shot(page, f"who-looked-{width}")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("tr[data-row]")).to_have_count(14)  # 63 of the past and the case file a moment ago
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("tr[data-row]")).to_have_count(50)


@pytest.mark.parametrize("width", [1280, 375])
def test_unusual_access(
    world: World, real_now: datetime, page_for: Callable[..., Page], axe: Any, shot: Any, width: int
):
    for number in range(43):
        look_at([UUID(int=number)], by=world.mentor, at=real_now - timedelta(days=2, seconds=number))
    for number in range(22):
        look_at([], by=world.viewer, at=real_now - timedelta(days=3, seconds=number), kind=LookKind.SEARCH)

    page = page_for(world.administrator.user, width=width)
    page.goto(f"/directory/{world.college.uuid}/")
    page.get_by_role("link", name="Unusual access in the last 30 days").click()
    expect(page.get_by_role("row").filter(has_text="43 different records")).to_contain_text("Mo Mentor")
    expect(page.get_by_role("row").filter(has_text="22 searches")).to_contain_text("Vic Viewer")
    axe(page)
    page.get_by_text("What counts as unusual").click()
    axe(page)
    shot(page, f"unusual-access-{width}")
