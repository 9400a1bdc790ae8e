"""A KPI table and a work plan come in from Word and Excel, row by row as in the document, with everything odd said."""

import io
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx.document import Document
from openpyxl import load_workbook

from education_plans.enums import Rag
from oversight.enums import EntryKind, RowKind, RowStatus, StrategyKind
from oversight.models import Strategy, StrategyEntry, StrategyImport, StrategyRating, StrategyRow
from oversight.rules.plan_tables.columns import Column
from oversight.rules.plan_tables.proposal import Odd
from oversight.selectors import strategy_imports as selectors
from oversight.selectors.strategy import flat, tree_of
from oversight.services import strategy_imports as services
from oversight.services.strategy import StrategyDetails, StrategyRefused
from oversight.services.strategy_documents import as_word, as_workbook, document_of
from tests.oversight.plan_documents import drawing, kpi_table, work_plan
from tests.people import World

pytestmark = pytest.mark.django_db


def kept(world: World, now: datetime, data: bytes, name: str = "plan.docx") -> StrategyImport:
    return services.keep_document(owner=world.virtual_school, file=ContentFile(data, name), by=world.head.user, now=now)


def brought_in(world: World, now: datetime, wanted: StrategyImport, title: str = "As brought in") -> Strategy:
    looked_at = selectors.digest_of(selectors.proposal_for(wanted))
    return services.bring_in(
        wanted=wanted, looked_at=looked_at, partners=[world.social_care], by=world.head.user, now=now,
        details=StrategyDetails(title=title, starts_on=now.date()),
    )  # fmt: skip


def rows_of(strategy: Strategy, now: datetime) -> list[tuple]:
    """All that a document says of each row, in the order of a reader."""
    nodes = list(flat(tree_of(strategy, now.date(), with_entries=True)))
    names = {node.row.pk: node.row.number or node.row.text for node in nodes}
    return [
        (
            node.row.kind, node.row.number, node.row.text, names.get(node.row.parent_id, ""), node.row.note,
            [(lead.kind, lead.name, lead.is_main, lead.agency_id, lead.membership_id) for lead in node.leads],
            node.row.timescale, node.row.due_on, node.row.target, node.row.status, node.row.status_reason,
            node.row.superseded_by and node.row.superseded_by.number,
            node.progress and node.progress.colour, node.kpi and node.kpi.colour,
            [(entry.on, entry.text) for entry in node.achieved], [(entry.on, entry.text) for entry in node.next_steps],
        )
        for node in nodes
    ]  # fmt: skip


def odd_of(wanted: StrategyImport) -> list[str]:
    return [f"{row.number} {one.text}" for row in selectors.proposal_for(wanted).rows for one in row.odd]


