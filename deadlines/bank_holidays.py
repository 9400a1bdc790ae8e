"""Bank holidays in England and Wales, offline.

The published list (GOV.UK, by way of the `govuk-bank-holidays` package) is used for the years it covers. Outside them
the holidays are worked out from the rules they follow every year; a holiday given once, for a coronation or a jubilee,
cannot be foreseen. A system check warns operators a year before the published list ends (`deadlines.checks`).
"""

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter
from govuk_bank_holidays.bank_holidays import BankHolidays

SATURDAY = 5


def is_bank_holiday(day: date) -> bool:
    """Whether `day` is a bank holiday in England and Wales."""
    published = published_holidays()
    if min(published).year <= day.year <= max(published).year:
        return day in published
    return day in usual_holidays(day.year)


def published_until() -> date:
    """The last day the published list speaks of."""
    return date(max(published_holidays()).year, 12, 31)


@cache
def published_holidays() -> frozenset[date]:
    lists = BankHolidays(use_cached_holidays=True)
    return frozenset(event["date"] for event in lists.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


@cache
def usual_holidays(year: int) -> frozenset[date]:
    """The eight holidays of a year without a special one; those that fall on a weekend move to the next weekday."""
    easter_sunday = easter(year)
    christmas_day, boxing_day = _weekdays_from(date(year, 12, 25), 2)
    return frozenset(
        {
            *_weekdays_from(date(year, 1, 1), 1),
            easter_sunday - timedelta(days=2),
            easter_sunday + timedelta(days=1),
            _monday_from(date(year, 5, 1)),
            _monday_from(date(year, 5, 25)),
            _monday_from(date(year, 8, 25)),
            christmas_day,
            boxing_day,
        }
    )


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _weekdays_from(day: date, count: int) -> list[date]:
    days = (day + timedelta(days=offset) for offset in range(7))
    return [day for day in days if day.weekday() < SATURDAY][:count]
