"""Dates and moments as people type them: three boxes for a day, and a box for the time.

A day posts `<name>_day`, `<name>_month` and `<name>_year`; a moment also `<name>_time` and, in the hour that happens
twice each autumn, `<name>_fold`. A whole day may also arrive as `<name>=2026-03-27`, so that a link can carry it.
Local means Europe/London (design: form times).
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.clock import LONDON
from accounts.wording import write_time

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
DAY_PARTS = ("day", "month", "year")
#: Nobody's day lies outside these, and reckoning with the days within them never leaves the calendar.
FIRST_YEAR, LAST_YEAR = 1900, 2199
FIRST, SECOND = "0", "1"  # which of two equal clock times: before or after the clocks went back


class PartsError(ValidationError):
    """An error in some of the boxes of one question; `parts` names the boxes that turn red."""

    def __init__(self, message: str, *, parts: tuple[str, ...], code: str) -> None:
        super().__init__(message, code=code)
        self.parts = parts


def read_month(text: str) -> int | None:
    """The number of a month typed as "3", "03", "Mar" or "march"; None if it is no month."""
    text = text.strip().rstrip(".").lower()
    if text.isascii() and text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    if len(text) < 3:
        return None
    found = [number for number, name in enumerate(MONTHS, start=1) if name.startswith(text)]
    return found[0] if len(found) == 1 else None


TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm|a\.m\.?|p\.m\.?)?", re.ASCII)
NAMED_TIMES = {"midday": time(12), "noon": time(12), "12 noon": time(12), "midnight": time(0), "12 midnight": time(0)}


def read_time(text: str) -> time | None:
    """The clock time typed as "14:30", "2:30pm", "2.30 pm", "1430", "2pm" or "midday"; None if it is none of these.

    A bare hour without am or pm ("2") is refused: it could mean either.
    """
    text = " ".join(text.lower().split())
    if text in NAMED_TIMES:
        return NAMED_TIMES[text]
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        text = f"{text[:2]}:{text[2:]}"
    match = TIME.fullmatch(text)
    if not match or not (match["minute"] or match["half"]):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def is_missing(local: datetime) -> bool:
    """Whether this naive local time was skipped when the clocks went forward."""
    return local.replace(tzinfo=LONDON).astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local


def is_doubled(local: datetime) -> bool:
    """Whether this naive local time happened twice when the clocks went back."""
    first, second = (local.replace(tzinfo=LONDON, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and not is_missing(local)


def read_day(typed: Mapping[str, str], *, label: str) -> date:
    """The date in three boxes. Raises PartsError, worded with the question's label, naming the wrong boxes."""
    blank = tuple(part for part in DAY_PARTS if not typed.get(part))
    if blank:
        missing = " and ".join([", ".join(blank[:-1]), blank[-1]] if len(blank) > 1 else blank)
        raise PartsError(f"{label} must include a {missing}", parts=blank, code="incomplete")
    month = read_month(typed["month"])
    year_is_number = re.fullmatch(r"\d+", typed["year"], re.ASCII)
    if year_is_number and len(typed["year"]) != 4:
        raise PartsError("Year must include 4 numbers", parts=("year",), code="short_year")
    if year_is_number and not FIRST_YEAR <= int(typed["year"]) <= LAST_YEAR:
        raise PartsError(f"Year must be between {FIRST_YEAR} and {LAST_YEAR}", parts=("year",), code="far_year")
    day_is_possible = re.fullmatch(r"\d{1,2}", typed["day"], re.ASCII) and 1 <= int(typed["day"]) <= 31
    impossible = tuple(
        part for part, possible in zip(DAY_PARTS, (day_is_possible, month, year_is_number), strict=True) if not possible
    )
    if impossible:
        raise PartsError(f"{label} must be a real date", parts=impossible, code="unreal")
    assert month is not None
    try:
        return date(int(typed["year"]), month, int(typed["day"]))
    except ValueError:
        raise PartsError(f"{label} must be a real date", parts=DAY_PARTS, code="unreal") from None


