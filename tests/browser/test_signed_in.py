"""The frame around a real page, as a real person sees it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories import MembershipFactory

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [375, 1280])
def test_header_names_the_agency_and_signs_out(
    page_for: Callable[..., Page], axe: Callable[[Page], None], width: int
) -> None:
    membership = MembershipFactory()
    page = page_for(membership.user, width=width)
    page.goto("/account/")
    expect(page.locator(".app-header__agency")).to_have_text(membership.agency.name)
    axe(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
