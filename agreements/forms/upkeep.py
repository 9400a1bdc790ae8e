"""Forms about what an agency keeps ready: confirmation, registration, training."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from agreements.enums import TrainingSubject
from agreements.forms.register import DAY_HINT


class ConfirmForm(ServiceForm):
    """One button. `seen` says which chart was looked at; nobody types it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class RegistrationForm(ServiceForm):
    number = forms.CharField(
        label="Registration number",
        help_text="As the Information Commissioner’s register shows it, for example ZA123456",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
    )
    expires_on = DayField(label="When does it expire?", help_text=DAY_HINT)


class RegistrationCorrectionForm(RegistrationForm):
    reason = LinesField(label="What was wrong?", max_length=500, rows=3)


class TrainingForm(ServiceForm):
    subject = forms.ChoiceField(
        label="What was the training about?", choices=TrainingSubject.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="Which course, and who gave it?",
        help_text="Not the names of young people",
        max_length=200,
        required=False,
    )
    done_on = DayField(label="When was it done?", help_text=DAY_HINT)
    refresh_due_on = DayField(
        label="By which day must it be refreshed?",
        help_text="Leave empty if it need not be.",
        required=False,
    )

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "subject": TrainingSubject(data["subject"]),
            **{name: data[name] for name in ("note", "done_on", "refresh_due_on")},
        }


class TrainingCorrectionForm(TrainingForm):
    reason = LinesField(label="What was wrong?", max_length=500, rows=3)