def comes_in_again(first: Strategy, world: World, real_now: datetime) -> None:
    """From the draft to Word and to Excel: both say the same, and what comes in again is the same draft."""
    expected = rows_of(first, real_now)
    document = document_of(first, real_now.date())
    proposals = {}
    for ending, written in (("docx", as_word(document)), ("xlsx", as_workbook(document))):
        wanted = kept(world, real_now, written, f"again.{ending}")
        proposals[ending] = proposed = selectors.proposal_for(wanted)
        assert (proposed.title, proposed.kind) == (first.title, first.kind)
        assert [one for row in proposed.rows for one in row.odd if one.kind in (Odd.NUMBER_TWICE, Odd.COLOUR)] == []
    for word, book in zip(proposals["docx"].rows, proposals["xlsx"].rows, strict=True):
        assert replace(word, where="", odd=[]) == replace(book, where="", odd=[])
    again = brought_in(world, real_now, wanted, title="Once more")
    for old, new in zip(expected, rows_of(again, real_now), strict=True):
        assert new == old


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_table_of_kpis_comes_in_row_by_row(ending: str, world: World, real_now: datetime):
    word = drawing.with_footnote(drawing.word(kpi_table.write), "Step 1 towards aim 6")
    data = word if ending == "docx" else drawing.kpi_workbook()
    wanted = kept(world, real_now, data, f"aims.{ending}")
    _, expected = kpi_table.sections()
    proposed = selectors.proposal_for(wanted)
    assert [(row.kind.value, row.number, row.text) for row in proposed.rows] == expected
    assert Counter(kind for kind, *_ in expected) == {"theme": 11, "kpi": 42, "action": 83}
    assert proposed.title.casefold() == "learning and work: our aims"
    assert "Nothing but the number 3.1.2.2." in [one.text for one in proposed.unplaced]
    odd = "\n".join(odd_of(wanted))
    for said in (
        "3.1.1.4a The number 3.1.1.4 is used twice: this one becomes 3.1.1.4a.",
        "1.2 “Amber/Green” is no colour of ours. Not rated; kept as a note.",
        "1.3 The cell is filled with a colour that means nothing here (#0070C0).",
        "1.2 “NEED UPDATE from the homes team” asks for an update: kept as a note, not as achieved.",
        "1.5 “Most of it is done” has no mark: taken as achieved.",
        "merged with the one above: it stands under the same KPI",
        "Struck through in the document: it becomes withdrawn.",
        "kept without one, under the row above it",
        "kept as a note" if ending == "docx" else "holds a formula: left out",
    ):
        assert said in odd, said
    if ending == "xlsx":  # the rows are those of the other test; what is beside them too
        other = selectors.proposal_for(kept(world, real_now, word))
        for book, paper in zip(proposed.rows, other.rows, strict=True):
            assert (book.names, book.said, book.progress, book.kpi) == (
                paper.names,
                paper.said,
                paper.progress,
                paper.kpi,
            )
        return
    strategy = brought_in(world, real_now, wanted)
    assert (strategy.kind, strategy.is_draft) == (StrategyKind.STRATEGY, True)
    first = strategy.rows.get(number="1.1")
    assert sorted(first.leads.values_list("name", "agency_id")) == [
        ("Careers service", None), ("Home Social Care", world.social_care.pk),
    ]  # fmt: skip
    assert list(first.entries.values_list("kind", "on", "text").order_by("id")) == [
        (EntryKind.ACHIEVEMENT, date(2025, 9, 3), "Homes near schools were found"),
        (EntryKind.NEXT_STEP, None, "Look again in spring"),
    ]
    colours = list(StrategyRating.objects.values_list("row__number", "which", "colour").order_by("id"))
    assert colours == [("1.1", "progress", Rag.GREEN), ("1.1", "kpi", Rag.AMBER), ("1.3", "kpi", Rag.RED)]
    assert strategy.rows.get(status=RowStatus.WITHDRAWN).parent.number == "5.3"
    assert list(strategy.rows.get(number="1.4.2").entries.values_list("text", flat=True)) == ["A second step was taken"]
    assert len(rows_of(strategy, real_now)) == len(expected)
    assert strategy.rows.get(number="5.1").note == "Table in the cell: Teams told | 12"
    assert strategy.rows.get(number="1.6").note == "Footnote: Agreed in May"
    comes_in_again(strategy, world, real_now)


def test_a_work_plan_comes_in_row_by_row(world: World, real_now: datetime):
    wanted = kept(world, real_now, drawing.word(work_plan.write))
    strategy = brought_in(world, real_now, wanted)
    assert strategy.kind == StrategyKind.WORK_PLAN
    rows = {row.number: row for row in strategy.rows.select_related("parent__parent", "superseded_by")}
    for theme, number, count, expected in work_plan.OBJECTIVES:
        objective = rows[str(number)]
        assert (objective.parent.text, objective.kind) == (theme.capitalize(), RowKind.OBJECTIVE)
        actions = [row for row in rows.values() if row.parent == objective and row.kind == RowKind.ACTION]
        assert {row.number for row in actions} == {one.number for one in work_plan.actions_of(number, count)}
        below = objective.children.filter(kind=RowKind.EXPECTATION).values_list("text", flat=True).order_by("position")
        assert list(below) == list(expected)
    assert len([row for row in rows.values() if row.kind == RowKind.ACTION]) == 66

    def entries(number: str) -> list[tuple]:
        return list(rows[number].entries.values_list("kind", "on", "text").order_by("id"))

    assert entries("1b") == [
        (EntryKind.ACHIEVEMENT, date(2015, 7, 22), "Lists are drawn up"),
        (EntryKind.NEXT_STEP, None, "Invite the schools\nand the colleges"),
    ]
    assert (rows["1b"].timescale, rows["1b"].due_on) == ("", date(2026, 6, 25))
    assert (rows["5c"].timescale, rows["5c"].due_on) == ("Ongoing", None)
    assert (rows["2f"].status, rows["2f"].superseded_by, rows["2f"].text) == (
        RowStatus.SUPERSEDED, rows["2e"], "Try a hub in town",
    )  # fmt: skip
    assert rows["2g"].status == RowStatus.WITHDRAWN
    assert entries("3d") == [(EntryKind.ACHIEVEMENT, None, "(07/14) - Three jobs so far")]
    assert rows["3d"].note == "NEED UPDATE FROM STAFFING????"
    assert entries("6i") == []
    assert rows["6i"].note == "Not started"
    assert rows["3f"].ratings.count() == 0
    assert "Amber/Green" in rows["3f"].note
    main = rows["6k"].leads.get(is_main=True)
    assert main.name == "Mo Sample"
    assert rows["2"].leads.get().membership == world.officer
    assert rows["9i"].entries.filter(text="The lists are matched too").exists()
    assert "in this order and one after the other" in rows["6"].note
    proposed = selectors.proposal_for(wanted)
    unplaced = [one.text for one in proposed.unplaced]
    assert unplaced.count("Green means on time, amber begun, red hard.") == 3
    assert "Name | Ola Officer | Hedda Head" in unplaced
    book = selectors.proposal_for(kept(world, real_now, drawing.plan_workbook(), "plan.xlsx"))
    in_tables = [row for row in proposed.rows if row.kind != RowKind.EXPECTATION]
    for one, other in zip(book.rows, in_tables, strict=True):
        assert (one.number, one.text, one.note, one.said, one.status, one.progress) == (
            other.number, other.text, other.note, other.said, other.status, other.progress,
        )  # fmt: skip
    comes_in_again(strategy, world, real_now)


