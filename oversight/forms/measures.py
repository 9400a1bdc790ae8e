"""Putting a kept number right, and which month of which Virtual School to download."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import Agency
from accounts.service_form import ServiceForm
from education_plans.rules.months import name_of

_NARROW = {"class": "govuk-input--width-5", "inputmode": "numeric"}
MOST = 2_147_483_647


class CorrectionForm(ServiceForm):
    numerator = forms.IntegerField(label="Counted", min_value=0, max_value=MOST, widget=forms.TextInput(attrs=_NARROW))
    denominator = forms.IntegerField(
        label="Of how many", min_value=0, max_value=MOST, widget=forms.TextInput(attrs=_NARROW)
    )
    reason = forms.CharField(
        label="Why it was wrong", max_length=300,
        help_text="It stands beside the number for everybody who sees it. Name nobody.",
    )  # fmt: skip


class DataSetForm(forms.Form):
    """One of the months kept of one of the schools; the newest unless one is named."""

    mark_optional = False

    month = forms.ChoiceField(label="Month", required=False)

    def __init__(self, *args: Any, kept: list[tuple[Agency, date]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept = {f"{school.uuid}.{month:%Y-%m}": (school, month) for school, month in kept}
        self.fields["month"].choices = [
            (key, f"{name_of(month)}, {school.name}") for key, (school, month) in self.kept.items()
        ]

    def chosen(self) -> tuple[Agency, date] | None:
        """None if there is no such month."""
        if not self.is_valid():
            return None
        return self.kept[self.cleaned_data["month"] or next(iter(self.kept))]
