"""Which month of the monitor."""

from datetime import date
from typing import Any

from django import forms

from education_plans.rules.months import months_from, name_of, read_month

MONTHS_BACK = 24


class MonthForm(forms.Form):
    mark_optional = False

    month = forms.ChoiceField(label="Month", required=False, choices=())

    def __init__(self, *args: Any, this_month: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [months_from(this_month, -back) for back in range(MONTHS_BACK + 1)]
        self.this_month = this_month
        self.fields["month"].choices = (
            [("", f"{name_of(this_month)} (so far)")]
            + [  # type: ignore[attr-defined]
                (f"{month:%Y-%m}", name_of(month)) for month in months[1:]
            ]
        )

    def chosen(self) -> date:
        """The month asked for; the running one without, or if it makes no sense."""
        text = self.cleaned_data["month"] if self.is_valid() else ""
        return read_month(text) or self.this_month
