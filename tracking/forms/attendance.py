"""The weekly entry: one line of boxes for each young person, and all lines judged at once."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms

from accounts.form_fields import DayField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from tracking.enums import MarkMeaning
from tracking.rules.attendance_entry import Entry, Faults, read_marks, read_numbers, read_percent
from tracking.rules.attendance_weeks import monday_of
from tracking.selectors.attendance import EntryRow, entry_of
from tracking.selectors.attendance_year import KINDS
from tracking.services.attendance import WeeksRefused, WeekTyped

#: No week before this Monday is shown.
EARLIEST = date(2015, 1, 5)
NUMBERS, MARKS, PERCENT = "numbers", "marks", "percent"
#: In which ways a week can be typed, in words.
WAYS = {NUMBERS: "Sessions", MARKS: "Marks", PERCENT: "Percentage alone"}
#: The boxes of each way; the first is where a line begins.
BOXES = {NUMBERS: ("attended", "possible", "authorised"), MARKS: ("marks",), PERCENT: ("percent",)}
_LABELS = {
    "attended": "Sessions attended",
    "possible": "Possible sessions",
    "authorised": "Absences with permission",
    "marks": "Marks of the register",
    "percent": "Percentage",
}


class WeekRowForm(forms.Form):
    """One line. Boxes left as they were change nothing; boxes that are emptied take away what stood there."""

    was = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)

    def __init__(self, data: Any, *, row: EntryRow, way: str, meanings: Mapping[str, MarkMeaning]) -> None:
        super().__init__(data, prefix=prefix_of(row), initial=_initial(row))
        self.row, self.way, self.meanings = row, way, meanings
        self.name = row.enrolment.learner.full_name
        for box in BOXES[way]:
            kind = "govuk-input--width-10" if box == "marks" else "govuk-input--width-2"
            mode = {"marks": "text", "percent": "decimal"}.get(box, "numeric")
            self.fields[box] = forms.CharField(
                label=f"{_LABELS[box]}, {self.name}",
                required=False,
                max_length=100,
                widget=forms.TextInput(
                    attrs={"class": f"{kind} app-number-box", "inputmode": mode, "autocomplete": "off"}
                ),
            )
        #: What is to be recorded: None where nothing is.
        self.typed: WeekTyped | None = None

    @property
    def boxes(self) -> list[Any]:
        """The boxes as they are drawn."""
        return [self[box] for box in BOXES[self.way]]

    def judge(self, week_on: date) -> None:
        """Read the boxes; say what is wrong beside each, or set `typed`."""
        if not self.is_valid():
            return
        said = {box: self.cleaned_data[box].strip() for box in BOXES[self.way]}
        was = self.cleaned_data["was"]
        if self._is_blank(said):
            if _is_of(self.way, was):
                self.typed = WeekTyped(self.row.enrolment, week_on, None, was)
            return
        entry, faults = self._read(said)
        for box, text in faults.items():
            self.add_error(box, f"{self.name}: {_LABELS[box].lower()} {text}.")
        if entry is not None and not self._is_same(entry, was):
            self.typed = WeekTyped(self.row.enrolment, week_on, entry, was)

    def _is_blank(self, said: Mapping[str, str]) -> bool:
        """What is possible stands there already, so that alone it says nothing."""
        return not any(text for box, text in said.items() if box != "possible")

    def _read(self, said: Mapping[str, str]) -> tuple[Entry | None, Faults]:
        if self.way == MARKS:
            return read_marks(said["marks"], self.meanings)
        if self.way == PERCENT:
            return read_percent(said["percent"])
        return read_numbers(said["possible"], said["attended"], said["authorised"])

    def _is_same(self, entry: Entry, was: str) -> bool:
        return entry.code == (was.partition(";")[0] if self.way == NUMBERS else was)

    def refuse(self, fault: str) -> None:
        """Show why the service took nothing."""
        self.add_error(BOXES[self.way][0], f"{self.name}: {fault}")


def prefix_of(row: EntryRow) -> str:
    return row.enrolment.uuid.hex


def posted_places(data: Mapping[str, Any]) -> list[str]:
    """The places whose lines were sent, whatever page they stood on."""
    return [name.removesuffix("-was") for name in data if name.endswith("-was") and len(name) == 36]


def _is_of(way: str, was: str) -> bool:
    """Whether what stood there was shown in the boxes of this way."""
    if not was:
        return False
    if way == PERCENT:
        return was.endswith("%")
    return ";" in was if way == MARKS else not was.endswith("%")


def _initial(row: EntryRow) -> dict[str, Any]:
    shown: dict[str, Any] = {"possible": row.expected, "was": ""}
    week = row.recorded
    if week is None:
        return shown
    shown["was"] = entry_of(week).code
    shown["marks"] = week.marks
    shown["percent"] = week.percent
    if week.possible is not None:
        shown |= {"attended": week.attended, "possible": week.possible, "authorised": week.authorised or ""}
    return shown


class WeekLines:
    """All lines of the screen, as the error summary takes a formset."""

    def __init__(self, lines: Sequence[WeekRowForm]) -> None:
        self.forms = list(lines)

    @property
    def is_bound(self) -> bool:
        return any(line.is_bound for line in self.forms)

    @property
    def errors(self) -> bool:
        """Whether anything is wrong anywhere, for the title of the page."""
        return any(line.errors for line in self.forms)

    def non_form_errors(self) -> list[str]:
        return []

    def judge(self, week_on: date) -> list[WeekTyped] | None:
        """Everything that is to be recorded; None if anything is wrong anywhere."""
        for line in self.forms:
            line.judge(week_on)
        return None if self.errors else [line.typed for line in self.forms if line.typed is not None]

    def refuse(self, refused: WeeksRefused) -> None:
        """What the service said about some weeks, beside their lines."""
        sent = [line for line in self.forms if line.typed is not None]
        for number, fault in refused.faults.items():
            sent[number].refuse(fault)


class WhichWeekForm(forms.Form):
    """Which provider, which week, in which way. What makes no sense in the address is left out."""

    mark_optional = False

    provider = forms.ModelChoiceField(
        Agency.objects.none(), label="Provider", to_field_name="uuid", required=False, empty_label="Choose a provider"
    )
    week = forms.DateField(required=False, widget=forms.HiddenInput)
    by = forms.ChoiceField(choices=list(WAYS.items()), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, providers: Sequence[Agency], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.providers, self.today = providers, today
        field = self.fields["provider"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(pk__in=[provider.pk for provider in providers]).order_by("sort_name")
        self.is_valid()

    @property
    def chosen_provider(self) -> Agency | None:
        chosen: Agency | None = self.cleaned_data.get("provider")
        return chosen or (self.providers[0] if len(self.providers) == 1 else None)

    @property
    def chosen_week(self) -> date:
        """A Monday, not later than this week's. Unasked until Thursday the week before, then this one."""
        wanted = monday_of(self.cleaned_data.get("week") or self.today - timedelta(days=4))
        return max(EARLIEST, min(wanted, monday_of(self.today)))

    @property
    def chosen_way(self) -> str:
        return self.cleaned_data.get("by") or NUMBERS


