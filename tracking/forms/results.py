"""What results are narrowed to. The names are those of the address."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from accounts.models import User
from agreements.rules import academic_year, academic_year_of
from tracking.selectors.results import (
    LEVELS,
    NEXT_STEPS,
    SHOWS,
    ResultFilters,
    providers_with_aims,
    years_with_aims,
)

ANY = ("", "Any")


class ResultsFilterForm(forms.Form):
    """Of the page of measures: one year, and perhaps one provider or level. What makes no sense asks nothing."""

    mark_optional = False

    year = forms.TypedChoiceField(label="Results of", required=False, coerce=int, empty_value=None)
    provider = forms.TypedChoiceField(label="Provider", required=False, coerce=UUID, empty_value=None)
    level = forms.ChoiceField(label="Level", required=False, choices=[ANY, *LEVELS.items()])

    def __init__(self, *args: Any, user: User, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.years = years_with_aims(user) or [academic_year_of(today)]
        self.last_year = academic_year_of(today) - 1
        self.fields["year"].choices = self.year_choices()  # type: ignore[attr-defined]
        self.fields["provider"].choices = [  # type: ignore[attr-defined]
            ANY,
            *((str(agency.uuid), agency.name) for agency in providers_with_aims(user)),
        ]

    def year_choices(self) -> list[tuple[str, str]]:
        return [("", f"The latest: {academic_year(self.latest)}"), *((str(y), academic_year(y)) for y in self.years)]

    @property
    def latest(self) -> int:
        """The year that ended last, if anything counts in it; else the newest."""
        return self.last_year if self.last_year in self.years else self.years[0]

    def filters(self) -> ResultFilters:
        """What was asked; fields that did not validate ask nothing."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return ResultFilters(**({"year": self.latest} | chosen))


class AimsFilterForm(ResultsFilterForm):
    """Of the list of courses: besides, which of them, and of any year."""

    show = forms.ChoiceField(
        label="Which courses", required=False, choices=[ANY, *((key, label) for key, (label, _) in SHOWS.items())]
    )
    next_step = forms.ChoiceField(label="What came next", required=False, choices=[ANY, *NEXT_STEPS.items()])

    def year_choices(self) -> list[tuple[str, str]]:
        return [ANY, *((str(year), academic_year(year)) for year in self.years)]

    def filters(self) -> ResultFilters:
        self.is_valid()
        return ResultFilters(**{name: value for name, value in self.cleaned_data.items() if value not in (None, "")})
