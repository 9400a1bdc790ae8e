"""Days and moments as people type them."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django import forms

from accounts.form_fields import DayField, MomentField, day_data, moment_data, read_month, read_time
from accounts.wording import write_time


class DayForm(forms.Form):
    start_on = DayField(label="Start date")
    end_on = DayField(label="End date", required=False)


class MomentForm(forms.Form):
    occurred_at = MomentField(label="When it happened")


def boxes(name: str, day: str = "", month: str = "", year: str = "", **more: str) -> dict[str, str]:
    typed = {"day": day, "month": month, "year": year, **more}
    return {f"{name}_{part}": text for part, text in typed.items()}


@pytest.mark.parametrize(
    ("typed", "month"),
    [("3", 3), ("03", 3), ("Mar", 3), ("march", 3), ("SEPT", 9), ("Sep.", 9), ("12", 12)]
    + [("13", None), ("0", None), ("", None), ("ju", None), ("Marz", None), ("³", None)],
)
def test_month_is_read_as_number_or_word(typed: str, month: int | None) -> None:
    assert read_month(typed) == month


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("14:30", time(14, 30)),
        ("2:30pm", time(14, 30)),
        ("2.30 PM", time(14, 30)),
        ("2pm", time(14)),
        ("12am", time(0)),
        ("12:05 a.m.", time(0, 5)),
        ("12pm", time(12)),
        ("midday", time(12)),
        ("Midnight", time(0)),
        ("0930", time(9, 30)),
        ("00:05", time(0, 5)),
        ("23:59", time(23, 59)),
        ("2", None),
        ("14", None),
        ("24:00", None),
        ("14:60", None),
        ("13pm", None),
        ("0am", None),
        ("half past two", None),
        ("", None),
    ],
)
def test_time_is_read_as_people_write_it(typed: str, clock: time | None) -> None:
    assert read_time(typed) == clock


@pytest.mark.parametrize(
    ("clock", "words"),
    [(time(14, 30), "2:30pm"), (time(9), "9am"), (time(0), "12am"), (time(12), "12pm"), (time(0, 5), "12:05am")],
)
def test_written_times_read_back(clock: time, words: str) -> None:
    assert write_time(clock) == words
    assert read_time(words) == clock


def test_day_is_cleaned_to_a_date() -> None:
    form = DayForm(boxes("start_on", "1", "Mar", "2027"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"start_on": date(2027, 3, 1), "end_on": None}


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (("", "", ""), "Enter start date", ("day", "month", "year")),
        (("1", "", "2027"), "Start date must include a month", ("month",)),
        (("", "", "2027"), "Start date must include a day and month", ("day", "month")),
        (("1", "3", "27"), "Year must include 4 numbers", ("year",)),
        (("30", "2", "2027"), "Start date must be a real date", ("day", "month", "year")),
        (("32", "1", "2027"), "Start date must be a real date", ("day",)),
        (("1", "Smarch", "2027"), "Start date must be a real date", ("month",)),
        (("1", "1", "0000"), "Year must be between 1900 and 2199", ("year",)),
        (("31", "12", "9999"), "Year must be between 1900 and 2199", ("year",)),
        (("one", "1", "20xx"), "Start date must be a real date", ("day", "year")),
        (("²", "1", "2027"), "Start date must be a real date", ("day",)),
    ],
)
def test_wrong_day_says_which_boxes(typed: tuple[str, str, str], message: str, parts: tuple[str, ...]) -> None:
    form = DayForm(boxes("start_on", *typed))
    assert form.errors["start_on"] == [message]
    assert form["start_on"].error_parts == parts
    assert form["start_on"].error_links == [{"message": message, "target": f"id_start_on_{parts[0]}"}]


def test_error_from_elsewhere_turns_every_box_red() -> None:
    form = DayForm(boxes("start_on", "1", "3", "2027"))
    form.add_error("start_on", "Start date must be after 100% of the others")
    assert form["start_on"].error_parts == ("day", "month", "year")
    assert str(form["start_on"]).count("govuk-input--error") == 3


def test_typed_values_are_kept_and_escaped() -> None:
    html = str(DayForm(boxes("start_on", '"><b>', "Smarch", "27"))["start_on"])
    assert 'value="Smarch"' in html
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_day_may_arrive_whole_in_a_link() -> None:
    form = DayForm({"start_on": "2027-03-01"})
    assert form.is_valid()
    assert form.cleaned_data["start_on"] == date(2027, 3, 1)
    assert 'value="2027"' in str(form["start_on"])
    assert DayForm({"start_on": "soon"}).errors["start_on"] == ["Start date must include a month and year"]


def test_day_shows_its_initial_value_and_knows_when_it_changed() -> None:
    initial = {"start_on": date(2027, 3, 1)}
    assert 'value="3"' in str(DayForm(initial=initial)["start_on"])
    assert not DayForm(day_data("start_on", date(2027, 3, 1)), initial=initial).has_changed()
    assert DayForm(day_data("start_on", date(2027, 3, 2)), initial=initial).has_changed()
    assert DayForm(boxes("start_on", "x"), initial=initial).has_changed()


def moment(day: str, month: str, year: str, clock: str, fold: str = "") -> Any:
    return MomentForm(boxes("occurred_at", day, month, year, time=clock, fold=fold))


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        (("6", "10", "2026", "2:30pm"), datetime(2026, 10, 6, 13, 30, tzinfo=UTC)),  # summer time
        (("6", "1", "2027", "14:30"), datetime(2027, 1, 6, 14, 30, tzinfo=UTC)),
        (("28", "3", "2027", "00:59"), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (("28", "3", "2027", "2am"), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (("25", "10", "2026", "0:59"), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (("25", "10", "2026", "1:30am", "0"), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (("25", "10", "2026", "1:30am", "1"), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (("25", "10", "2026", "2am"), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        (
            ("6", "10", "2026", "2:30pm", "1"),
            datetime(2026, 10, 6, 13, 30, tzinfo=UTC),
        ),  # a left-over answer changes nothing
    ],
)
def test_moment_is_cleaned_to_utc(typed: tuple[str, ...], instant: datetime) -> None:
    form = moment(*typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["occurred_at"] == instant
    assert form.cleaned_data["occurred_at"].tzinfo is UTC


@pytest.mark.parametrize("clock", ["1am", "1:30am", "01:59"])
def test_time_the_clocks_skipped_is_an_error(clock: str) -> None:
    form = moment("28", "3", "2027", clock)
    assert "did not happen" in form.errors["occurred_at"][0]
    assert form["occurred_at"].error_parts == ("time",)


def test_time_that_happened_twice_asks_with_the_first_chosen() -> None:
    form = moment("25", "10", "2026", "1:30am")
    assert "happened twice" in form.errors["occurred_at"][0]
    html = str(form["occurred_at"])
    assert 'name="occurred_at_fold" type="radio" value="0" checked' in html
    assert form["occurred_at"].error_links[0]["target"] == "id_occurred_at_fold"
    assert 'id="id_occurred_at_fold"' in html


def test_ordinary_time_does_not_ask() -> None:
    assert "_fold" not in str(moment("6", "10", "2026", "1:30am")["occurred_at"])


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        (("", "", "", ""), ["Enter when it happened"]),
        (("6", "10", "2026", ""), ["When it happened must include a time"]),
        (("6", "10", "2026", "2"), ["Enter the time like 2:30pm or 14:30"]),
        (("", "", "", "2pm"), ["When it happened must include a day, month and year"]),
        (("31", "2", "2026", "25:00"), ["When it happened must be a real date", "Enter the time like 2:30pm or 14:30"]),
    ],
)
def test_wrong_moment_says_what_is_wrong(typed: tuple[str, ...], messages: list[str]) -> None:
    assert moment(*typed).errors["occurred_at"] == messages


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 10, 6, 13, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    ],
)
def test_posted_moment_reads_back(instant: datetime) -> None:
    form = MomentForm(moment_data("occurred_at", instant))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["occurred_at"] == instant
    assert not MomentForm(moment_data("occurred_at", instant), initial={"occurred_at": instant}).has_changed()
