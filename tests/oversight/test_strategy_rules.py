"""How rows are numbered, coloured and said to stand; how hard a text is; what changed between two versions."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest

from oversight.enums import Colour, Direction, RowStatus
from oversight.rules.reading import AIM, reading_of, syllables
from oversight.rules.strategy import colour_of, in_order, meanings_on, number_key, standing, thresholds_fit
from oversight.rules.strategy_versions import Change, rows_changed, whole_changed

TODAY = date(2026, 10, 6)


@dataclass
class Numbered:
    number: str
    position: int = 1


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("1.9", "1.10"), ("1.4", "1.4.1"), ("1.4.9", "1.5"), ("1a", "1b"), ("6b", "6k"), ("6k", "7"), ("2z", "2aa"),
        ("3.4.4.2", "3.4.5."), ("2.2.3.5", "2.2.4"), ("9", "10a"),
    ],
)  # fmt: skip
def test_numbers_stand_as_a_reader_counts(earlier: str, later: str):
    assert number_key(earlier) < number_key(later)


@pytest.mark.parametrize(("one", "other"), [("6 k)", "6k"), ("1.4.1", "1.4.1."), ("2E", "2e"), ("01", "1")])
def test_signs_between_do_not_count(one: str, other: str):
    assert number_key(one) == number_key(other)


def test_rows_without_a_number_come_last_as_they_were_added():
    rows = [Numbered("", 2), Numbered("1.10", 3), Numbered("1.9", 4), Numbered("", 1), Numbered("²", 5)]
    assert [(row.number, row.position) for row in in_order(rows)] == [
        ("1.9", 4), ("1.10", 3), ("²", 5), ("", 1), ("", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "due_in", "words", "colour"),
    [
        (RowStatus.OPEN, None, "Open", "blue"),
        (RowStatus.OPEN, 0, "Open", "blue"),
        (RowStatus.OPEN, -1, "Late", "red"),
        (RowStatus.DONE, -1, "Done", "green"),
        (RowStatus.WITHDRAWN, -1, "Withdrawn", "grey"),
        (RowStatus.SUPERSEDED, None, "Superseded", "grey"),
        (RowStatus.WORKING_TOWARDS, -9, "Working towards it", "blue"),
    ],
)
def test_how_a_row_stands(status: RowStatus, due_in: int | None, words: str, colour: str):
    due_on = None if due_in is None else TODAY + timedelta(days=due_in)
    found = standing(status, due_on, TODAY)
    assert (found.words, found.colour) == (words, colour)


@pytest.mark.parametrize(
    ("value", "direction", "colour"),
    [
        ("95", Direction.UP, Colour.GREEN), ("94.99", Direction.UP, Colour.AMBER), ("90", Direction.UP, Colour.AMBER),
        ("89", Direction.UP, Colour.RED), ("90", Direction.DOWN, Colour.GREEN), ("95", Direction.DOWN, Colour.AMBER),
        ("95.01", Direction.DOWN, Colour.RED),
    ],
)  # fmt: skip
def test_thresholds_give_a_colour(value: str, direction: Direction, colour: Colour):
    green, amber = (Decimal(95), Decimal(90)) if direction == Direction.UP else (Decimal(90), Decimal(95))
    assert thresholds_fit(green, amber, direction)
    assert not thresholds_fit(amber, green, direction)
    assert colour_of(Decimal(value), green, amber, direction) == colour


def test_one_threshold_alone_says_nothing():
    assert thresholds_fit(None, None, Direction.UP)
    assert not thresholds_fit(Decimal(1), None, Direction.UP)


@dataclass
class Said:
    which: str
    colour: str
    from_on: date
    meaning: str


def test_the_own_meaning_counts_from_its_day_and_the_usual_one_before():
    usual = [Said("progress", "green", date(2020, 1, 1), "usual")]
    own = [Said("progress", "green", TODAY, "newer"), Said("progress", "green", date(2026, 9, 1), "own")]
    days = (date(2026, 8, 1), date(2026, 9, 1), TODAY)
    assert [meanings_on(own, usual, on)["progress", "green"].meaning for on in days] == ["usual", "own", "newer"]


@pytest.mark.parametrize(("word", "count"), [("plan", 1), ("college", 2), ("table", 2), ("we", 1), ("education", 4)])
def test_syllables(word: str, count: int):
    assert syllables(word) == count


def test_short_sentences_are_easy_and_long_ones_are_not():
    easy = reading_of("We want you to do well. You can ask us for help. We will ring you each week.")
    hard = reading_of(
        "Corporate parenting responsibilities necessitate collaborative identification of individualised educational "
        "interventions notwithstanding organisational reconfiguration."
    )
    assert easy is not None
    assert hard is not None
    assert easy.is_easy
    assert (easy.sentences, easy.long_words) == (3, ())
    assert hard.age > AIM + 10
    assert "collaborative" in hard.long_words
    assert reading_of("Too short to say.") is None


def row(key: str, **words: str) -> dict[str, str]:
    return {"id": key, "kind": "kpi", "number": "", "text": "", **words}


def test_versions_are_compared_row_by_row():
    before = {"title": "Old", "rows": [row("a", number="1", text="Stay"), row("b", text="Go"), row("c", text="Same")]}
    after = {"title": "New", "rows": [row("c", text="Same"), row("d", text="Come"), row("a", number="1", text="Stays")]}
    found = rows_changed(before, after)
    assert [(one.name, one.change) for one in found] == [
        ("Come", Change.ADDED), ("1 Stays", Change.CHANGED), ("Go", Change.GONE),
    ]  # fmt: skip
    (difference,) = found[1].differences
    assert (difference.what, difference.before, difference.after) == ("Text", "Stay", "Stays")
    assert [one.what for one in whole_changed(before, after)] == ["Title"]
