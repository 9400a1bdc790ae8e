"""The table of providers: its columns, its days and what is no longer brought in."""

from datetime import date

import pytest

from agreements.rules.provider_table import TITLES, columns_of, read_line

TODAY = date(2026, 10, 6)


def test_headers_are_the_templates_own():
    keys, problems = columns_of(["PROVIDER ", "local  authority", "Provider", "Nonsense", ""])
    assert keys[:2] == ["name", "authority"]
    assert [problem.text for problem in problems] == [
        "This column is there twice.", "“Nonsense” is no column of the template.", "Column 5 has no name.",
    ]  # fmt: skip
    assert [problem.column for problem in columns_of(["UKPRN"])[1]] == ["Provider", "Local authority"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("3/9/2025", "2025-09-03"), ("03.09.2025", "2025-09-03"), ("2025-9-3", "2025-09-03"), ("9/13/2025", None),
     ("2025-02-30", None), ("tomorrow", None), ("3/9/25", None), ("1/1/1990", None)],
)  # fmt: skip
def test_days(typed: str, read: str | None):
    cells, problems = read_line(2, {"name": "A", "authority": "B", "signed_on": typed}, TODAY)
    wrong = [problem.text for problem in problems if problem.column == TITLES["signed_on"]]
    assert bool(wrong) is (read is None)
    assert read is None or cells["signed_on"] == read


def test_an_agreement_that_is_over_is_not_brought_in():
    _, problems = read_line(2, {"name": "A", "authority": "B", "ends_on": "1/9/2026"}, TODAY)
    assert any("is over already" in problem.text for problem in problems)
