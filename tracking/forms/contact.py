"""What people fill in about contacts with a young person, and about their jobs."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.form_fields import DayField, MomentField
from accounts.service_form import ServiceForm
from tracking.enums import ContactHow
from tracking.forms.fields import text_field

YES, NO = "yes", "no"
_DAY_HINT = "For example, 27 3 2026."


def _hours() -> forms.IntegerField:
    return forms.IntegerField(
        label="Hours a week",
        required=False,
        min_value=1,
        max_value=80,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )


class ContactForm(ServiceForm):
    """A try to reach them: how, when, and whether it did."""

    how = forms.ChoiceField(label="How?", choices=ContactHow, widget=forms.RadioSelect)
    at = MomentField(label="When?", help_text="This is set to now. Change it if it was earlier.")
    reached = forms.ChoiceField(
        label="Did you reach them?",
        choices=[(YES, "Yes, we were in touch"), (NO, "No")],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        help_text="A voicemail or a message without an answer does not count.",
    )
    note = text_field("What was said?", required=False, rows=3)

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["at"].initial = now

    def asked(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        given = self.cleaned_data
        return {**given, "how": ContactHow(given["how"]), "reached": given["reached"] == YES}


class JobForm(ServiceForm):
    """A job that they have, or will have."""

    employer = forms.CharField(label="Employer", max_length=160)
    job = forms.CharField(label="What is the job?", max_length=120, help_text="For example, kitchen assistant.")
    starts_on = DayField(label="First day", help_text=_DAY_HINT)
    hours = _hours()
    was_supported = forms.ChoiceField(
        label="Were they supported into it?",
        choices=[(YES, "Yes"), (NO, "No, they found it themselves")],
        widget=forms.RadioSelect,
        help_text="By their key worker, the Virtual School, a programme or the jobcentre.",
    )

    choice_hints = {
        "was_supported": {
            YES: "You ask how it goes every week for eight weeks, then every month until six months are over",
            NO: "You ask how it goes every month until six months are over",
        }
    }

    def asked(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        return {**self.cleaned_data, "was_supported": self.cleaned_data["was_supported"] == YES}


class EndJobForm(ServiceForm):
    """When and why a job ended."""

    ended_on = DayField(label="What was the last day?", help_text=_DAY_HINT)
    end_reason = forms.CharField(label="Why did it end?", max_length=200)
