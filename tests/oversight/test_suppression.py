"""What of small numbers leaves: none that is small, and none from which a small one could be worked out."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oversight.rules.suppression import Hidden, hide, hide_of_one_crowd, is_small, share
from oversight.selectors.dashboard_figures import Line, Number, Table
from oversight.selectors.figures_out import areas_out, beside_areas, by_places


@pytest.mark.parametrize(
    ("parts", "shown", "total"),
    [
        ((), (), 0),
        ((0, 0), (0, 0), 0),
        ((6, 20), (6, 20), 26),
        ((5, 20, 30), (None, None, 30), 55),  # one hidden number could be worked out: the next smallest goes too
        ((1, 20, 0), (None, None, 0), 21),
        ((3, 3, 40), (None, None, 40), 46),  # six together say nothing of either
        ((1, 1, 40, 50), (None, None, None, 50), 92),  # two together: one each
        ((2, 2, 1, 40), (None, None, None, None), 45),
        ((4,), (None,), None),
        ((3, 1, 0), (None, None, 0), None),  # a small sum is hidden with all that makes it up
        ((100,), (100,), 100),
        ((1,) * 6, (None,) * 6, None),  # noughts are shown, so six of six are one each
        ((1, 1, 1, 1, 1, 1, 30), (None,) * 7, 36),
    ],
)
def test_small_numbers_and_what_gives_them_away(parts, shown, total):
    out = hide(parts)
    assert (out.parts, out.total) == (shown, total)
    assert out.hides == (None in shown or total is None)


@pytest.mark.parametrize(
    ("tables", "shown"),
    [
        ([(6, 20), (10, 16)], [(6, 20), (10, 16)]),
        ([(6, 20), (1, 25)], [(6, 20), (None, None)]),  # 26 tells nothing of two that are hidden
        ([(6, 1), (1, 1, 1, 1, 1, 1, 1)], [(None, None), (None,) * 7]),  # 7 would tell that each of seven is one
        ([(4, 0), (2, 2)], [(None, None), (None, None)]),  # the nought would say that all gave the first answer
        ([], []),
    ],
)
def test_questions_about_one_crowd_are_hidden_together(tables, shown):
    assert [one.parts for one in hide_of_one_crowd(tables)] == shown


@pytest.mark.parametrize(
    ("parts", "wholes", "shown", "total"),
    [
        ((10, 20), (30, 40), (10, 20), 30),
        ((28, 20, 30), (30, 40, 60), (None, None, 30), 78),  # two of thirty are not
        ((0, 20, 30), (4, 40, 60), (None, None, 30), 50),  # of four people nothing is said, not even nought
        ((0, 0, 0), (30, 40, 50), (0, 0, 0), 0),
        ((0, 7), (3, 40), (None, None), 7),
        ((28, 39, 30), (30, 40, 60), (None, None, None), 97),  # of the first two together three are not
    ],
)
def test_the_rest_of_a_whole_is_hidden_as_the_part_is(parts, wholes, shown, total):
    out = hide(parts, of=wholes)
    assert (out.parts, out.total) == (shown, total)


def places(*numbers: tuple[str, int]) -> Table:
    lines = [Line(str(place), "", [Number("", count, "")], area) for place, (area, count) in enumerate(numbers)]
    return Table("By provider", "Provider", ["Young people"], lines, columns=("all",))


@pytest.mark.parametrize(
    ("numbers", "shown", "hidden"),
    [
        # the areas are told too, so a small number is hidden among those of its own area
        ([("in", 20), ("out", 30), ("out", 3)], [20, None, None], set()),
        ([("in", 20), ("in", 30), ("out", 3)], [20, 30, None], {"out"}),
        ([("in", 20), ("out", 30)], [20, 30], set()),
        ([("out", 2), ("out", 2), ("in", 9)], [None, None, 9], {"out"}),
    ],
)
def test_the_places_of_an_area_make_up_its_number(numbers, shown, hidden):
    (column,) = by_places(places(*numbers))
    assert (column.parts, column.hidden_areas) == (shown, frozenset(hidden))


def test_what_is_hidden_for_the_sake_of_another_table_is_hidden_with_the_next():
    assert hide([50, 7, 10], also=[1]).parts == (50, None, None)
    assert hide([50, 7, 0], also=[2]).parts == (50, 7, 0), "nought tells of nobody"


@dataclass(frozen=True)
class Range:
    """What whoever sees a table can say of a number: it lies between these, both included."""

    least: int
    most: int

    def within(self, other: "Range") -> "Range":
        return Range(max(self.least, other.least), min(self.most, other.most))

    @property
    def is_known(self) -> bool:
        return self.least == self.most


#: No number of young people is larger.
ANY = Range(0, 10_000)


def said(shown: int | None, of: Range | None = None) -> Range:
    """What a cell tells by itself. Noughts are shown, so a hidden number is one at least, unless its whole is hidden too."""
    if shown is not None:
        return Range(shown, shown)
    return Range(1, ANY.most) if of is None else Range(1 if of.is_known else 0, of.most)


def solved(cells: Sequence[Range], total: Range) -> tuple[list[Range], Range]:
    """All that can be worked out of numbers and their sum: exactly, because one equation leaves each of them a range without
    gaps.
    """
    least, most = sum(cell.least for cell in cells), sum(cell.most for cell in cells)
    total = total.within(Range(least, most))
    found = [cell.within(Range(total.least - (most - cell.most), total.most - (least - cell.least))) for cell in cells]
    return found, total


def seen(out: Hidden) -> list[Range]:
    """What can be worked out of a table that has left."""
    total = ANY if out.total is None else Range(out.total, out.total)
    return solved([said(part) for part in out.parts], total)[0]


def check_table(parts: Sequence[int], of: Sequence[int] | None = None) -> None:
    """Each small number, and all that are hidden together, could be at least two things."""
    out = hide(parts, of=of)
    wholes: Sequence[int | None] = of if of is not None else [None] * len(parts)
    known: Sequence[Range | None] = seen(hide(of)) if of is not None else [None] * len(parts)
    cells = [said(part, whole) for part, whole in zip(out.parts, known, strict=True)]
    found, _ = solved(cells, ANY if out.total is None else Range(out.total, out.total))
    for part, whole, range_ in zip(parts, wholes, found, strict=True):
        assert range_.least <= part <= range_.most, "what is shown is true"
        if is_small(part, of=whole):
            assert not range_.is_known, (parts, of, out)
    hidden = [place for place, part in enumerate(out.parts) if part is None]
    if out.total is not None and hidden:
        together = sum(parts[place] for place in hidden)
        assert not is_small(together), (parts, of, out)
        if of is not None and all(whole is not None and whole.is_known for whole in (known[place] for place in hidden)):
            assert not is_small(together, of=sum(of[place] for place in hidden)), (parts, of, out)


@settings(max_examples=100)
@given(st.lists(st.one_of(st.integers(0, 7), st.integers(0, 60)), max_size=8))
@example([1, 1, 1, 1, 1, 1])
@example([0, 1, 1, 1, 1, 1, 1, 9])
@example([6, 5, 5])
def test_nothing_hidden_can_be_worked_out(numbers: list[int]):
    check_table(numbers)


@settings(max_examples=100)
@given(
    st.lists(
        st.one_of(st.integers(0, 9), st.integers(0, 60)).flatmap(
            lambda whole: st.tuples(
                st.one_of(st.integers(0, whole), st.just(whole), st.just(max(whole - 1, 0))), st.just(whole)
            )
        ),
        max_size=7,
    )
)
@example([(28, 30), (39, 40), (30, 60)])  # two and one of the first two are not: three of seventy
@example([(28, 30), (39, 40), (0, 60)])
def test_nothing_hidden_can_be_worked_out_beside_the_wholes(pairs: list[tuple[int, int]]):
    """Shares tell no more than the numbers they are made of, and none is shown of a hidden one."""
    parts, wholes = [part for part, _ in pairs], [whole for _, whole in pairs]
    check_table(parts, wholes)
    for part, whole, shown in zip(parts, wholes, hide(parts, of=wholes).parts, strict=True):
        assert shown is None or share(part, whole) is not None or not whole
        assert not is_small(part, of=whole) or share(part, whole) is None


def test_nothing_hidden_can_be_worked_out_of_any_small_table():
    """Every table there is of up to four numbers up to seven, and of three beside wholes."""
    for width in (1, 2, 3, 4):
        for numbers in itertools.product(range(8), repeat=width):
            check_table(numbers)
    for wholes in itertools.product((3, 6, 8), repeat=3):
        for parts in itertools.product(*(range(whole + 1) for whole in wholes)):
            check_table(parts, wholes)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["in", "out", "none"]), st.integers(0, 12)), min_size=1, max_size=8))
@example([("in", 20), ("in", 30), ("out", 3)])
@example([("in", 1)] * 6 + [("out", 1)] * 6)
def test_nothing_hidden_can_be_worked_out_of_providers_areas_and_all(numbers: list[tuple[str, int]]):
    """Numbers of providers make up those of areas, and these the whole: every equation of the file at once."""
    table = places(*numbers)
    names = sorted({area for area, _ in numbers})
    sums = [sum(count for area, count in numbers if area == name) for name in names]
    lines = [Line(name, "", [Number("", count, "")], name) for name, count in zip(names, sums, strict=True)]
    columns = by_places(table)
    outs = areas_out(Table("By area", "Area", ["Young people"], lines, columns=("all",)), columns)
    columns = beside_areas(columns, names, outs)
    (areas,) = outs
    cells = {
        name: [said(part) for part, (area, _) in zip(columns[0].parts, numbers, strict=True) if area == name]
        for name in names
    }
    from_below = [solved(cells[name], said(part))[1] for name, part in zip(names, areas.parts, strict=True)]
    of_areas, _ = solved(from_below, ANY if areas.total is None else Range(areas.total, areas.total))
    for name, number, area in zip(names, sums, of_areas, strict=True):
        assert not is_small(number) or not area.is_known, (numbers, name)
        found, _ = solved(cells[name], area)
        for count, range_ in zip([count for place, count in numbers if place == name], found, strict=True):
            assert range_.least <= count <= range_.most
            assert not is_small(count) or not range_.is_known, (numbers, name)


@pytest.mark.parametrize(
    ("number", "of", "small"),
    [(0, None, False), (1, None, True), (5, None, True), (6, None, False), (0, 20, False), (20, 20, False),
     (15, 20, True), (14, 20, False), (0, 5, True), (0, 6, False), (0, 0, False)],
)  # fmt: skip
def test_what_counts_as_small(number, of, small):
    assert is_small(number, of=of) is small


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, None), (10, 20, 0.5), (0, 20, 0.0), (20, 20, 1.0), (3, 20, None), (17, 20, None), (2, 4, None)],
)
def test_a_share_tells_of_no_small_number(part, whole, shown):
    assert share(part, whole) == shown


def test_the_next_smallest_is_hidden_whatever_the_order():
    for order in itertools.permutations((4, 9, 30, 60)):
        out = hide(order)
        assert {number for number, part in zip(order, out.parts, strict=True) if part is None} == {4, 9}
