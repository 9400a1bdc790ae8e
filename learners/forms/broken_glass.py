"""Opening a restricted record in an emergency."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from learners.rules import uln_is_valid
from learners.services.broken_glass import WhoItIs

BY_NAME, BY_ULN = "name", "uln"


class BreakGlassForm(ServiceForm):
    """Who it is, exactly; why; and that it is an emergency."""

    known_by = forms.ChoiceField(
        label="How do you know the young person?",
        choices=[(BY_NAME, "By full name and date of birth"), (BY_ULN, "By unique learner number (ULN)")],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="Full name", max_length=121, required=False)
    date_of_birth = DayField(label="Date of birth", help_text="For example, 27 3 2009", required=False)
    uln = forms.CharField(
        label="Unique learner number (ULN)",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )
    reason = LinesField(
        label="What has happened, and why do you need the record now?",
        max_length=500,
        rows=4,
        help_text="The people named on the record read this at once.",
    )
    is_emergency = forms.BooleanField(
        label="This is an emergency: somebody may come to harm if I wait until a person named on the record answers",
        error_messages={"required": "Tick the box if it is an emergency. If it is not, ask the Virtual School"},
    )

    mark_optional = False
    reveals = {"known_by": {BY_NAME: ["name", "date_of_birth"], BY_ULN: ["uln"]}}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        missing = {
            BY_NAME: {
                "name": "" if data.get("name") else "Enter the full name",
                "date_of_birth": "" if data.get("date_of_birth") else "Enter the date of birth",
            },
            BY_ULN: {
                "uln": ""
                if uln_is_valid("".join(data.get("uln", "").split()))
                else "Enter the ten digits of the unique learner number"
            },
        }
        for name, words in missing.get(data.get("known_by", ""), {}).items():
            if words and name not in self.errors:
                self.add_error(name, words)
        return data

    @property
    def who(self) -> WhoItIs:
        """What was answered, of the way that was chosen."""
        data = self.cleaned_data
        if data["known_by"] == BY_ULN:
            return WhoItIs(uln=data["uln"])
        return WhoItIs(name=data["name"], date_of_birth=data["date_of_birth"])


class OpeningsFilter(forms.Form):
    mark_optional = False

    state = forms.ChoiceField(
        label="Show", required=False, choices=[("", "All"), ("open", "Open now"), ("past", "Over")]
    )
