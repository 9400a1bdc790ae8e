"""Months, and what they are called. Pure."""

from datetime import date

from dateutil.relativedelta import relativedelta


def first_of(day: date) -> date:
    return day.replace(day=1)


def months_from(month: date, by: int) -> date:
    """The first day of the month that many months later, or earlier."""
    return first_of(month) + relativedelta(months=by)


def read_month(text: str) -> date | None:
    """The month an address names ("2026-03"); None if it names none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def name_of(month: date) -> str:
    return f"{month:%B %Y}"
