"""A work plan of thirteen pages: ten objectives with 66 actions, and what is expected listed after the tables."""

from dataclasses import dataclass, field

from docx.document import Document

HEADER = (
    "Milestones / Actions",
    "Lead (bold)",
    "Time scale",
    "Progress  ✓ = achievement to date.  ⇒ = next steps",
    "RAG rating",
)
#: Theme, number of the objective, how many actions it has, what is expected.
OBJECTIVES = (
    ("COMMITMENT", 1, 9, ("Partners beyond children’s services.", "Plans of the council name it.")),
    ("COMMITMENT", 2, 10, ("The workforce learns how careers are built.",)),
    ("OPPORTUNITIES", 3, 9, ("There is a range of openings.",)),
    ("OPPORTUNITIES", 4, 5, ("Money goes to learning first.", "Bursaries reach everybody.", "Claims are explained.")),
    ("OPPORTUNITIES", 5, 3, ("Homes are chosen so that work goes on.",)),
    ("SUPPORT", 6, 14, ("They help to write plans.", "Advice is given.", "Goals are clear.", "Support is there.")),
    ("SUPPORT", 7, 3, ("Everybody has a copy.", "The range is explained.", "Others’ help is named.")),
    ("SUPPORT", 8, 3, ("There is an assessment.", "There is a policy.", "Everybody is told.")),
    ("MONITORING", 9, 9, ("Plans follow analysis.", "Openings follow needs.")),
    ("MONITORING", 10, 1, ("Views are used.",)),
)


@dataclass(frozen=True)
class Action:
    number: str
    text: str
    lead: str
    timescale: str
    progress: str
    colour: str
    #: What is to become of it, where that is not plain.
    becomes: dict = field(default_factory=dict)


ODD = {
    "1b": {
        "progress": "✓ 22/7/15 - Lists are drawn up\n⇒ Invite the schools\nand the colleges",
        "timescale": "25/6/2026",
    },
    "2f": {"text": "DELETE: Try a hub in town", "progress": "Superseded and delivered by Action 2e)", "colour": "R"},
    "2g": {"text": "DELETE: Write a pack", "progress": "To be withdrawn in January", "colour": "G"},
    "3d": {"progress": "✓ NEED UPDATE FROM STAFFING????\n✓ (07/14) - Three jobs so far", "colour": "A"},
    "3f": {"progress": "Pat Example TO UPDATE????", "colour": "Amber/Green"},
    "3i": {"lead": "?", "progress": "⇒ Ask again NEED UPDATE FROM PAT"},
    "4a": {"timescale": "From April 15"},
    "4b": {"timescale": "As required", "colour": ""},
    "5c": {"timescale": "Ongoing"},
    "6i": {"progress": "Not started", "colour": "R"},
    "6k": {"progress": "✓ Pages looked through", "lead": "Pat Example/Mo Sample"},
    "8b": {"lead": "", "timescale": "", "progress": "⇒ See the other list"},
}
LEADS = ("HC", "HC/MA", "Ola Officer", "SI, PL & MA")


def actions_of(objective: int, count: int) -> list[Action]:
    found = []
    for place in range(count):
        number = f"{objective}{chr(ord('a') + place)}"
        usual = {
            "text": f"Do what {number} asks for", "lead": LEADS[(objective + place) % 4], "timescale": "09/26",
            "progress": f"✓ Begun for {number}", "colour": "GA"[place % 2],
        }  # fmt: skip
        found.append(Action(number, **{**usual, **ODD.get(number, {})}))
    return found


def heading(theme: str, number: int) -> str:
    return f"{theme}: Objective/Driver: {number}. What number {number} is about is clear to all"


def rows() -> list[tuple[str, ...]]:
    """The whole as one table, without its header. A row of one cell is a heading across it."""
    found: list[tuple[str, ...]] = []
    for theme, number, count, _ in OBJECTIVES:
        found.append((heading(theme, number),))
        if number == 2:
            found.append(("", "Overall lead: Ola Officer", "", "", ""))
        for action in actions_of(number, count):
            after = ". " if action.number == "2f" else " "
            found.append(
                (f"{action.number}){after}{action.text}", action.lead, action.timescale, action.progress, action.colour)
            )
        if number == 6:
            found.insert(
                -6, ("Several steps make it easier to know what there is, in this order and one after the other:",)
            )
        if number == 9:
            found.append(("", "", "", "✓ The lists are matched too", ""))
    return found


def write(document: Document) -> None:
    """Put it into a Word document: contacts, three tables (the first row repeated in each), what is expected."""
    from tests.oversight.plan_documents.drawing import embolden, join_across, table_of

    document.add_paragraph("Work plan of the careers group", style="Title")
    table_of(document, [("", "Lead contact", "Strategic lead"), ("Name", "Ola Officer", "Hedda Head")])
    found = rows()
    places = [place for place, row in enumerate(found) if len(row) == 1 and "Objective" in row[0]]
    parts = (found[: places[3]], found[places[3] : places[7]], found[places[7] :])
    for part in parts:
        table = table_of(document, [HEADER, *[row if len(row) > 1 else (row[0], "", "", "", "") for row in part]])
        for place, row in enumerate(part, 1):
            if len(row) == 1:
                join_across(table, place)
            elif row[0].startswith("6k)"):
                embolden(table.cell(place, 1), "Mo Sample")
        document.add_paragraph("Green means on time, amber begun, red hard.")
    for theme, number, _, expected in OBJECTIVES:
        document.add_paragraph(heading(theme, number).partition(": ")[2])
        document.add_paragraph("This has to be in place, or worked towards:")
        for text in expected:
            document.add_paragraph(text, style="List Bullet")