def small(document: Document) -> None:
    drawing.table_of(
        document, [work_plan.HEADER, ("1a) Ring round", "MC", "", "✓ Begun", "G"), ("DELETE: 1b) Ask", "", "", "", "")]
    )


def test_all_or_nothing_and_only_once(world: World, real_now: datetime, monkeypatch: pytest.MonkeyPatch):
    wanted = kept(world, real_now, drawing.word(small))
    with pytest.raises(services.ChangedSinceLooked):
        services.bring_in(
            wanted=wanted, looked_at="0" * 64, partners=[], by=world.head.user, now=real_now,
            details=StrategyDetails(title="Plan", starts_on=real_now.date()),
        )  # fmt: skip

    def fail(*_: object, **__: object) -> None:
        raise StrategyRefused("status", "The last write fails.")

    with monkeypatch.context() as patch:
        patch.setattr(services, "stand", fail)
        with pytest.raises(services.DocumentRefused, match="The last write fails. Nothing was changed"):
            brought_in(world, real_now, wanted)
    assert not Strategy.objects.exists()
    assert not StrategyRow.objects.exists()
    assert not StrategyEntry.objects.exists()
    strategy = brought_in(world, real_now, wanted)
    with pytest.raises(services.AlreadyBroughtIn):
        brought_in(world, real_now, wanted, title="Once more")
    wanted.refresh_from_db()
    assert (wanted.strategy, Strategy.objects.count()) == (strategy, 1)


def test_bringing_in_asks_the_same_however_long_the_document(world: World, real_now: datetime):
    """Only how deep rows stand counts; and the history says the same as if each had been typed."""
    counts = []
    for data, name in ((drawing.word(small), "small.docx"), (drawing.plan_workbook(), "plan.xlsx")):
        wanted = kept(world, real_now, data, name)
        with CaptureQueriesContext(connection) as queries:
            strategy = brought_in(world, real_now, wanted, title=name)
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 6
    dropped = strategy.rows.get(number="2g")
    said = dropped.history.order_by("history_id").values_list("history_change_reason", "status", "history_user")
    user = world.head.user.pk
    assert list(said) == [("Added", RowStatus.OPEN, user), ("Withdrawn", RowStatus.WITHDRAWN, user)]
    lead = strategy.rows.get(number="6k").leads.get(is_main=True)
    assert lead.history.get().history_change_reason == "Put on the row"


def test_columns_are_said_by_a_person(world: World, real_now: datetime):
    """A column that is left out is kept as a note of each row."""
    wanted = kept(world, real_now, drawing.plan_workbook(), "plan.xlsx")
    columns = [[Column.ACTION, Column.LEAD, None, Column.PROGRESS, Column.PROGRESS_COLOUR]]
    with pytest.raises(services.DocumentRefused, match="not the columns"):
        services.say_columns(wanted=wanted, columns=[[None]], by=world.head.user, now=real_now)
    with pytest.raises(services.DocumentRefused, match="Two columns"):
        services.say_columns(wanted=wanted, columns=[[Column.LEAD] * 5], by=world.head.user, now=real_now)
    wanted = services.say_columns(wanted=wanted, columns=columns, by=world.head.user, now=real_now)
    row = next(row for row in selectors.proposal_for(wanted).rows if row.number == "5c")
    assert (row.timescale, row.note) == ("", "Time scale: Ongoing")
    none = services.say_columns(wanted=wanted, columns=[[None] * 5], by=world.head.user, now=real_now)
    with pytest.raises(services.NothingToBringIn):
        brought_in(world, real_now, none)


