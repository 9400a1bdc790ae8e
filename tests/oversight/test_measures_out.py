"""Measures as they may leave: small numbers hidden, also where one lies within another (ADR 16)."""

import pytest

from oversight.measures import registry
from oversight.rules.measures_out import Outer, Untold, leaving, shown_alone


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ((3, 40), (None, 40)),
        ((0, 40), (0, 40)),
        ((37, 40), (None, 40)),
        ((40, 40), (40, 40)),
        ((2, 5), (None, None)),
        ((0, 5), (0, None)),
    ],
)
def test_a_small_number_alone(number: tuple[int, int], expected: tuple[int | None, int | None]):
    assert shown_alone(number) == expected


def test_a_part_that_is_small_is_hidden_with_another_and_noughts_stay():
    out = leaving((20, 60), {"area": [(10, 30), (3, 20), (7, 10)]})
    assert out.whole == (20, 60)
    assert out.parts["area"] == [(10, 30), (None, 20), (None, 10)]
    assert leaving((0, 60), {"area": [(0, 30), (0, 30)]}).parts["area"] == [(0, 30), (0, 30)]


def test_what_is_missing_to_the_whole_is_a_part_too():
    out = leaving((12, 50), {"provider": [(6, 28), (6, 20)]})  # two learn nowhere
    assert out.parts["provider"] == [(None, 28), (None, None)] or None in out.parts["provider"][1]


def test_a_whole_that_could_be_worked_out_shows_nothing_beside_it():
    out = leaving((4, 50), {"area": [(4, 30), (0, 20)]})
    assert out.whole == (None, 50)
    assert out.parts["area"] == [(None, 30), (0, 20)]


@pytest.mark.parametrize(
    ("counted", "outer", "shown"),
    [
        (27, 30, None),
        (25, 30, None),
        (24, 30, 24),
        (30, 30, 30),
        (0, 3, 0),
    ],
)
def test_what_lies_between_two_measures_is_not_told_by_the_whole(counted: int, outer: int, shown: int | None):
    """Thirty plans were complete, 27 of them on time: three were late."""
    assert shown_alone((counted, 40), Outer(outer)) == (shown, 40)
    out = leaving((counted, 40), {"area": [(counted, 40)]}, Outer(outer, {"area": [outer]}))
    assert out.whole == (shown, 40)
    assert out.parts["area"] == [(shown, 40)]


@pytest.mark.parametrize(
    ("inner", "outer", "shown"),
    [
        ((28, 20, 20), (30, 30, 30), (None, None, 20)),  # two; the next one too, else they are the rest
        ((20, 20, 20), (30, 30, 30), (20, 20, 20)),
        ((30, 30, 20), (30, 30, 30), (30, 30, 20)),  # nobody lies between
        ((27, 28, 10), (30, 30, 30), (None, None, None)),  # three and two are five together
    ],
)
def test_what_lies_between_two_measures_is_not_told_by_a_part(
    inner: tuple[int, ...], outer: tuple[int, ...], shown: tuple[int | None, ...]
):
    parts = {"provider": [(one, 60) for one in inner]}
    out = leaving((sum(inner), 180), parts, Outer(sum(outer), {"provider": outer}))
    assert out.whole == (sum(inner), 180)
    assert tuple(number for number, _ in out.parts["provider"]) == shown
    assert {of for _, of in out.parts["provider"]} == {60}


def test_a_whole_that_is_hidden_as_what_another_measure_counts_is_hidden_here_too():
    """Of forty plans 38 were complete, and 20 of 38 were looked at: two would not be."""
    assert shown_alone((38, 40)) == (None, 40)
    assert shown_alone((20, 38), untold=Untold(True)) == (None, None)
    out = leaving((20, 38), {"area": [(10, 19), (10, 19)]}, untold=Untold(True))
    assert (out.whole, out.parts["area"]) == ((None, None), [(None, None), (None, None)])
    out = leaving((30, 60), {"area": [(10, 20), (10, 20), (10, 20)]}, untold=Untold(False, {"area": [0]}))
    assert out.whole == (30, 60)
    assert out.parts["area"] == [(None, None), (None, None), (10, 20)], "the next one too, else it is the rest"


def test_measures_within_another_have_the_same_whole_and_unit():
    nested = {measure.code: registry.get(measure.within) for measure in registry.all() if measure.within}
    assert {"plans_on_time", "attendance_at_target"} <= set(nested)
    for code, outer in nested.items():
        inner = registry.get(code)
        assert (inner.population, inner.unit, inner.period) == (outer.population, outer.unit, outer.period)
