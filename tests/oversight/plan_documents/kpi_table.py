"""Nine tables with 42 KPIs. Which numbers stand beside them, and what they are to become."""

from dataclasses import dataclass

from docx.document import Document

#: Headings above a table, and its KPIs: number of the KPI > what stands in the first column of each of its rows.
#: “-” is an empty cell, “!” a row with nothing but its number, “*” a number for the second time.
TABLES = (
    (("1. LEARNING UP TO EIGHTEEN",), """1.1>1.1.1 1.1.2 1.1.3 1.1.4|1.2>1.2|1.3>1.3.1 1.3.2|1.4>1.4.1 1.4.2|1.5>1.5.1 1.5.2|1.6>1.6|
        1.7>1.7|1.8>1.8|1.9>1.9.1 1.9.2|1.10>1.10|1.11>1.11|1.12>1.12.1 1.12.2 1.12.3|1.13>1.13 - -|1.14>1.14|1.15>1.15"""),
    (("2. LEARNING AND WORK FROM EIGHTEEN", "2.1 At college and university"),
        "2.1.1>2.1.1.1 2.1.1.2 2.1.1.3|2.1.2>2.1.2 -|2.1.3>2.1.3|2.1.4>2.1.4|2.1.5>2.1.5|2.1.6>2.1.6.1 2.1.6.2"),
    (("2.2 Apprenticeships and jobs",), "2.2.1>2.2.1|2.2.2>2.2.2|2.2.3>2.2.3.1 2.2.3.2 2.2.3.3 2.2.3.4 2.2.3.5|2.2.4>2.2.4"),
    (("3. IN CIRCUMSTANCES OF THEIR OWN", "3.1 Without a place"),
        "3.1.1>3.1.1.1 3.1.1.2 3.1.1.3 3.1.1.4 3.1.1.4*|3.1.2>3.1.2.1 3.1.2.2!"),
    (("3.2 Feeling well",), "3.2.1>3.2.1|3.2.2>3.2.2.1 3.2.2.2 3.2.2.3|3.2.3>3.2.3"),
    (("3.3 A home",), "3.3.1>3.3.1"),
    (("3.4 Parents",), "3.4.1>3.4.1|3.4.2>3.4.2.1 3.4.2.2|3.4.4>3.4.4.1 3.4.4.2|3.4.5>3.4.5. -"),
    (("4. HOW SERVICES CHANGE",), "4.1>4.1.1 4.1.2 4.1.3|4.2>4.2|4.3>4.3.1 4.3.2 4.3.3|4.4.1>4.4.1 - - - -"),
    (("5. CARRYING IT OUT",), "5.1>5.1 - - -|5.2>5.2 -|5.3>5.3 -"),
)  # fmt: skip
HEADER = ("", "KPI", "KPI LEAD AGENCY", "Actions to meet KPI\n(the lead names them)", "Progress Report",
    "RAG Status on progress", "RAG on KPI")  # fmt: skip
LEADS = ("Home Virtual School", "Home Social Care/Careers service", "Employment team")


@dataclass(frozen=True)
class KpiRow:
    """One row of the table: its cells, and whether KPI and lead are joined with the row above."""

    number: str
    kpi: str
    lead: str
    action: str
    progress: str = ""
    progress_colour: tuple[str, str] = ("", "")
    kpi_colour: tuple[str, str] = ("", "")
    is_joined: bool = False


Sections = list[tuple[tuple[str, ...], list[KpiRow]]]
Expected = list[tuple[str, str, str]]


def sections() -> tuple[Sections, Expected]:
    """The rows of each table; and kind, number and words of the rows they are to become."""
    found: Sections = []
    expected: Expected = []
    count = 0
    for headings, spec in TABLES:
        rows = []
        for heading in headings:
            number, words = heading.split(" ", 1)
            expected.append(("theme", number.strip("."), words))
        for group in "".join(spec.split("\n")).split("|"):
            number, cells = group.strip().split(">")
            count += 1
            kpi = f"Aim {count}: everybody who is meant by {number} gets on"
            expected.append(("kpi", number, kpi))
            numbers = cells.split()
            for place, cell in enumerate(numbers):
                beside = cell.strip("*!").replace("-", "")
                action = "" if cell.endswith("!") else f"Step {place + 1} towards aim {count}"
                rows.append(
                    KpiRow(
                        beside, kpi if place == 0 else "", LEADS[count % 3] if place == 0 else "", action,
                        is_joined=place > 0 and count % 2 == 0, **_beside(count, place),
                    )
                )  # fmt: skip
                shared = len([one for one in numbers if one != "-"]) > 1
                said = beside if shared or place else ""
                if action:
                    expected.append(("action", said + ("a" if cell.endswith("*") else ""), action))
        found.append((headings, rows))
    return found, expected


def _beside(count: int, place: int) -> dict:
    """Progress and colours of some rows, odd ones among them."""
    if place:
        return {"progress": "✓ A second step was taken"} if (count, place) == (4, 1) else {}
    return {
        1: {"progress": "✓ 3/9/2025 – Homes near schools were found\n⇒ Look again in spring", "progress_colour": ("Green", "00B050"),
            "kpi_colour": ("A", "FFC000")},
        2: {"progress": "NEED UPDATE from the homes team", "kpi_colour": ("Amber/Green", "")},
        3: {"progress_colour": ("", "0070C0"), "kpi_colour": ("", "FF0000")},
        5: {"progress": "Most of it is done"},
    }.get(count, {})  # fmt: skip


def write(document: Document) -> None:
    """Put the tables into a Word document."""
    from tests.oversight.plan_documents.drawing import fill, join_down, strike, table_of

    document.add_paragraph("LEARNING AND WORK: OUR AIMS", style="Title")
    document.add_paragraph("The board looks at these aims four times a year.")
    document.add_paragraph("1) Whoever leads an aim answers for it.")
    found, _ = sections()
    for headings, rows in found:
        for heading in headings:
            document.add_paragraph(heading)
        table = table_of(document, [HEADER, *[[row.number, row.kpi, row.lead, row.action, row.progress,
            row.progress_colour[0], row.kpi_colour[0]] for row in rows]])  # fmt: skip
        for place, row in enumerate(rows, 1):
            for column, (_, colour) in ((5, row.progress_colour), (6, row.kpi_colour)):
                fill(table.cell(place, column), colour)
        for place in range(len(rows), 0, -1):
            if rows[place - 1].is_joined:
                for column in (1, 2):
                    join_down(table, place, column)
        if headings[0].startswith("5."):
            strike(table.cell(len(rows), 3))
            inner = table.cell(1, 4).add_table(1, 2)
            inner.cell(0, 0).text, inner.cell(0, 1).text = "Teams told", "12"