def rewritten(data: bytes, part: str, change: bytes, **more: bytes) -> bytes:
    """The same packed folder with something put at the end of a part’s first tag, and other parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change + content.partition(b"?>")[2] if name == part else content)
        for name, content in more.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def many_tables(document: Document) -> None:
    for place in range(31):
        drawing.table_of(document, [("Action", "Lead", f"When {place}", "Progress", *["RAG"] * 6)])


def test_hostile_files_are_refused_with_a_sentence(world: World, real_now: datetime):
    word, book = drawing.word(work_plan.write), drawing.plan_workbook()
    entity = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]>'
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")

    def other_sheet(content: bytes) -> bytes:
        return rewritten(book, "", b"", xl__worksheets__other_dot_xml=content)

    joined = sheet.replace(b"A2:E2", b"A2:XFD99999")
    link = b"<hyperlinks><hyperlink ref='A1:XFD99999' location='x'/></hyperlinks></worksheet>"
    formula = b"<sheetData><row r='999'><c r='A999'><f>%b</f></c></row>"
    for name, data, said in (
        ("plan.pdf", b"%PDF-1.4", "must be a Word document"),
        ("plan.docx", b"", "empty"),
        ("plan.docx", b"PK" + b"\0" * 11_000_000, "smaller than 5 MB"),
        ("plan.docx", b"PK\x03\x04 no archive", "must be a Word document"),
        ("plan.docx", book, "must be a Word document"),
        ("plan.xlsx", word[:2000], "damaged"),
        ("plan.xlsx", b"no workbook", "must be a Word document"),
        ("plan.docx", rewritten(word, "word/document.xml", entity), "damaged"),
        ("plan.xlsx", rewritten(book, "xl/worksheets/sheet1.xml", entity), "damaged"),
        ("plan.docx", rewritten(word, "", b"", word__vbaProject_dot_bin=b"x"), "macros"),
        ("plan.xlsx", rewritten(book, "", b"", xl__vbaProject_dot_bin=b"x"), "macros"),
        ("plan.docx", rewritten(word, "", b"", word__big_dot_xml=b" " * 9_000_000), "far more"),
        ("plan.docx", rewritten(word, "", b"", media__a_dot_bin=b"\0" * 45_000_000), "far more"),
        ("plan.xlsx", other_sheet(joined), "merged"),
        ("plan.xlsx", other_sheet(sheet.replace(b'"A2:E2"', b"\n'$a$2:$xfd$99999'")), "merged"),
        ("plan.xlsx", other_sheet(joined.decode().encode("utf-16")), "merged"),
        ("plan.xlsx", other_sheet(sheet.replace(b"</worksheet>", link)), "merged"),
        ("plan.xlsx", other_sheet(sheet.replace(b"<sheetData>", formula % (b"1+" * 5_000 + b"1"))), "far too long"),
        ("plan.xlsx", other_sheet(sheet.replace(b"<sheetData>", formula % (b"</f><f>" * 2_001))), "too many formulas"),
        ("plan.xlsx", drawing.one_text_in_every_cell("Said once. " * 1_500), "far more"),
        ("plan.docx", drawing.word(many_tables), "too many tables"),
        ("plan.docx", drawing.word(lambda document: document.add_paragraph("No table")), "no table"),
    ):
        with pytest.raises(services.DocumentRefused, match=said):
            kept(world, real_now, data, name)
    assert not StrategyImport.objects.exists()


def test_a_workbook_is_high_enough_for_its_words(world: World, real_now: datetime):
    """Cells that are one over several rows too: whoever opens it reads everything without dragging lines."""
    strategy = brought_in(world, real_now, kept(world, real_now, drawing.word(kpi_table.write)))
    row = strategy.rows.get(number="1.1")
    row.text, row.note = "word " * 100, "first line\n" * 6
    row.save()
    sheet = load_workbook(io.BytesIO(as_workbook(document_of(strategy, real_now.date())))).active
    joined = {area.coord.partition(":")[0]: area for area in sheet.merged_cells.ranges}
    read = 0
    for line in sheet.iter_rows(min_row=3):
        for cell in line:
            area = joined.get(cell.coordinate)
            if not isinstance(cell.value, str) or (area is not None and area.max_col > area.min_col):
                continue
            rows = range(cell.row, (area.max_row if area else cell.row) + 1)
            width = sheet.column_dimensions[cell.column_letter].width
            lines = sum(max(1, -(-len(text) // int(width))) for text in cell.value.split("\n"))
            assert sum(sheet.row_dimensions[number].height for number in rows) >= 15 * lines, cell.coordinate
            read += 1
    assert read > 100