class AttendanceListForm(forms.Form):
    """What the list of young people is narrowed to. What makes no sense in the address is left out."""

    mark_optional = False

    show = forms.ChoiceField(
        label="Which young people", required=False, choices=[(code, kind.label) for code, kind in KINDS.items()]
    )
    provider = forms.ModelChoiceField(
        Agency.objects.none(), label="Provider", to_field_name="uuid", required=False, empty_label="All providers"
    )

    def __init__(self, *args: Any, providers: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["provider"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(pk__in=[provider.pk for provider in providers]).order_by("sort_name")
        self.is_valid()

    @property
    def chosen_kind(self) -> str:
        return self.cleaned_data.get("show") or "all"

    @property
    def chosen_provider(self) -> UUID | None:
        chosen: Agency | None = self.cleaned_data.get("provider")
        return chosen.uuid if chosen else None


class TimetableForm(ServiceForm):
    """A timetable from a day on."""

    from_on = DayField(label="From which day?")
    sessions = forms.IntegerField(
        label="Half-day sessions a week",
        help_text="A full week has 10",
        min_value=1,
        max_value=14,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )
    is_reduced = forms.BooleanField(
        label="This is a reduced timetable", help_text="Less than the course has, for a time", required=False
    )
    reason = forms.CharField(label="Why is it reduced?", max_length=300, required=False)
    agreed_with = forms.CharField(
        label="Who agreed to it?", help_text="The young person, and who else", max_length=200, required=False
    )