class DayInput(forms.Widget):
    """Three text boxes: day, month, year."""

    template_name = "components/forms/day_input.html"
    use_fieldset = True
    parts: tuple[str, ...] = DAY_PARTS

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        typed = {part: str(data.get(f"{name}_{part}") or "").strip() for part in self.parts}
        whole = data.get(name)
        if whole and not any(typed.values()):
            typed |= self.split(self.read_whole(str(whole)))
        return typed

    def read_whole(self, text: str) -> Any:
        """A day carried by a link as 2026-03-27; anything else is kept as typed so that it can be shown as wrong."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            return {"day": text}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and all(f"{name}_{part}" not in data for part in self.parts)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_{index or self.parts[0]}" if id_ else id_

    def split(self, value: Any) -> dict[str, str]:
        """What each box shows, for a date, for what was typed, or for nothing."""
        if isinstance(value, Mapping):
            return {part: value.get(part, "") for part in self.parts}
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": f"{value.year:04d}"}
        return dict.fromkeys(self.parts, "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = dict(attrs or {})
        wrong = attrs.pop("error_parts", ())
        context = super().get_context(name, value, attrs)
        typed = self.split(value)
        id_ = context["widget"]["attrs"].get("id", "")
        context["widget"]["boxes"] = {
            part: {
                "name": f"{name}_{part}",
                "id": f"{id_}_{part}" if id_ else "",
                "value": typed.get(part, ""),
                "error": part in wrong,
            }
            for part in self.parts
        }
        return context


class MomentInput(DayInput):
    """Three boxes for the day, one for the time, and the choice between two equal times when the clocks went back."""

    template_name = "components/forms/moment_input.html"
    parts = (*DAY_PARTS, "time", "fold")

    def read_whole(self, text: str) -> Any:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return {"day": text}

    def split(self, value: Any) -> dict[str, str]:
        if isinstance(value, datetime):
            local = value.astimezone(LONDON) if value.tzinfo else value
            fold = str(local.fold) if is_doubled(local.replace(tzinfo=None)) else ""
            return super().split(local.date()) | {"time": write_time(local.time()), "fold": fold}
        return super().split(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        local = read_local(self.split(value))
        context["widget"]["doubled"] = local is not None and is_doubled(local)
        context["widget"]["time_words"] = write_time(local.time()) if local else ""
        context["widget"]["second"] = context["widget"]["boxes"]["fold"]["value"] == SECOND
        return context


def read_local(typed: Mapping[str, str]) -> datetime | None:
    """The naive local time in the boxes, or None while they cannot be read."""
    try:
        day = read_day(typed, label="")
    except PartsError:
        return None
    clock = read_time(typed.get("time", ""))
    return datetime.combine(day, clock) if clock else None


class DayField(forms.Field):
    """A local date from three boxes. Cleans to `datetime.date`, or None when optional and empty."""

    widget = DayInput
    example = "For example, 27 3 2026"

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", self.example)
        super().__init__(**options)

    @property
    def question(self) -> str:
        """What an error message calls this field."""
        label = str(self.label or "The date")
        return "This date" if label.endswith("?") else label

    def to_python(self, value: Any) -> Any:
        if isinstance(value, date):
            return value
        if not value or not any(value.values()):
            return None
        return read_day(value, label=self.question)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class MomentField(DayField):
    """An instant, typed as a local day and time. Cleans to an aware `datetime` in UTC.

    A time that the clocks skipped is an error. A time that happened twice asks which, with the first one chosen.
    """

    widget = MomentInput
    example = "For example, 27 3 2026 at 2:30pm"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        if not value or not any(value.get(part) for part in (*DAY_PARTS, "time")):
            return None
        problems: list[ValidationError] = []
        day = clock = None
        try:
            day = read_day(value, label=self.question)
        except PartsError as problem:
            problems.append(problem)
        if not value.get("time"):
            problems.append(PartsError(f"{self.question} must include a time", parts=("time",), code="incomplete"))
        else:
            clock = read_time(value["time"])
            if clock is None:
                problems.append(PartsError("Enter the time like 2:30pm or 14:30", parts=("time",), code="unreal_time"))
        if problems:
            raise ValidationError(problems)
        assert day is not None
        assert clock is not None
        return self.to_instant(datetime.combine(day, clock), value.get("fold", ""))

    def to_instant(self, local: datetime, fold: str) -> datetime:
        """The UTC instant of a naive local time. Raises PartsError for a skipped and for an unanswered doubled time."""
        words = write_time(local.time())
        if is_missing(local):
            raise PartsError(
                f"The clocks went forward that night, so {words} did not happen. Enter another time",
                parts=("time",),
                code="skipped_time",
            )
        if is_doubled(local):
            if fold not in (FIRST, SECOND):
                raise PartsError(
                    f"The clocks went back that night, so {words} happened twice. Choose which one",
                    parts=("fold",),
                    code="doubled_time",
                )
            local = local.replace(fold=int(fold))
        return local.replace(tzinfo=LONDON).astimezone(UTC)


def day_data(name: str, value: date) -> dict[str, str]:
    """What a browser posts for a day field holding this date."""
    return {f"{name}_{part}": text for part, text in DayInput().split(value).items()}


def moment_data(name: str, value: datetime) -> dict[str, str]:
    """What a browser posts for a moment field holding this instant."""
    return {f"{name}_{part}": text for part, text in MomentInput().split(value).items()}
