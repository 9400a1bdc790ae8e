"""How an agreement is kept, as it comes out of the printer and as a spreadsheet: the numbers of the page."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.clock import database_now
from accounts.wording import comma_and, day
from agreements.selectors.adherence_page import KeptPage, kept_page
from deadlines import registry
from tests.agreements.test_adherence import promise
from tests.people import World

pytestmark = [pytest.mark.browser, pytest.mark.exhaustive, pytest.mark.django_db(transaction=True)]

#: A4 at 96 dots to the inch, without the margins of the print style: what a reader of the paper sees.
PAPER = {"width": 688, "height": 1000}


@pytest.fixture
def told(world: World) -> World:
    """Every promise with numbers of its own: some kept, some late, some broken and still open."""
    now = database_now()
    for place, duty in enumerate(registry.duties()):
        for turn in range(place % 5 + 1):
            promise(
                world.agreement,
                now - timedelta(days=10 + 37 * turn + place),
                met=(-1, 3, None)[(place + turn) % 3],
                code=duty.code,
            )
    return world


def kept(world: World) -> KeptPage:
    return kept_page(world.agreement, world.head.user, period="year", now=database_now())


def opened(page_for, world: World) -> Page:
    page = page_for(world.head.user)
    page.goto(f"/agreements/{world.agreement.uuid}/adherence/")
    return page


def words(page: Page) -> list[str]:
    """The text of each sheet of paper, its white space as single spaces."""
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages]


def test_the_paper_says_what_the_page_says(page_for, told: World):
    page = opened(page_for, told)
    sheets, said = words(page), kept(told)
    text = " ".join(sheets)
    for expected in (
        "How the agreement is kept",
        "Brindley College with Home Virtual School",
        f"what was first due from {day(said.due_from)} to {day(said.until)}",
        "counted for Hana Head",
        f"of {said.whole.judged} promises were kept in time. {said.comparison}",
        said.trend_words,
        "How each promise was kept",
        "How promises were kept, month by month",
        "The middle is the median",
    ):
        assert expected in text, expected
    for clause in said.clauses:
        numbers = " ".join(str(number.count) for number in (*clause.numbers, clause.open))
        line = f"{clause.duty.title} {comma_and(clause.duty.clauses)} {numbers} {clause.words}"
        assert line in text, line
    for month in said.months:
        assert month.bar["label"] in text
    for number, sheet in enumerate(sheets, start=1):
        assert f"Page {number} of {len(sheets)}" in sheet
    assert len(sheets) == 5
    for absent in ("Download for Excel", "Choose a period", "Sign out", "Skip to", "My day", "/deadlines/", "Search"):
        assert absent not in text, absent


def test_nothing_is_cut_off_at_the_edge_of_the_paper(page_for, shot, told: World):
    page = opened(page_for, told)
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("main td, main th, main p, main li")]
            .filter((part) => part.offsetWidth > 1 && part.textContent.trim())
            .map((part) => parseFloat(getComputedStyle(part).fontSize))"""
    )
    assert min(sizes) >= 12  # 9 points
    expect(page).to_have_title("How it is kept: Brindley College with Home Virtual School – Mainstay")
    shot(page, "adherence-on-paper")


def test_a_heading_never_stands_alone_at_the_foot(page_for, told: World):
    for sheet in words(opened(page_for, told)):
        if "The last 12 months There is" in sheet or "The last 12 months In the" in sheet:
            months = [month.bar["label"] for month in kept(told).months]
            assert all(label in sheet for label in months)
            return
    pytest.fail("The months are not on one sheet.")


def test_the_spreadsheet_holds_the_numbers_of_the_page(page_for, told: World):
    page = opened(page_for, told)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download for Excel").click()
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    said = kept(told)
    rows = {row[0]: row for row in book["Promises"].iter_rows(values_only=True)}
    for row in page.get_by_role("table").filter(has_text="Each promise beside").locator("tbody tr").all():
        title = next(title for title in rows if title and row.locator("th").inner_text().startswith(f"{title} "))
        shown = [int(cell.split()[0]) for cell in row.locator("td.app-number").all_inner_texts()]
        assert list(rows[title][2:6]) == shown, title
    assert len(rows) == len(said.clauses) + 5  # the agreement, the period, the comparison, an empty line, the heads
    months = list(book["Months"].iter_rows(min_row=2, values_only=True))
    bars = page.get_by_role("table").filter(has_text="month by month").locator("tbody tr").all()
    for row, bar in zip(months, bars, strict=True):
        shown = [cell.split()[0] for cell in bar.locator("td.app-number").all_inner_texts()]
        assert [*map(str, row[1:4]), "–" if row[4] is None else f"{round(row[4] * 100)}%"] == shown
        assert datetime.strptime(row[0], "%B %Y").strftime("%b %Y") == bar.locator("th").inner_text()  # noqa: DTZ007
