"""What stands in a board pack is what the record says; of one that leaves, no small number can be read off."""

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from openpyxl import load_workbook

from accounts.clock import database_now
from learners.models import Learner
from oversight.enums import ExportState, PackAudience, PackSection, RowKind, Split
from oversight.measures import registry
from oversight.models import BoardPack, MeasureSnapshot, Strategy
from oversight.rules.suppression import SMALL, is_small
from oversight.selectors.pack_blocks import text_of
from oversight.services.pack_files import PAPER, SLIDES, LeavesWithoutLists, printed, workbook, workbook_with_lists
from oversight.services.strategy import put_in_force
from tests.oversight.packs import MOVES, crowd, made_pack, pdf_text, summed_up
from tests.oversight.strategies import added, strategy_of
from tests.people import World, build_world
from tracking.enums import ActivityGroup as G

pytestmark = pytest.mark.django_db
S = PackSection


@pytest.fixture(scope="module")
def crowded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One world with enough young people for the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        crowd(world, database_now())
        yield world
        transaction.set_rollback(True)


def rows_of(pack: BoardPack, section: PackSection, title: str) -> dict[str, list[Any]]:
    """The rows of a table by what they begin with."""
    found = next(one for one in (pack.figures or {})["sections"] if one["code"] == section)
    block = next(block for block in found["blocks"] if title in block.get("title", ""))
    return {row[0]: row[1:] for row in block["rows"]}


def kept(world: World, code: str, pack: BoardPack, split: str = "", key: str = "") -> tuple[int, int]:
    row = MeasureSnapshot.objects.standing().get(
        agency=world.virtual_school, code=code, split=split, key=key, month=pack.ends_on.replace(day=1)
    )
    return row.numerator, row.denominator


def measured_kpi(world: World, now: datetime) -> Strategy:
    strategy = strategy_of(world, now)
    theme = added(strategy, world, now, RowKind.THEME, "School and college")
    added(
        strategy, world, now, RowKind.KPI, "Young people learn or work", theme, number="1.1", target=90, green_from=90,
        amber_from=50, measure_code="years_12_13_in_eet",
    )  # fmt: skip
    return put_in_force(strategy=strategy, by=world.head.user, now=now)


def test_a_pack_says_what_is_kept_and_what_happened(crowded: World):
    """Against the rows themselves; and both papers and the workbook say the same."""
    now = database_now()
    strategy = measured_kpi(crowded, now)
    pack = made_pack(crowded, now, strategies=[strategy])
    assert (pack.state, pack.steps_done, pack.problem) == (ExportState.DONE, len(PackSection), "")
    counted, of = kept(crowded, "years_12_13_in_eet", pack)
    assert (counted, of) == (23, 41), "14 who stayed, 3 and 6 who came, of all"
    [kpi] = rows_of(pack, S.KPIS, strategy.title).values()
    assert kpi[1] == "56% (23 of 41)"
    assert [text_of(cell) for cell in kpi[3:]] == ["Amber", "Not rated", "Not rated"]
    moved = rows_of(pack, S.ACTIVITY, "Movements")
    assert moved["From neither into learning or work"] == [MOVES[G.NEET, G.EMPLOYMENT]]
    assert moved["From learning or work into neither"] == [MOVES[G.EDUCATION, G.NEET]]
    assert moved["All of them"] == [Learner.objects.filter(pk__in=Learner.objects.values("pk")).count()]
    agencies = rows_of(pack, S.ADHERENCE, "Promises")
    assert agencies["Home Virtual School"][:4] == [12, 8, 4, 0]
    assert rows_of(pack, S.SUMMARY, "open case")["All"] == [41]
    where = kept(crowded, "promises_kept", pack, Split.AREA, "none")
    assert (
        f"({where[0]} of {where[1]})" in rows_of(pack, S.AREA, "by where")["Promises to young people kept on time"][3]
    )
    versions = {one["code"]: one["version"] for one in pack.figures["definitions"]}
    assert versions == {measure.code: measure.version for measure in registry.all()}
    pack = summed_up(pack, crowded, "More of you learn. =Not a formula")
    told = {PAPER: pdf_text(printed(pack, PAPER)), SLIDES: pdf_text(printed(pack, SLIDES))}
    for text in told.values():
        for said in ("56% (23 of 41)", "More of you learn.", "Home Virtual School 12 8 4 0 66%", "A draft."):
            assert said in text
    book = load_workbook(BytesIO(workbook(pack)))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "56% (23 of 41)" in cells
    assert "Lists" not in book.sheetnames


_PAIR = re.compile(r"(\d+) of (\d+)")


def small_in(pack: BoardPack) -> list[str]:
    """Everything in the figures that says a small number of young people, or lets one be read off."""
    found = []
    for section in pack.figures["sections"]:
        for block in section["blocks"]:
            for row in block.get("rows", []):
                found += [f"{block['title']}: {row}" for cell in row[1:] if isinstance(cell, int) and 0 < cell <= SMALL]
                for cell in row[1:]:
                    pairs = _PAIR.findall(text_of(cell))
                    found += [f"{row[0]}: {cell}" for part, whole in pairs if is_small(int(part), of=int(whole))]
            found += [
                f"{block['title']}: {point}"
                for point in block.get("points", [])
                if point["text"] in map(str, range(1, 6))
            ]
    return found


def test_what_leaves_holds_no_small_number(crowded: World):
    """The same months inside and outside: what is small inside is hidden outside, with what it could be worked out from."""
    now = database_now()
    inside = made_pack(crowded, now, strategies=[measured_kpi(crowded, now)])
    outside = made_pack(crowded, now, audience=PackAudience.OUTSIDE)
    assert small_in(inside), "there is something to hide"
    assert small_in(outside) == []
    moved = rows_of(outside, S.ACTIVITY, "Movements")
    assert moved["From neither into learning or work"] == moved["In neither, at the beginning and at the end"] == ["c"]
    hidden = [row for row, [number] in moved.items() if number == "c"]
    exact = rows_of(inside, S.ACTIVITY, "Movements")
    assert sum(exact[row][0] for row in hidden) > SMALL, "together they are not small"
    assert "All of them" not in moved
    assert rows_of(outside, S.ADHERENCE, "Promises")["Brindley College"][:2] == ["c", "c"]
    assert outside.figures["listed"] == []
    for layout in (PAPER, SLIDES):
        text = pdf_text(printed(outside, layout))
        assert "hidden, because" in text
        pairs = _PAIR.findall(re.sub(r"(Page|Slide) \d+ of \d+", "", text))
        assert pairs
        assert not [(part, whole) for part, whole in pairs if is_small(int(part), of=int(whole))]
    with pytest.raises(LeavesWithoutLists):
        workbook_with_lists(pack=outside, by=crowded.head.user, now=now)
