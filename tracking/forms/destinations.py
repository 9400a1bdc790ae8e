"""Destinations of a young person, the figures they are compared with, and what the lists are narrowed to."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.service_form import ServiceForm
from agreements.rules import academic_year
from tracking.enums import DestinationGroup, DestinationKind, Route
from tracking.forms.fields import SchoolAndYearForm
from tracking.models import Destination
from tracking.selectors.destinations import ROUTES, SHOWS, DestinationFilters
from tracking.services.destinations import DestinationWords

ANY = ("", "Any")

_DAYS: Mapping[DestinationKind, str] = {
    DestinationKind.INTENDED: "When did they say it?",
    DestinationKind.OFFERED: "When was it offered?",
    DestinationKind.ACTUAL: "When did it begin?",
}
_WHATS: Mapping[DestinationKind, str] = {
    DestinationKind.INTENDED: "What do they want to do?",
    DestinationKind.OFFERED: "What are they offered?",
    DestinationKind.ACTUAL: "What do they do?",
}


class DestinationForm(ServiceForm):
    route = forms.ChoiceField(
        choices=Route,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose what it is"},
    )
    where = forms.CharField(
        label="Where?", max_length=160, required=False, help_text="The school, college, university or employer."
    )
    course = forms.CharField(label="Which course or job?", max_length=160, required=False)
    on = DayField()
    meets_guarantee = forms.BooleanField(
        label="It is an offer under the September Guarantee",
        required=False,
        help_text="A suitable place in education or training, offered by 30 September to somebody who has finished Year 11 "
        "or Year 12.",
    )
    note = forms.CharField(label="Anything else", max_length=300, required=False)

    def __init__(self, *args: Any, kind: DestinationKind, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["route"].label, self.fields["on"].label = _WHATS[kind], _DAYS[kind]
        if kind != DestinationKind.OFFERED:
            del self.fields["meets_guarantee"]

    def words(self) -> DestinationWords:
        given = dict(self.cleaned_data)
        return DestinationWords(**given | {"route": Route(given["route"])})

    @staticmethod
    def initial_of(destination: Destination) -> dict[str, Any]:
        """A destination as the form shows it."""
        return {name: getattr(destination, name) for name in DestinationForm.base_fields}


class FigureForm(SchoolAndYearForm):
    year = forms.TypedChoiceField(label="Academic year of the destination", coerce=int)
    kind = forms.ChoiceField(
        label="Which destination?", choices=DestinationKind, initial=DestinationKind.ACTUAL, widget=forms.RadioSelect
    )
    route = forms.ChoiceField(label="What?", choices=Route)
    percent = forms.DecimalField(
        label="Share of everybody, in per cent",
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "decimal"}),
        error_messages={"required": "Enter the share", "invalid": "The share must be a number, for example 37.5"},
    )
    source = forms.CharField(
        label="Where the figure is from",
        max_length=200,
        help_text="The published table and its date, so that somebody else can find it.",
        error_messages={"required": "Enter where the figure is from"},
    )

    def figure(self) -> dict[str, Any]:
        given = self.given()
        return given | {"kind": DestinationKind(given["kind"]), "route": Route(given["route"])}


class OverviewFilterForm(forms.Form):
    """Of the page of shares: which year, and who. What makes no sense asks nothing."""

    mark_optional = False

    year = forms.TypedChoiceField(label="Destinations of", required=False, coerce=int, empty_value=None)
    group = forms.ChoiceField(label="Who", required=False, choices=DestinationGroup)

    def __init__(self, *args: Any, years: Sequence[int], this_year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.this_year = this_year
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", f"Now: {academic_year(this_year)}"),
            *((str(year), academic_year(year)) for year in years),
        ]

    def filters(self) -> DestinationFilters:
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return DestinationFilters(**{"year": self.this_year} | chosen)


class DestinationListForm(OverviewFilterForm):
    """Of the list of young people: besides, which of their destinations is looked at."""

    kind = forms.ChoiceField(label="Destination", required=False, choices=[ANY, *DestinationKind.choices])
    route = forms.ChoiceField(
        label="What it is", required=False, choices=[ANY, *ROUTES.items()], help_text="Together with a destination."
    )
    show = forms.ChoiceField(label="Show", required=False, choices=[("", "Everybody"), *SHOWS.items()])
