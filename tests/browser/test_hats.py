"""Somebody with roles at two agencies sees for which one they work, and changes it with the keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts import access
from accounts.enums import Purpose, RoleCode
from learners.models import Learner
from tests.factories import AgencyLinkFactory, MembershipFactory
from tests.people import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (375, True), (375, False)])
def test_changing_the_agency(
    world: World, page_for: Callable[..., Page], axe: Any, shot: Any, width: int, javascript: bool
):
    second = MembershipFactory(user=world.officer.user, agency=world.other_college, role=RoleCode.VIEWER)
    access.project_membership(second)
    elsewhere = world.learner(enrolled=False, given_name="Esme", family_name="Elsewhere")
    elsewhere.links.all().delete()
    AgencyLinkFactory(learner=elsewhere, agency=world.other_college, purpose=Purpose.PROVIDER)
    access.project(Learner, [elsewhere.pk])

    page = page_for(world.officer.user, width=width, javascript=javascript)
    page.goto(f"/learners/{elsewhere.uuid}/")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    header = page.locator(".app-header")
    expect(header).to_contain_text("Home Virtual School")
    expect(header).to_contain_text("Virtual School officer")
    header.get_by_role("link", name="Change the agency you are working for").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Which agency are you working for?")).to_be_visible()
    if javascript:
        axe(page)
        shot(page, f"hats-{width}")
    page.get_by_label("Elsewhere College").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Esme Elsewhere").first).to_be_visible()
    expect(page.locator(".app-header")).to_contain_text("Elsewhere College")
    expect(page.locator(".app-header")).to_contain_text("Viewer")
