"""Every component and every field, in a browser, at both widths, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.kitchen_sink.urls")]
PagesFor = Callable[..., Page]
Check = Callable[[Page], None]

FILTERED = (
    "/learners/?state=overdue&state=paused&agency=2"
    "&due_from_day=1&due_from_month=10&due_from_year=2026&sort=-name&page=3"
)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/kitchen/", "/learners/", FILTERED, "/kitchen/form/", "/sign-in/"])
def test_components_are_accessible_at_every_width(page_for: PagesFor, axe: Check, path: str, width: int) -> None:
    page = page_for(None, width=width)
    page.goto(path)
    axe(page)


@pytest.mark.parametrize("width", [375, 1280])
def test_form_with_every_error_is_accessible(page_for: PagesFor, axe: Check, width: int) -> None:
    page = page_for(None, width=width)
    page.goto("/kitchen/form/")
    page.get_by_label("Month").first.fill("Mar")
    page.get_by_role("button", name="Log incident").click()
    expect(page).to_have_title(re.compile("^Error: Log an incident"))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    axe(page)


def test_every_summary_link_lands_on_an_input(page_for: PagesFor) -> None:
    page = page_for(None)
    page.goto("/kitchen/form/")
    page.get_by_role("button", name="Log incident").click()
    links = page.locator(".govuk-error-summary__list a")
    expect(links).to_have_count(11)
    for index in range(11):
        links.nth(index).click()
        assert page.evaluate("document.activeElement.tagName") in {"INPUT", "SELECT", "TEXTAREA"}


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_pages_are_accessible(page_for: PagesFor, axe: Check, status: int) -> None:
    page = page_for(None, width=375)
    page.goto(f"/kitchen/fails/{status}/")
    axe(page)


def test_everything_shows_without_javascript(page_for: PagesFor, axe: Check) -> None:
    page = page_for(None, width=375, javascript=False)
    page.goto("/kitchen/form/")
    page.get_by_label("Something else").check()
    expect(page.get_by_label("What kind?")).to_be_visible()
    expect(page.get_by_role("link", name="Deadlines")).to_be_visible()
    page.goto("/learners/?state=overdue")
    expect(page.get_by_role("button", name="Apply filters")).to_be_visible()
    axe(page)


def test_menu_and_filters_fold_on_a_phone(page_for: PagesFor) -> None:
    page = page_for(None, width=375)
    page.goto("/learners/")
    expect(page.get_by_role("link", name="Deadlines")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Deadlines")).to_be_visible()
    expect(page.get_by_role("button", name="Apply filters")).to_be_hidden()
    page.locator("summary").click()
    expect(page.get_by_role("button", name="Apply filters")).to_be_visible()


def test_chip_removes_its_filter_alone(page_for: PagesFor) -> None:
    page = page_for(None)
    page.goto(FILTERED)
    page.get_by_role("link", name="Remove this filter: State: Paused").click()
    expect(page.get_by_role("link", name="Remove this filter: State: Paused")).to_be_hidden()
    assert "state=overdue" in page.url
    assert "sort=-name" in page.url
    assert "paused" not in page.url
    assert "page=" not in page.url
    page.get_by_role("link", name="Remove this filter: Due from: 1 10 2026").click()
    expect(page.get_by_role("link", name="Remove this filter: Due from: 1 10 2026")).to_be_hidden()
    assert "due_from" not in page.url


def test_revealed_field_shows_with_its_choice(page_for: PagesFor) -> None:
    page = page_for(None)
    page.goto("/kitchen/form/")
    expect(page.get_by_label("What kind?")).to_be_hidden()
    page.get_by_label("Something else").check()
    expect(page.get_by_label("What kind?")).to_be_visible()


@pytest.mark.parametrize("path", ["/kitchen/", FILTERED, "/kitchen/form/"])
def test_markup_needs_nothing_the_content_policy_forbids(client: Client, path: str) -> None:
    response = client.get(path)
    assert "style-src 'self'" in response["Content-Security-Policy"]
    html = response.content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", html)


def test_keyboard_reaches_the_content_first(page_for: PagesFor) -> None:
    page = page_for(None)
    page.goto("/kitchen/")
    page.evaluate("document.activeElement.blur()")
    page.goto("/learners/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()


def test_idle_session_warns_and_extends(page_for: PagesFor, settings: object) -> None:
    settings.SESSION_COOKIE_AGE = 4  # type: ignore[attr-defined]
    settings.MAINSTAY_SESSION_WARNING_SECONDS = 2  # type: ignore[attr-defined]
    page = page_for(None)
    page.goto("/kitchen/form/")
    dialog = page.get_by_role("dialog", name="You will soon be signed out")
    expect(dialog).to_be_visible(timeout=6000)
    with page.expect_request("**/keep-alive/") as asked:
        page.get_by_role("button", name="Stay signed in").click()
    assert asked.value.method == "POST"
    expect(dialog).to_be_hidden()


def test_idle_session_ends_at_the_sign_in_page(page_for: PagesFor, settings: object) -> None:
    settings.SESSION_COOKIE_AGE = 2  # type: ignore[attr-defined]
    page = page_for(None)
    page.goto("/kitchen/form/")
    page.wait_for_url("**/sign-in/?next=%2Fkitchen%2Fform%2F", timeout=8000)
