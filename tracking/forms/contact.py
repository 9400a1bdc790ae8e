"""What people fill in about contacts with a young person, and about their jobs."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.form_fields import DayField, MomentField
from accounts.service_form import ServiceForm
from tracking.enums import ContactHow
from tracking.forms.fields import text_field
from tracking.models import Contact, Employment

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


class CorrectContactForm(ContactForm):
    """The same once more, and why it was not right."""

    reason = forms.CharField(label="What was wrong?", max_length=180, error_messages={"required": "Say what was wrong"})

    def __init__(self, *args: Any, contact: Contact, **options: Any) -> None:
        as_it_is = {"how": contact.how, "reached": YES if contact.reached else NO, "note": contact.note}
        super().__init__(*args, now=contact.at, initial=as_it_is, **options)
        self.fields["at"].help_text = ""


class StrikeOutForm(ServiceForm):
    """Why something was never so."""

    reason = forms.CharField(
        label="Why was it recorded by mistake?",
        max_length=180,
        help_text="For example, it was about somebody else.",
        error_messages={"required": "Say why it was recorded by mistake"},
    )


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


class CorrectJobForm(JobForm):
    """The same once more with its end, if it has one, and why it was not right."""

    ended_on = DayField(label="Last day", required=False, help_text="Leave it empty if the job goes on after all.")
    end_reason = forms.CharField(label="Why did it end?", required=False, max_length=200)
    reason = forms.CharField(label="What was wrong?", max_length=180, error_messages={"required": "Say what was wrong"})

    def __init__(self, *args: Any, job: Employment, **options: Any) -> None:
        names = ("employer", "job", "starts_on", "hours", "ended_on", "end_reason")
        as_it_is = {name: getattr(job, name) for name in names}
        as_it_is["was_supported"] = YES if job.was_supported else NO
        super().__init__(*args, initial=as_it_is, **options)
        if job.ended_on is None:
            del self.fields["ended_on"], self.fields["end_reason"]

    def asked(self) -> dict[str, Any]:
        given = super().asked()
        given["title"] = given.pop("job")
        return given
