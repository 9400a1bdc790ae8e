"""The pages for everybody and the bulk start in a browser: no axe violation, nothing scrolls sideways, no cookie, and all
of it without scripts.
"""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import local_date
from agreements.services.entitlements import add_entitlement
from tests.agreements.test_importing import SIGNED, people, row, table
from tests.factories import AgencyFactory, AgreementFactory
from tests.people import World

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.fixture
def published(world: World, real_now: datetime) -> World:
    world.post_designated_person.is_public = True
    world.post_designated_person.save()
    world.college.phone, world.college.email = "0121 496 0000", "office@brindley.example"
    world.college.website, world.college.address = "https://brindley.example", "1 Brindley Place\nHost"
    world.college.save()
    for name in ("Aston Academy", "Zeta Training"):
        provider = AgencyFactory(provider=True, name=name, local_authority=world.virtual_school.local_authority)
        AgreementFactory(virtual_school=world.virtual_school, provider=provider)
    add_entitlement(
        virtual_school=world.virtual_school, title="Free bus travel", what="A pass for every bus in the area.",
        who_for="Care leavers under 25.", how="Ask your personal adviser.", link="https://home.example/bus",
        starts_on=local_date(real_now), by=world.head.user, now=real_now,
    )  # fmt: skip
    return world


@pytest.mark.parametrize("width", [375, 1280])
def test_public_pages(published: World, page_for: PageFor, axe: Axe, width: int):
    page = page_for(None, width=width)
    guide = published.virtual_school.local_authority.dfe_code
    for path in (
        "/partners/",
        "/partners/carers/",
        "/partners/providers/",
        "/partners/providers/?q=nothing",
        f"/partners/providers/{published.college.uuid}/",
        "/partners/support/",
        f"/partners/support/{guide}/",
    ):
        page.goto(path)
        axe(page)
    assert page.context.cookies() == []


def test_from_the_sign_in_page_to_a_person_without_scripts(published: World, page_for: PageFor):
    page = page_for(None, width=375, javascript=False)
    page.goto("/sign-in/")
    page.get_by_role("link", name="what the agreement means for you").click()
    page.get_by_role("link", name="Find your college and see who to ask").click()
    page.get_by_label("Search by name or authority").fill("brind")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Brindley College").click()
    expect(page.get_by_text("Dina Designated")).to_be_visible()
    expect(page.get_by_role("link", name="dina.designated@example.org")).to_be_visible()


@pytest.mark.parametrize("width", [375, 1280])
def test_what_is_published_is_kept(published: World, page_for: PageFor, axe: Axe, width: int):
    page = page_for(published.head.user, width=width)
    for path in ("/entitlements/", "/entitlements/new/", f"/agreements/{published.agreement.uuid}/public/"):
        page.goto(path)
        axe(page)
    page.goto("/entitlements/")
    page.get_by_role("link", name="Change Free bus travel").click()
    axe(page)
    page = page_for(published.signatory.user, width=width)
    page.goto(f"/directory/contacts/{published.post_designated_person.uuid}/public/")
    axe(page)


@pytest.mark.parametrize(("width", "javascript"), [(375, False), (1280, True)])
def test_the_bulk_start(world: World, page_for: PageFor, axe: Axe, width: int, javascript: bool):
    def hand_in(data: bytes) -> None:
        page.goto("/agreements/import/")
        file = {"name": "providers.csv", "mimeType": "text/csv", "buffer": data}
        page.get_by_label("Your table").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name="Read the table").click()

    def check() -> None:
        if javascript:
            axe(page)

    page = page_for(world.head.user, width=width, javascript=javascript)
    page.goto("/agreements/import/")
    check()
    hand_in(table(row("", world, email="nobody", phone="121"), row("B", world, authority="Atlantis")))
    expect(page.get_by_role("heading", name="Put this right first")).to_be_visible()
    check()
    hand_in(table(row("Aston Academy", world, **people("Aston"), **SIGNED), row("Zeta Training", world)))
    expect(page.get_by_text("Adds Dee Aston as designated person")).to_be_visible()
    check()
    page.get_by_label("Tell the new people by e-mail").check()
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("Your table is brought in")).to_be_visible()
    check()
    hand_in(table(row("Zeta Training", world)))
    expect(page.get_by_text("There is nothing to do")).to_be_visible()
    check()
