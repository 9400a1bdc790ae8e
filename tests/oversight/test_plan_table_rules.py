"""How documents are understood, cell by cell. The cases are those of the documents that councils keep."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from education_plans.enums import Rag
from oversight.enums import EntryKind, LeadKind, RowKind, RowStatus
from oversight.rules.plan_tables.columns import Column, columns_of, groups_of
from oversight.rules.plan_tables.numbers import LONGEST, free_number, shared_number, split, split_objective
from oversight.rules.plan_tables.source import Cell, Paragraph, Source, Table, as_data, from_data
from oversight.rules.plan_tables.tree import proposal_of
from oversight.rules.plan_tables.words import (
    Name,
    colour_of,
    day_at_start,
    names_in,
    progress_in,
    replaced_by,
    standing_of,
    timescale_of,
)
from oversight.rules.strategy import MAY_HOLD

TODAY = date(2026, 5, 1)
C = Column


@pytest.mark.parametrize(
    ("titles", "columns"),
    [
        (["", "KPI", "KPI LEAD AGENCY", "Actions to meet KPI (to be identified by KPI lead)", "Progress Report",
            "RAG Status on progress", "RAG on KPI"],
            [C.NUMBER, C.KPI, C.LEAD, C.ACTION, C.PROGRESS, C.PROGRESS_COLOUR, C.KPI_COLOUR]),
        (["Milestones / Actions", "Lead (bold)", "Time scale", "Progress ✓ = achievement. ⇒ = next steps", "RAG rating"],
            [C.ACTION, C.LEAD, C.TIMESCALE, C.PROGRESS, C.PROGRESS_COLOUR]),
        (["Ref", "Task", "Responsible", "By when", "Update", "Status", "Comments", "Lead", "Cost"],
            [C.NUMBER, C.ACTION, C.LEAD, C.TIMESCALE, C.PROGRESS, C.PROGRESS_COLOUR, C.NOTE, None, None]),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_words(titles: list[str], columns: list[Column | None]):
    assert columns_of(titles) == columns


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("1a) To brief", "1a", "To brief"), ("3a). To brief", "3a", "To brief"), ("6i)Write", "6i", "Write"),
        ("2.1 At college", "2.1", "At college"), ("3.3 A home", "3.3", "A home"), ("3.1.1.4a Offer", "3.1.1.4a", "Offer"),
        ("1. LEARNING", "1", "LEARNING"), ("6k2) Look", "6k2", "Look"), ("2 colleges ask", "", "2 colleges ask"),
        ("Feedback?", "", "Feedback?"), ("95% come", "", "95% come"), ("2.5 hours", "2.5", "hours"),
    ],
)  # fmt: skip
def test_a_number_before_words(text: str, number: str, words: str):
    assert split(text) == (number, words)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SUPPORT: Objective/Driver: 7. It is there.", ("SUPPORT", "7", "It is there.")),
        ("Objective/Driver: 10. Views are used", ("", "10", "Views are used")),
        ("Objective 2: Staff know", ("", "2", "Staff know")),
        ("Objective: Staff know", ("", "", "Staff know")),
        ("Objectives of all kinds", None), ("Driver licences are paid", None), ("2. LEARNING", None),
    ],
)  # fmt: skip
def test_an_objective_says_so(text: str, found: tuple[str, str, str] | None):
    assert split_objective(text) == found


@pytest.mark.parametrize(
    ("numbers", "has_action", "found"),
    [
        (["1.1.1", "1.1.2", "1.1.3"], True, ("1.1", ["1.1.1", "1.1.2", "1.1.3"])),
        (["3.1.1.3", "3.1.1.4", "3.1.1.4"], True, ("3.1.1", ["3.1.1.3", "3.1.1.4", "3.1.1.4"])),
        (["1.2"], True, ("1.2", [""])),
        (["1.13", "", ""], True, ("1.13", ["", "", ""])),
        (["3.4.5.", ""], True, ("3.4.5", ["", ""])),
        (["2.1.1", "2.1.2"], True, ("2.1.1", ["", "2.1.2"])),  # 2.1 is a heading
        (["1.2", "1.2.1"], False, ("1.2", ["1.2.1"])),
        (["1.2", "1.2.1"], True, ("1.2", ["", "1.2.1"])),
        ([], True, ("", [])),
    ],
)  # fmt: skip
def test_a_kpi_and_its_actions_share_numbers(numbers: list[str], has_action: bool, found: tuple[str, list[str]]):
    assert shared_number(numbers, has_action, {"2.1"}) == found


@pytest.mark.parametrize(
    ("text", "fill", "colour", "is_odd"),
    [
        ("G", "", Rag.GREEN, False), (" amber ", "", Rag.AMBER, False), ("Red", "FF0000", Rag.RED, False),
        ("", "00B050", Rag.GREEN, False), ("", "FFC000", Rag.AMBER, False), ("", "FFFF00", Rag.AMBER, False),
        ("", "C00000", Rag.RED, False), ("", "92D050", Rag.GREEN, False), ("", "FFFFFF", None, False),
        ("", "D9D9D9", None, False), ("", "", None, False), ("-", "", None, False), ("", "0070C0", None, True),
        ("Amber/Green", "", None, True), ("Blue", "", None, True), ("G", "FF0000", Rag.GREEN, True), ("", "auto", None, False),
    ],
)  # fmt: skip
def test_a_colour(text: str, fill: str, colour: Rag | None, is_odd: bool):
    found, odd = colour_of(text, fill)
    assert (found, bool(odd)) == (colour, is_odd)


@pytest.mark.parametrize(
    ("text", "words", "on", "is_odd"),
    [
        ("Ongoing", "Ongoing", None, True), ("Sept 25", "Sept 25", None, True), ("09/14", "09/14", None, True),
        ("25/6/14", "", date(2014, 6, 25), False), ("2026-03-31", "", date(2026, 3, 31), False),
        ("Spring (by 31/3/2026)", "Spring", date(2026, 3, 31), False), ("31/2/2026", "31/2/2026", None, True),
        ("", "", None, False),
    ],
)  # fmt: skip
def test_a_timescale(text: str, words: str, on: date | None, is_odd: bool):
    found = timescale_of(text)
    assert (found[0], found[1], bool(found[2])) == (words, on, is_odd)


def test_days_at_the_beginning_only():
    assert day_at_start("22/7/15 - Done") == (date(2015, 7, 22), "Done")
    assert day_at_start("3/6/14, 23/6/14 - Trained") == (date(2014, 6, 3), "23/6/14 - Trained")
    assert day_at_start("(07/14) - Three jobs") == (None, "(07/14) - Three jobs")
    assert day_at_start("Since 1/4/15") == (None, "Since 1/4/15")


def test_who_leads():
    people = names_in("MC/LM and SD", "", LeadKind.LEAD)
    assert people == [Name(LeadKind.LEAD, "MC", True), Name(LeadKind.LEAD, "LM"), Name(LeadKind.LEAD, "SD")]
    assert names_in("MC/LM", "LM", LeadKind.LEAD)[1].is_main
    assert names_in("Health and care", "", LeadKind.AGENCY) == [Name(LeadKind.AGENCY, "Health and care", True)]
    assert len(names_in("Art/Music College", "", LeadKind.AGENCY, ["art/music college"])) == 1
    assert names_in("With: Ann\nLead agency: Trust", "", LeadKind.LEAD) == [
        Name(LeadKind.AGENCY, "Trust", True), Name(LeadKind.CONTRIBUTOR, "Ann"),
    ]  # fmt: skip
    assert names_in("?", "", LeadKind.LEAD) == []


def test_what_is_noted_beside_titles_and_in_tables_that_are_left_out_is_listed():
    titles = [Cell(title) for title in ("Actions", "Lead", "Timescale", "Progress")]
    titles.append(Cell("RAG", struck="old", beside=("Footnote: red is late",)))
    plan = Table("One", (tuple(titles), (Cell("1a) Ring"), Cell("MC"))))
    other = Table("Two", ((Cell("Contact"), Cell(struck="Pat", faults=("A formula: left out.",))),))
    columns = [columns_of([cell.text for cell in titles]), [None, None]]
    found = proposal_of(Source((plan, other)), columns, TODAY)
    assert [(one.where, one.text) for one in found.unplaced] == [
        ("One, row 1", "Struck through: old"), ("One, row 1", "Footnote: red is late"), ("Two, row 1", "Contact"),
        ("Two, row 1", "Struck through: Pat"), ("Two, row 1", "A formula: left out."),
    ]  # fmt: skip


def test_a_cell_of_prose_names_nobody():
    titles = [Cell(title) for title in ("Actions", "Lead", "Timescale", "Progress", "RAG")]
    names = "/".join(f"Person {count}" for count in range(31))
    rows = (tuple(titles), (Cell("1a) One"), Cell(names)))
    found = proposal_of(Source((Table("T", rows),)), [columns_of([cell.text for cell in titles])], TODAY)
    row = found.rows[-1]
    assert (row.names, row.note) == ([], f"Lead: {names}")
    assert [odd.text for odd in row.odd] == ["More than 30 names in one cell: kept as a note."]


def test_progress():
    found = progress_in("✓ One → two ✓ 3/9/2025 – Three\n⇒ Four\nand more\nNEED UPDATE\n✓ 3/9/2027 – Five", TODAY)
    assert [(said.kind, said.on, said.text) for said in found.said] == [
        (EntryKind.ACHIEVEMENT, None, "One → two"), (EntryKind.ACHIEVEMENT, date(2025, 9, 3), "Three"),
        (EntryKind.NEXT_STEP, None, "Four\nand more"), (EntryKind.ACHIEVEMENT, None, "3/9/2027 – Five"),
    ]  # fmt: skip
    assert (found.notes, len(found.odd)) == (["NEED UPDATE"], 2)


def test_what_was_dropped():
    said = standing_of("Superseded by 2e, 3/9/2025: The hub closed")
    assert said is not None
    assert (said.status, said.by, said.on, said.reason) == (
        RowStatus.SUPERSEDED,
        "2e",
        date(2025, 9, 3),
        "The hub closed",
    )
    assert standing_of("Done") is None
    assert standing_of("Done: with all") is not None
    assert standing_of("Met with schools") is None
    assert replaced_by("✓ Superseded and delivered by Actions 2a) – 2d)") == "2a"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["1", "1.1", "1.1a", "1.1b", "1a", "1A", "1a2", "2.1.1", "2.1.1a"]), max_size=30))
def test_no_number_is_given_twice(numbers: list[str]):
    """Whatever stands beside rows: each gets a number, none twice, and the first keeps its own."""
    taken: set[str] = set()
    for number in numbers:
        given_ = free_number(number, taken)
        assert given_.casefold() not in taken
        assert given_.startswith(number)
        assert len(given_) <= LONGEST
        assert given_ == number or number.casefold() in taken
        taken.add(given_.casefold())


CELLS = st.builds(
    Cell,
    text=st.sampled_from(["", "1.1", "1a) Do it", "Aim", "✓ Done\n⇒ Next", "NEED UPDATE", "Amber/Green", "G", "MC/LM", "DELETE: No",
        "Ongoing"]),
    span=st.sampled_from([1, 1, 1, 1, 7]), carried=st.sampled_from([False, False, False, True]),
    struck=st.sampled_from(["", "", "", "gone"]), fill=st.sampled_from(["", "", "0070C0", "00B050"]),
    beside=st.sampled_from([(), (), ("Footnote: one",)]),
)  # fmt: skip
TITLES = (
    ("Number", "KPI", "Lead agency", "Actions", "Progress", "RAG on progress", "RAG on KPI"),
    ("Milestones", "Lead", "Timescale", "Progress", "RAG", "Cost", "Note"),
)


@pytest.mark.parametrize("number", ["1", "123456789012.1a"])
def test_however_often_a_number_is_used_each_fits(number: str):
    taken: set[str] = set()
    for _ in range(1_100):
        taken.add(free_number(number, taken).casefold())
    assert len(taken) == 1_100
    assert max(map(len, taken)) <= LONGEST


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=7), max_size=8), st.sampled_from(TITLES))
def test_whatever_stands_in_a_table_makes_a_tree_and_loses_nothing(rows: list[list[Cell]], titles: tuple[str, ...]):
    """Rows stand where they may, behind what they stand under; numbers are used once; every text of a cell is somewhere."""
    table = Table("Table 1", tuple(tuple(row) for row in [[Cell(title) for title in titles], *rows]))
    source = Source((Paragraph("1. Theme"), table))
    assert from_data(as_data(source)) == source
    found = proposal_of(source, [columns_of(words) for words, _ in groups_of([table])], TODAY)
    for place, row in enumerate(found.rows):
        above = found.rows[row.parent] if row.parent is not None else None
        assert row.parent is None or row.parent < place
        assert row.kind in MAY_HOLD[RowKind(above.kind) if above else None]
        assert row.text
    numbers = [row.number for row in found.rows if row.number]
    assert len(numbers) == len(set(numbers))
    everything = " ".join(
        f"{row.number} {row.text} {row.note} {[(said.text, said.kind) for said in row.said]} {row.names} {row.timescale} "
        f"{row.progress} {row.kpi} {row.odd} {row.status}"
        for row in found.rows
    ) + " ".join(one.text for one in found.unplaced)
    everything = "".join(everything.split())  # a number is kept without the spaces in it
    for row in rows:
        for cell in row:
            if cell.carried:
                continue
            for text, kept in (("Aim", "Aim"), ("Ongoing", "Ongoing"), ("MC/LM", "MC"), ("NEED UPDATE", "NEEDUPDATE")):
                assert cell.text != text or kept in everything, (text, found)
            assert not cell.struck or "gone" in everything, found
            assert not cell.beside or "Footnote:one" in everything, found


def test_a_cell_that_is_joined_downwards_holds_for_each_row():
    """In a work plan lead, timescale and colour hold for all of them; progress is written once."""
    titles = [Cell(title) for title in ("Actions", "Lead", "Timescale", "Progress", "RAG")]
    first = [Cell("1a) One"), Cell("MC"), Cell("Ongoing"), Cell("✓ Done"), Cell("G")]
    second = [Cell("1b) Two"), *[replace(cell, text="", carried=True) for cell in first[1:]]]
    found = proposal_of(
        Source((Table("T", (tuple(titles), tuple(first), tuple(second))),)),
        [columns_of([c.text for c in titles])],
        TODAY,
    )
    one, two = (row for row in found.rows if row.kind == RowKind.ACTION)
    assert (two.names, two.timescale, two.progress) == (one.names, one.timescale, one.progress)
    assert (len(one.said), len(two.said)) == (1, 0)
    assert any("Progress is merged" in odd.text for odd in two.odd)
    assert found.rows[0].text == "Without a heading"
