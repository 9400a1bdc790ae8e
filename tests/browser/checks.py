"""What every page must pass: axe's WCAG rules, and no sideways scrolling."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from playwright.sync_api import Page, Route

from tests.browser.chromium import AXE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


@cache
def axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page as it stands. Evaluated from outside, so the page's content policy stays on."""
    if page.evaluate("document.body.classList.contains('js-enabled')"):
        return run_axe(page)
    with copy_with_scripts(page) as copy:
        return run_axe(copy)


def run_axe(page: Page) -> list[dict[str, Any]]:
    page.evaluate(axe_source())
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return list(result["violations"])


@contextmanager
def copy_with_scripts(page: Page) -> Iterator[Page]:
    """The same document where axe can run: axe needs scripts, and this page allows none. The page's own stay out."""

    def answer(route: Route) -> None:
        if route.request.url == page.url:
            route.fulfill(body=document, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.abort()
        else:
            route.continue_()

    document = page.content()
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(viewport=page.viewport_size, locale="en-GB")
    copy = context.new_page()
    copy.route("**/*", answer)
    copy.goto(page.url)
    yield copy
    context.close()


def sideways(page: Page) -> str:
    """Which elements make the page wider than its window; empty when it fits."""
    return str(
        page.evaluate(
            """() => {
                const room = window.innerWidth;
                if (document.documentElement.scrollWidth <= room) return "";
                const inPane = element => element.closest(".app-table-pane, .moj-scrollable-pane");
                const wide = [...document.querySelectorAll("body *")]
                    .filter(element => element.getBoundingClientRect().right > room + 1 && !inPane(element))
                    .slice(0, 5).map(element => element.outerHTML.slice(0, 120));
                return `${document.documentElement.scrollWidth} px wide in a window of ${room} px: ${wide.join(" | ")}`;
            }"""
        )
    )


def report(found: list[dict[str, Any]]) -> str:
    """Violations in words: rule, why, and the first elements that break it."""
    lines = []
    for violation in found:
        lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
        for node in violation["nodes"][:4]:
            lines.append(f"    {node['html'][:160]}")
            lines.append(f"        {node['failureSummary'].splitlines()[-1].strip()}")
    return "\n".join(lines)


def check_page(page: Page) -> None:
    """Fail, readably, if the page breaks a WCAG A or AA rule or scrolls sideways."""
    page.wait_for_load_state()
    problems = [problem for problem in (report(violations(page)), sideways(page)) if problem]
    assert not problems, f"{page.url}\n" + "\n".join(problems)
