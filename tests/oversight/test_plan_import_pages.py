"""The pages on which a document is brought in, and the files in which a strategy leaves."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.enums import Rag
from oversight.enums import EntryKind, Rated, RowKind, StrategyKind
from oversight.models import Strategy, StrategyImport
from oversight.services.strategy import put_in_force
from oversight.services.strategy_imports import WAITS_FOR, throw_documents_away
from oversight.services.strategy_progress import rate, write_entry
from tests.crawling import text_of
from tests.oversight.plan_documents import drawing
from tests.oversight.strategies import added, strategy_of
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
TITLES = ["Milestones", "Who leads it all", "Time scale", "Progress", "RAG rating"]


def book_of(*rows: list[str]) -> SimpleUploadedFile:
    book = Workbook()
    for row in (TITLES, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("our plan.xlsx", out.getvalue())


def handed_in(client: Client, file: SimpleUploadedFile) -> StrategyImport:
    response = client.post("/strategies/import/", {"file": file})
    assert response.status_code == 302, text_of(response)
    return StrategyImport.objects.latest("pk")


def test_from_the_file_to_the_draft(world: World, real_now: datetime, client_of: ClientOf):
    client = client_of(world.head.user)
    assert "What is understood" in text_of(client.get("/strategies/import/"))
    refused = client.post("/strategies/import/", {"file": SimpleUploadedFile("plan.pdf", b"%PDF-1.4")})
    assert "must be a Word document" in text_of(refused)
    wanted = handed_in(
        client,
        book_of(["1a) Ring round", "Ola Officer/MC", "Ongoing", "✓ Begun", "Blue"], ["1a) Ask", "", "", "", "G"]),
    )
    page = f"/strategies/import/{wanted.uuid}/"
    columns = client.get(f"{page}columns/")
    assert "For example: 1a) Ring round" in text_of(columns)
    said = {
        "column_0_0": "action",
        "column_0_1": "lead",
        "column_0_2": "",
        "column_0_3": "progress",
        "column_0_4": "progress_colour",
    }
    twice = client.post(f"{page}columns/", {**said, "column_0_2": "lead"})
    assert "Two columns cannot hold the same thing" in text_of(twice)
    assert client.post(f"{page}columns/", said).url == page
    seen = client.get(page)
    for words in (
        "Action 2", "Time scale: Ongoing", "The number 1a is used twice: this one becomes 1a2", "“Blue” is no colour of ours",
        "is on Mainstay", "kept as a name", "Without a heading", "Sheet Sheet, row 2",
    ):  # fmt: skip
        assert words in text_of(seen), words
    answer = {
        "looked_at": seen.context["form"]["looked_at"].value(), "title": "Our plan", "about": "",
        **day_data("starts_on", local_date(real_now)),
    }  # fmt: skip
    changed = client.post(page, {**answer, "looked_at": "0" * 64, "about": "Typed words"})
    assert "Look once more" in text_of(changed)
    assert "Typed words" in changed.content.decode()
    assert "Enter" in text_of(client.post(page, {**answer, "title": ""}))
    assert not Strategy.objects.exists()
    first, second = client.post(page, answer), client.post(page, answer)
    strategy = Strategy.objects.get()
    assert first.url == second.url == client.get(page).url == f"/strategies/{strategy.uuid}/"
    assert ": our plan.xlsx, " in text_of(client.get("/strategies/import/"))
    assert strategy.rows.get(number="1a").leads.get(is_main=True).membership == world.officer


def test_who_may(world: World, client_of: ClientOf):
    """Whoever keeps strategies there; somebody weaker at the agency gets 403, a stranger 404."""
    wanted = handed_in(client_of(world.head.user), book_of(["1a) Ring round", "", "", "", ""]))
    for more in ("", "columns/"):
        address = f"/strategies/import/{wanted.uuid}/{more}"
        answers = [
            client_of(one.user).get(address).status_code
            for one in (world.head, world.officer, world.social_worker, world.designated_person, world.stranger)
        ]
        assert answers == [200, 403, 404, 404, 404]
        assert client_of(world.officer.user).post(address, {"title": "Mine"}).status_code == 403
    assert client_of(world.officer.user).get("/strategies/import/").status_code == 403
    assert not Strategy.objects.exists()


def test_a_document_that_nobody_brings_in_is_thrown_away(world: World, client_of: ClientOf):
    client = client_of(world.head.user)
    left, used = (handed_in(client, book_of([f"{number}a) Ring round", "MC", "", "", ""])) for number in (1, 2))
    since = left.uploaded_at
    strategy = strategy_of(world, since)
    StrategyImport.objects.filter(pk=used.pk).update(strategy=strategy, applied_at=since)
    assert throw_documents_away(now=since + WAITS_FOR - timedelta(seconds=1)) == 0
    assert throw_documents_away(now=since + WAITS_FOR) == 1
    assert throw_documents_away(now=since + 2 * WAITS_FOR) == 0
    assert list(StrategyImport.objects.all()) == [used]
    assert client.get(f"/strategies/import/{left.uuid}/").status_code == 404


def test_a_long_row_of_a_document_can_be_changed_afterwards(world: World, real_now: datetime, client_of: ClientOf):
    strategy = strategy_of(world, real_now)
    row = added(strategy, world, real_now, RowKind.OBJECTIVE, "word " * 3_000, number="1a")
    client, page = client_of(world.head.user), f"/strategies/rows/{row.uuid}/change/"
    text = f"{row.text} and more"
    assert client.post(page, {"number": "1a", "text": text}).status_code == 302
    row.refresh_from_db()
    assert row.text == text


def test_the_preview_asks_the_same_however_long_the_document(world: World, client_of: ClientOf):
    client = client_of(world.head.user)
    short = handed_in(client, book_of(["1a) Ring round", "MC", "", "", ""]))
    long = handed_in(client, SimpleUploadedFile("plan.xlsx", drawing.plan_workbook()))
    counts = []
    for wanted in (short, short, long):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/strategies/import/{wanted.uuid}/").status_code == 200
        counts.append(len(queries))
    assert counts[2] == counts[1]


def test_files_for_whoever_reads_it(world: World, real_now: datetime, client_of: ClientOf):
    """Landscape, titles repeated, headings across, colours with their words; nothing that Excel would run."""
    strategy, today = strategy_of(world, real_now, kind=StrategyKind.WORK_PLAN), local_date(real_now)
    objective = added(strategy, world, real_now, RowKind.OBJECTIVE, "Staff know", number="2")
    row = added(strategy, world, real_now, RowKind.ACTION, "=1+1 is asked", objective, note="@home")
    strategy = put_in_force(strategy=strategy, by=world.head.user, now=real_now)
    write_entry(row=row, kind=EntryKind.ACHIEVEMENT, text="Begun\x0b", on=today, by=world.head.user, now=real_now)
    rate(row=row, which=Rated.PROGRESS, colour=Rag.AMBER, rationale="Late", on=today, by=world.head.user, now=real_now)
    client = client_of(world.team_manager.user)
    assert "document.docx" in client.get(f"/strategies/{strategy.uuid}/").content.decode()
    word = client.get(f"/strategies/{strategy.uuid}/document.docx")
    assert word["Content-Disposition"] == 'attachment; filename="Learning and work.docx"'
    paper = docx.Document(io.BytesIO(word.content))
    assert paper.sections[0].page_width > paper.sections[0].page_height
    assert (paper.core_properties.title, paper.core_properties.language) == ("Learning and work", "en-GB")
    xml = paper.element.xml
    assert "w:tblHeader" in xml
    assert '<w:gridSpan w:val="6"/>' in xml
    assert [cell.text for cell in paper.tables[0].rows[2].cells][-2:] == ["Amber", "@home"]
    assert 'w:fill="FFC000"' in xml
    sheet = load_workbook(io.BytesIO(client.get(f"/strategies/{strategy.uuid}/document.xlsx").content)).active
    assert [cell.value for cell in sheet[4]][0] == "'=1+1 is asked"
    assert sheet["F4"].value == "'@home"
    assert (sheet["E4"].value, sheet["E4"].fill.fgColor.rgb) == ("Amber", "00FFC000")
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$2:$2", "landscape")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A3:F3"]
    for person, ending, status in (
        (world.stranger, "docx", 404),
        (world.team_manager, "odt", 404),
        (world.carer, "docx", 404),
    ):
        assert client_of(person.user).get(f"/strategies/{strategy.uuid}/document.{ending}").status_code == status
