"""Pages in a real Chromium, signed in as somebody.

    def test_x(page_for, axe):
        page = page_for(user, width=375, javascript=False)
        page.goto("/learners/")
        axe(page)

MAINSTAY_SHOTS=1 in the environment saves a picture of every checked page in var/shots/.
"""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.checks import check_page
from tests.browser.chromium import FLAGS, MISSING, SHOTS, find_chromium

__all__ = ["axe", "browser", "page_for", "shot"]

PHONE, DESK = 375, 1280
HEIGHTS = {PHONE: 812, DESK: 900}
# A page that answers 403 or 404 is reported by the browser too; that is not a fault of its scripts.
EXPECTED_NOISE = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run. Tests are skipped, loudly, where there is none."""
    path = find_chromium()
    if path is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page_for(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """page_for(user, width=1280, javascript=True): a fresh page, signed in (None: signed out).

    Addresses may be paths. A script error or a breach of the content policy fails the test at its end.
    """
    contexts = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED_NOISE.search(message.text):
            complaints.append(f"{message.page.url if message.page else ''} {message.text}")

    def make(user: User | None, *, width: int = DESK, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            has_touch=width <= 480,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            context.add_cookies(
                [
                    {
                        "name": settings.SESSION_COOKIE_NAME,
                        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                        "url": live_server.url,
                    }
                ]
            )
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(f"{page.url} {error}"))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Save a picture of the whole page as var/shots/<name>.png."""

    def save(page: Page, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return save


@pytest.fixture
def axe(request: pytest.FixtureRequest, shot: Callable[[Page, str], None]) -> Callable[[Page], None]:
    """Check the page as it stands: WCAG 2.0 to 2.2, A and AA, and no sideways scrolling."""

    def check(page: Page) -> None:
        if os.environ.get("MAINSTAY_SHOTS"):
            width = (page.viewport_size or {"width": 0})["width"]
            path = re.sub(r"[^a-z0-9]+", "-", page.url.split("://", 1)[1].split("/", 1)[1].lower()).strip("-")
            shot(page, f"{request.node.name.split('[')[0]}-{path or 'home'}-{width}")
        check_page(page)

    return check
