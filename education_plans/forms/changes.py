"""Forms about changes in a young person's life, and about visits and parents' evenings."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from education_plans.enums import ChangeKind, EventKind

LONGEST_NOTE = 4_000
YES_NO = [("yes", "Yes"), ("no", "No")]


def yes_or_no(label: str, *, initial: str | None = None, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=YES_NO,
        initial=initial,
        help_text=help_text,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
    )


class ChangeForm(ServiceForm):
    kind = forms.ChoiceField(label="What changes?", choices=ChangeKind.choices, widget=forms.RadioSelect)
    on = DayField(label="When?", help_text="The day it changes, or changed. For example, 27 3 2026")
    what = LinesField(label="What happens?", max_length=LONGEST_NOTE)
    effect = LinesField(
        label="What does it do to their education?",
        max_length=LONGEST_NOTE,
        required=False,
        help_text="A longer way to college, a day missed, somebody new to ring.",
    )
    tells = yes_or_no("Tell the provider?")
    meeting_needed = forms.BooleanField(
        label="A meeting is needed", required=False, help_text="If they move home, a meeting is proposed anyway."
    )

    def __init__(self, *args: Any, provider: Agency | None, asks: bool, **kwargs: Any) -> None:
        """`provider` is where they learn; `asks` says whether the person may keep it from the provider."""
        super().__init__(*args, **kwargs)
        self._provider = provider
        if provider is None or not asks:
            del self.fields["tells"]
        else:
            tells = self.fields["tells"]
            tells.label = f"Tell {provider}?"
            tells.help_text = "Then they read what you write here. Choose no for what they do not need to know."

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        told = data.pop("tells", "yes") == "yes"
        return {**data, "kind": ChangeKind(data["kind"]), "provider": self._provider if told else None}


class OccasionForm(ServiceForm):
    kind = forms.ChoiceField(label="What is it?", choices=EventKind.choices, widget=forms.RadioSelect)
    on = DayField(label="On which day?", help_text="It may be over. For example, 27 3 2026")
    what = forms.CharField(
        label="More about it", max_length=200, required=False, help_text="Time, place, whom to ask for."
    )
    key_worker_invited = forms.BooleanField(
        label="The key worker is invited", required=False, initial=True, help_text="They get a message."
    )

    def details(self) -> dict[str, Any]:
        return {**self.cleaned_data, "kind": EventKind(self.cleaned_data["kind"])}


class WhoCameForm(ServiceForm):
    young_person_came = yes_or_no("Did the young person come?")
    key_worker_came = yes_or_no("Did the key worker come?")
    note = LinesField(label="Note", max_length=LONGEST_NOTE, required=False)

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "young_person_came": data["young_person_came"] == "yes",
            "key_worker_came": data["key_worker_came"] == "yes",
            "note": data["note"],
        }
