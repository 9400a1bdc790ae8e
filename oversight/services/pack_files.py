"""A board pack as files: two papers, and a workbook, with the lists for whoever may see them (M10)."""

from datetime import datetime

from django.db import transaction

from accounts.enums import Permission
from accounts.errors import ServiceError
from accounts.models import User
from accounts.selectors import agency_ids_where
from accounts.tables import workbook_bytes
from agreements.services.printing import pdf
from learners.exports import CLASSIFICATION
from learners.models import Learner
from learners.services.disclosing import disclose_list
from oversight.models import BoardPack
from oversight.selectors.figures_out import HIDDEN, Sheet
from oversight.selectors.pack_blocks import NOTHING, Block, colour_of, text_of
from oversight.selectors.pack_lists import HEADINGS, lines_of
from oversight.selectors.pack_page import period_of, standing_of
from oversight.selectors.packs import sections_shown

#: More lines than this are not made while somebody waits.
MOST_LINES = 5_000
_MOST_IN_NAME = 31
PAPER, SLIDES = "paper", "slides"


class ListsError(ServiceError):
    """Why the lists of a pack are not given out."""


class LeavesWithoutLists(ListsError):
    def __init__(self) -> None:
        super().__init__("This pack leaves the authority, so no list goes with it.")


class NotYourLists(ListsError):
    def __init__(self) -> None:
        super().__init__("Your role there does not let you download lists.")


class TooLong(ListsError):
    def __init__(self) -> None:
        super().__init__(
            f"The lists have more than {MOST_LINES:,} lines. Open a measure and download its list there: it is made in the background."
        )


def printed(pack: BoardPack, layout: str) -> bytes:
    """The pack as a tagged PDF: on A4, or as slides. Raises PrintingFailed."""
    figures = pack.figures or {}
    return pdf(
        f"oversight/packs/{layout}.typ",
        {
            "title": pack.title,
            "agency": pack.agency.name,
            "period": period_of(pack),
            "stands": standing_of(pack),
            "sections": [
                {**section, "blocks": [_in_print(block) for block in section["blocks"]]}
                for section in sections_shown(pack)
            ],
            "definitions": figures.get("definitions", []),
            "hidden": figures.get("hidden", ""),
            "leaves": pack.leaves,
        },
    )


def workbook(pack: BoardPack) -> bytes:
    """The figures and words as Excel: a sheet for each section."""
    return workbook_bytes(_sheets(pack))


@transaction.atomic
def workbook_with_lists(*, pack: BoardPack, by: User, now: datetime) -> tuple[bytes, list[Learner]]:
    """The same with the young people behind the figures whom `by` may see now, and who they are: what leaves is logged as every
    list is. Raises LeavesWithoutLists, NotYourLists, TooLong.
    """
    if pack.leaves:
        raise LeavesWithoutLists
    if pack.agency_id not in agency_ids_where(by, Permission.EXPORT):
        raise NotYourLists
    listed = lines_of(pack, by, most=MOST_LINES)
    if len(listed) > MOST_LINES:
        raise TooLong
    learners = list({line.learner.pk: line.learner for line in listed}.values())
    disclose_list(learners, recipient=pack.agency, what=f"Lists of the board pack {pack.title}", by=by, now=now)
    lists: Sheet = ("Lists", [list(HEADINGS), *(line.cells for line in listed), [], [CLASSIFICATION]])
    return workbook_bytes([*_sheets(pack), lists]), learners


def _in_print(block: Block) -> Block:
    if block["kind"] == "table":
        rows = [[{"text": text_of(cell), "colour": colour_of(cell)} for cell in row] for row in block["rows"]]
        numeric = [bool(rows) and all(isinstance(row[place], int) or text_of(row[place]) in (HIDDEN, NOTHING) for row in block["rows"])
                   for place in range(len(block["headings"]))]  # fmt: skip
        return {**block, "rows": rows, "numeric": numeric}
    return block


def _sheets(pack: BoardPack) -> list[Sheet]:
    figures = pack.figures or {}
    about: list[list[object]] = [
        [pack.title], ["Of", pack.agency.name], ["Period", period_of(pack)], ["Stands", standing_of(pack)],
        ["For", str(pack.get_audience_display())],
    ]  # fmt: skip
    if figures.get("hidden"):
        about.append([figures["hidden"]])
    about += [[], ["Measure", "Version", "What it counts"]]
    about += [[one["title"], one["version"], one["text"]] for one in figures.get("definitions", [])]
    found: list[Sheet] = [("About", about)]
    for section in sections_shown(pack):
        rows: list[list[object]] = [[section["title"]]]
        rows += [[line] for line in str(section["words"]).split("\n") if line]
        for block in section["blocks"]:
            rows += [[], *_rows(block)]
        found.append((_name(section["title"]), rows))
    return found


def _rows(block: Block) -> list[list[object]]:
    rows: list[list[object]] = [[block["title"]]] if block.get("title") else []
    if block["kind"] == "table":
        rows.append(list(block["headings"]))
        rows += [[text_of(cell) for cell in row] for row in block["rows"]]
        rows += [[block["note"]]] if block["note"] else []
    elif block["kind"] == "trend":
        rows.append(["Month", "Figure"])
        rows += [[point["label"], point["text"]] for point in block["points"]]
    elif block["kind"] == "quotes":
        rows += [[quote["on"], quote["text"]] for quote in block["quotes"]]
    else:
        rows += [[line] for line in block["lines"]]
    return rows


def _name(title: str) -> str:
    return title[:_MOST_IN_NAME]
