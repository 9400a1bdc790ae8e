"""What is unusual, moment by moment: hours of London with their two clock changes, and the busiest hour of a day."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from oversight.rules.unusual_access import MANY_RECORDS, Burst, busiest, is_many, is_out_of_hours, working_hours


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "unusual"),
    [
        # Tuesday in winter: London keeps UTC
        ("2026-11-10T06:59:59", True),
        ("2026-11-10T07:00:00", False),
        ("2026-11-10T19:59:59", False),
        ("2026-11-10T20:00:00", True),
        # Tuesday in summer: London is an hour ahead
        ("2026-06-09T05:59:59", True),
        ("2026-06-09T06:00:00", False),
        ("2026-06-09T18:59:59", False),
        ("2026-06-09T19:00:00", True),
        # The day begins at midnight in London, which is 23:00 UTC of the day before
        ("2026-06-08T23:30:00", True),
        # Friday before and Monday after the clocks went forward (Sunday 29 March 2026)
        ("2026-03-27T07:00:00", False),
        ("2026-03-27T19:30:00", False),
        ("2026-03-30T06:00:00", False),
        ("2026-03-30T19:30:00", True),
        # Friday before and Monday after the clocks went back (Sunday 25 October 2026)
        ("2026-10-23T06:00:00", False),
        ("2026-10-23T19:30:00", True),
        ("2026-10-26T06:30:00", True),
        ("2026-10-26T19:30:00", False),
        # The clock-change days themselves, weekends both
        ("2026-03-29T12:00:00", True),
        ("2026-10-25T12:00:00", True),
        # Saturday; Friday evening is no weekend before 20:00
        ("2026-11-14T12:00:00", True),
        ("2026-11-13T12:00:00", False),
        # Bank holidays of England: New Year, Good Friday, Easter Monday, early May, Boxing Day moved to Monday
        ("2026-01-01T12:00:00", True),
        ("2026-04-03T12:00:00", True),
        ("2026-04-06T12:00:00", True),
        ("2026-05-04T12:00:00", True),
        ("2026-12-28T12:00:00", True),
        # The 29th of February
        ("2028-02-29T12:00:00", False),
        ("2028-02-29T20:00:00", True),
    ],
)
def test_out_of_hours(moment: str, unusual: bool):
    assert is_out_of_hours(utc(moment)) is unusual


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 27), (utc("2026-03-27T07:00"), utc("2026-03-27T20:00"))),
        (date(2026, 3, 30), (utc("2026-03-30T06:00"), utc("2026-03-30T19:00"))),
        (date(2026, 10, 23), (utc("2026-10-23T06:00"), utc("2026-10-23T19:00"))),
        (date(2026, 10, 26), (utc("2026-10-26T07:00"), utc("2026-10-26T20:00"))),
        (date(2026, 3, 29), None),
        (date(2026, 12, 25), None),
    ],
)
def test_working_hours(day: date, hours: tuple[datetime, datetime] | None):
    assert working_hours(day) == hours


START = utc("2026-11-10T10:00")


def opened(*minutes_and_records: tuple[float, int]) -> list[tuple[datetime, UUID]]:
    return [(START + timedelta(minutes=minutes), UUID(int=record)) for minutes, record in minutes_and_records]


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("looks", "burst"),
    [
        ([], None),
        ([(0, 1)], Burst(1, at(0), at(0))),
        # The same record again is no other record
        ([(0, 1), (5, 1), (9, 1)], Burst(1, at(0), at(0))),
        ([(0, 1), (5, 2), (9, 1)], Burst(2, at(0), at(5))),
        # Exactly an hour apart is no longer together; a second less is
        ([(0, 1), (60, 2)], Burst(1, at(0), at(0))),
        ([(0, 1), (59.99, 2)], Burst(2, at(0), at(59.99))),
        # A record seen before and again within the hour still counts once it was to be forgotten
        ([(0, 1), (30, 1), (61, 2), (62, 3)], Burst(3, at(30), at(62))),
        # The busiest time, not the first
        ([(0, 1), (1, 2), (120, 3), (121, 4), (122, 5)], Burst(3, at(120), at(122))),
        # The same moment for all
        ([(0, 1), (0, 2), (0, 3)], Burst(3, at(0), at(0))),
    ],
)
def test_the_busiest_hour(looks: list[tuple[float, int]], burst: Burst | None):
    assert busiest(opened(*looks)) == burst


def test_an_hour_may_begin_on_the_day_before():
    """What was opened before midnight counts towards the moments after it, and is not judged again itself."""
    looks = opened(*((minute, minute) for minute in range(50)))
    assert busiest(looks, since=at(25)) == Burst(50, at(0), at(49))
    assert busiest(looks[:25], since=at(25)) is None


def test_an_hour_is_an_hour_when_the_clocks_change():
    for midnight in (utc("2026-10-25T00:30"), utc("2026-03-29T00:30")):
        looks = [(midnight + timedelta(minutes=minutes), UUID(int=minutes)) for minutes in (0, 59, 61)]
        found = busiest(looks)
        assert found is not None
        assert found.records == 2


@pytest.mark.parametrize(("records", "many"), [(MANY_RECORDS, False), (MANY_RECORDS + 1, True)])
def test_many_are_more_than_the_limit(records: int, many: bool):
    assert is_many(Burst(records, START, START)) is many
    assert not is_many(None)
