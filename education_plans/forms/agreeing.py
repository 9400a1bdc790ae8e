"""What one party says to the plan."""

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from typing import Any

from django import forms

from accounts.clock import local_date
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from education_plans.enums import Answer, PlanParty
from education_plans.rules import moment_of_day

LONGEST_SAYING = 4_000


class OfWordsForm(ServiceForm):
    """A form about the words of a plan. `seen` says which were before the person (`selectors.versions.words_of`)."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def refuse(self, error: Exception) -> None:
        """Shown again, it is about the words as they are now."""
        if words := getattr(error, "words", ""):
            data: Any = copy(self.data)
            data["seen"] = self.initial.get("seen", words)
            self.data = data
        super().refuse(error)


class AnswerForm(OfWordsForm):
    """Somebody's own answer: their name is that of their account and the moment is now."""

    answer = forms.ChoiceField(
        label="Do you agree with the plan as it is now?",
        choices=[(Answer.AGREES.value, "Yes, I agree"), (Answer.DISAGREES.value, "No, I do not agree with all of it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you agree"},
    )
    says = LinesField(
        label="What do you not agree with?",
        help_text="Everybody who reads the plan reads this. The others are told that there is something to read.",
        max_length=LONGEST_SAYING,
        rows=5,
        required=False,
    )

    reveals = {"answer": {Answer.DISAGREES.value: ["says"]}}
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("answer") == Answer.DISAGREES and not cleaned.get("says", "").strip():
            self.add_error("says", "Say what is not agreed")
        return cleaned


class AnswerForOthersForm(AnswerForm):
    """What somebody else said, recorded for them."""

    party = forms.ChoiceField(
        label="Who said it?", choices=(), widget=forms.RadioSelect, error_messages={"required": "Choose who said it"}
    )
    name = forms.CharField(
        label="Their name",
        max_length=120,
        help_text="The person who said it, not the person who records it.",
        error_messages={"required": "Enter the name of the person who said so"},
    )
    said_on = DayField(label="When did they say it?", help_text="For example, 27 3 2026. If it was today, enter today.")

    field_order = ["party", "name", "answer", "says", "said_on"]
    choice_hints = {
        "party": {
            PlanParty.YOUNG_PERSON.value: "You record what they told you, after you went through the plan with them."
        }
    }

    def __init__(self, *args: Any, parties: Sequence[PlanParty], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["party"].choices = [(party.value, party.label) for party in parties]  # type: ignore[attr-defined]
        self.fields["answer"].label = "What did they say to the plan as it is now?"
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            (Answer.AGREES.value, "They agree"),
            (Answer.DISAGREES.value, "They do not agree with all of it"),
        ]
        self.fields["says"].label = "What do they not agree with?"

    def clean_said_on(self) -> date:
        day: date = self.cleaned_data["said_on"]
        if day > local_date(self.now):
            raise forms.ValidationError("Nobody can have said it in the future.")
        return day

    def said_at(self) -> datetime:
        """Now if it was today, else noon of that day."""
        day: date = self.cleaned_data["said_on"]
        return self.now if day == local_date(self.now) else moment_of_day(day, now=self.now)
