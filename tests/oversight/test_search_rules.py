"""What somebody who types into the search looks for."""

import pytest

from learners.rules import written_postcode
from learners.selectors.likeness import is_like
from oversight.rules.search import Where, places_for, postcode_start

WORDS = [Where.NAME, Where.EARLIER, Where.COURSE, Where.PROVIDER]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smith", WORDS),
        ("Zoë O’Brien", WORDS),
        ("s", []),
        ("  ", []),
        ("--", []),
        ("9276308686", [Where.ULN]),
        ("927 630", [Where.ULN]),
        ("92", []),
        ("0276", []),
        ("92763086861", []),
        ("WS1", [Where.POSTCODE, *WORDS]),
        ("ws1 1t", [Where.POSTCODE, *WORDS]),
        ("b1", [Where.POSTCODE, *WORDS]),
    ],
)
def test_where_to_look(text: str, expected: list[Where]):
    assert places_for(text) == expected


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("ws1", "WS1"),
        ("WS1 1TP", "WS1 1TP"),
        ("ws11tp", "WS1 1TP"),
        ("ws11t", "WS1 1T"),
        ("ws11", "WS11"),
        ("ws1 1", "WS1 1"),
        ("sw1a 1aa", "SW1A 1AA"),
        ("sw1a1aa", "SW1A 1AA"),
        ("ws", ""),
        ("smith", ""),
        ("w1%", ""),
    ],
)
def test_the_start_of_a_postcode(text: str, start: str):
    assert postcode_start(text) == start


@pytest.mark.parametrize(
    ("text", "written"), [("ws1 1tp", "WS1 1TP"), (" WS11TP", "WS1 1TP"), ("sw1a1aa", "SW1A 1AA"), ("b1 1bb", "B1 1BB")]
)
def test_a_postcode_written_out(text: str, written: str):
    assert written_postcode(text) == written


@pytest.mark.parametrize("text", ["", "WS1", "Walsall", "WS1 1T", "1WS 1TP", "WS1 11P"])
def test_what_is_no_postcode(text: str):
    with pytest.raises(ValueError, match="is no postcode"):
        written_postcode(text)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Brindley College", "brindley", True),
        ("Brindley College", "brindly colege", True),
        ("Brindley College", "BRINDLEY", True),
        ("Brindley College", "harborne", False),
        ("Brindley College", "brindley harborne", False),
        ("Brindley College", "", False),
    ],
)
def test_a_name_is_like_what_was_typed(name: str, text: str, found: bool):
    assert is_like(name, text) == found
