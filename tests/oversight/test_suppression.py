"""What of small numbers leaves: none that is small, and none from which a small one could be worked out."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.rules.suppression import SMALL, hide, is_small, share
from oversight.selectors.dashboard_figures import Line, Number, Table
from oversight.selectors.figures_out import by_places


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
    ],
)
def test_small_numbers_and_what_gives_them_away(parts, shown, total):
    out = hide(parts)
    assert (out.parts, out.total) == (shown, total)
    assert out.hides == (None in shown or total is None)


@pytest.mark.parametrize(
    ("parts", "wholes", "shown", "total"),
    [
        ((10, 20), (30, 40), (10, 20), 30),
        ((28, 20, 30), (30, 40, 60), (None, None, 30), 78),  # two of thirty are not
        ((0, 20, 30), (4, 40, 60), (None, None, 30), 50),  # of four people nothing is said, not even nought
        ((0, 0, 0), (30, 40, 50), (0, 0, 0), 0),
        ((0, 7), (3, 40), (None, None), 7),
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


@given(st.lists(st.integers(0, 40), max_size=7))
def test_nothing_hidden_can_be_worked_out(numbers):
    """Whoever sees what is shown still finds at least two possibilities for each small number."""
    out = hide(numbers)
    places = [place for place, part in enumerate(out.parts) if part is None]
    small = [place for place, number in enumerate(numbers) if 0 < number <= SMALL]
    assert set(small) <= set(places)
    if out.total is None:
        assert sum(numbers) <= SMALL
        return
    if not places:
        return
    left = out.total - sum(part for part in out.parts if part is not None)
    assert len(places) > 1
    assert left > SMALL
    # what is hidden is at least one each, because noughts are shown
    for place in small:
        others = len(places) - 1
        possible = [guess for guess in range(1, SMALL + 1) if left - guess >= others]
        assert len(possible) > 1, (numbers, place)


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
