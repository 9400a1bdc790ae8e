"""The pages of agreements and the directory in a browser: no axe violation, nothing scrolls sideways, at both widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from agreements.enums import TermKey
from tests.factories import AgreementFactory, SignatoryFactory
from tests.people import World

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.mark.parametrize("width", [375, 1280])
def test_agreements(world: World, page_for: PageFor, axe: Axe, width: int):
    SignatoryFactory(agreement=world.agreement)
    draft = AgreementFactory(virtual_school=world.virtual_school, provider=world.other_college, draft=True)
    page = page_for(world.head.user, width=width)
    for path in (
        "/agreements/",
        "/agreements/?q=nothing",
        "/agreements/new/",
        f"/agreements/{world.agreement.uuid}/",
        f"/agreements/{world.agreement.uuid}/end/",
        f"/agreements/{world.agreement.uuid}/terms/{TermKey.EDUCATION_PLAN}/",
        f"/agreements/{draft.uuid}/",
        f"/agreements/{draft.uuid}/edit/",
        f"/agreements/{draft.uuid}/put-in-force/",
    ):
        page.goto(path)
        axe(page)
    page.get_by_role("button", name="Put in force").click()
    page.get_by_text("There is a problem").wait_for()
    axe(page)


@pytest.mark.parametrize("width", [375, 1280])
def test_directory(world: World, page_for: PageFor, axe: Axe, width: int):
    page = page_for(world.signatory.user, width=width)
    for path in (
        "/directory/",
        "/directory/?q=nobody",
        f"/directory/{world.college.uuid}/",
        f"/directory/{world.other_college.uuid}/",
        f"/directory/{world.virtual_school.uuid}/",
    ):
        page.goto(path)
        axe(page)
