"""Places in words that might tell of somebody: small numbers and initials, and not years, shares or short forms."""

import pytest

from oversight.rules.pack_words import telling


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("All is well.", 0),
        ("Two of them left, and 3 came.", 2),
        ("Six came in 2026, 95% stayed, £5 was spent at 4:30, version 1.2", 0),
        ("J.B. found a place", 1),
        ("JB found a place", 1),
        ("The VS and the LA agreed", 0),
        ("2–3 of them, two-six, or 3/20 of all", 3),
        ("From 1/9/2026 to 31/12/2026, in 2025/26, 5% at 4:30, one-to-one", 0),
        ("Someone, twofold, nonetheless", 0),
    ],
)
def test_what_might_tell_is_pointed_out(text: str, number: int):
    assert len(telling(text)) == number


def test_a_place_stands_among_a_few_words():
    [place] = telling(
        "Before it a long sentence about something else. Only three are left of those who were here before."
    )
    assert "three are left" in place
    assert place.startswith("… ")
