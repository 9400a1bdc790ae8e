"""Forms of the plan: one section, one party's agreement, one review."""

from datetime import date
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from education_plans.enums import PlanParty

LONGEST_SECTION = 10_000
LONGEST_NOTE = 4_000


class SectionForm(forms.Form):
    text = LinesField(rows=14, max_length=LONGEST_SECTION, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    mark_optional = False

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class AgreeForm(forms.Form):
    party = forms.ChoiceField(label="Who has agreed?", choices=(), widget=forms.RadioSelect)
    name = forms.CharField(
        label="Their name",
        max_length=120,
        help_text="The person who agreed, not the person who records it.",
        error_messages={"required": "Enter the name of the person who agreed"},
    )
    agreed_on = DayField(
        label="When did they agree?", help_text="For example, 27 3 2026. If they agreed today, enter today."
    )

    choice_hints = {
        "party": {
            PlanParty.YOUNG_PERSON.value: "You record what they told you, after you went through the plan with them."
        }
    }

    def __init__(self, *args: Any, open_parties: list[PlanParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(party.value, party.label) for party in open_parties]  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    held_on = DayField(label="When was the review held?", help_text="For example, 27 3 2026")
    place = forms.CharField(label="Where", max_length=120, required=False)
    attendees = LinesField(
        label="Who was there", max_length=LONGEST_NOTE, help_text="One person on each line, with their role."
    )
    young_person_said = LinesField(
        label="What the young person said",
        max_length=LONGEST_NOTE,
        help_text="In their own words if you can. If they were not there, say how they were heard.",
    )
    decisions = LinesField(label="What was decided", max_length=LONGEST_NOTE, help_text="Who does what, by when.")

    def held_day(self) -> date:
        day: date = self.cleaned_data["held_on"]
        return day
