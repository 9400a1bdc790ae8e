"""When a plan's clocks start.

Pure: no clock, no database.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from deadlines.calendar import chain
from education_plans.enums import REQUIRED_SECTIONS, SectionCode


def first_review_anchor(*, agreed_on: date, starts_on: date) -> date:
    """From which day the first review is counted: the later of plan agreed and start of the place (A14, A28)."""
    return max(agreed_on, starts_on)


def review_chain(*, agreed_on: date, starts_on: date, held_on: Iterable[date]) -> Iterator[tuple[date, date | None]]:
    """Each review clock as (the day it starts with, the day of the review that meets it or None while it is open).

    `held_on` are the days reviews were held, in the order in which they were recorded. A review held on or before the
    day the clock starts with says nothing about the next six months, so it is kept but moves no clock.
    """
    yield from chain(first_review_anchor(agreed_on=agreed_on, starts_on=starts_on), held_on)


def missing_sections(texts: Mapping[str, str]) -> list[SectionCode]:
    """Sections without which a plan cannot be agreed and which are still empty (A13, A27)."""
    return [code for code in SectionCode if code in REQUIRED_SECTIONS and not texts.get(code, "").strip()]
