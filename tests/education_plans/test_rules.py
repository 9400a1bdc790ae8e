"""When the plan's clocks start."""

from datetime import UTC, date, datetime

import pytest

from education_plans.enums import SectionCode
from education_plans.rules import first_review_anchor, missing_sections, moment_of_day, review_chain

MAY, SEPTEMBER = date(2026, 5, 20), date(2026, 9, 1)


@pytest.mark.parametrize(
    ("agreed_on", "anchor"), [(MAY, SEPTEMBER), (SEPTEMBER, SEPTEMBER), (date(2026, 9, 20), date(2026, 9, 20))]
)
def test_the_first_review_counts_from_the_later_of_plan_and_start(agreed_on: date, anchor: date):
    assert first_review_anchor(agreed_on=agreed_on, starts_on=SEPTEMBER) == anchor


@pytest.mark.parametrize(
    ("held_on", "chain"),
    [
        ([], [(SEPTEMBER, None)]),
        ([date(2027, 2, 1)], [(SEPTEMBER, date(2027, 2, 1)), (date(2027, 2, 1), None)]),
        # recorded out of order: the earlier one says nothing about the next six months
        ([date(2027, 2, 1), date(2026, 12, 1)], [(SEPTEMBER, date(2027, 2, 1)), (date(2027, 2, 1), None)]),
        # held before the start, or on the day the clock starts with
        ([date(2026, 8, 1), SEPTEMBER], [(SEPTEMBER, None)]),
        (
            [date(2026, 12, 1), date(2027, 5, 31)],
            [(SEPTEMBER, date(2026, 12, 1)), (date(2026, 12, 1), date(2027, 5, 31)), (date(2027, 5, 31), None)],
        ),
    ],
)
def test_each_review_that_moves_on_meets_one_clock_and_starts_the_next(
    held_on: list[date], chain: list[tuple[date, date | None]]
):
    assert list(review_chain(agreed_on=MAY, starts_on=SEPTEMBER, held_on=held_on)) == chain


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        (datetime(2026, 10, 6, 8, 0, tzinfo=UTC), datetime(2026, 7, 1, 11, 0, tzinfo=UTC)),  # noon, in summer time
        (datetime(2026, 7, 1, 8, 0, tzinfo=UTC), datetime(2026, 7, 1, 8, 0, tzinfo=UTC)),  # never after now
    ],
)
def test_a_day_stands_for_its_noon_in_london(now: datetime, moment: datetime):
    assert moment_of_day(date(2026, 7, 1), now=now) == moment


def test_two_sections_must_be_written_before_agreeing():
    assert missing_sections({}) == [SectionCode.KEY_CONTACTS, SectionCode.SAFEGUARDING]
    assert missing_sections({"key_contacts": "Sue", "safeguarding": " \n"}) == [SectionCode.SAFEGUARDING]
    assert missing_sections({"key_contacts": "Sue", "safeguarding": "None known"}) == []
