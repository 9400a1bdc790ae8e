"""Somebody who comes back: what they ask for, and what the assessment finds (W8)."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm

LONGEST = 2_000
SUPPORTED, SIGNPOSTED = "supported", "signposted"


class AskToReturnForm(ServiceForm):
    asked_on = DayField(
        label="When did they ask?", help_text="The day they asked anybody of us. The clock runs from it."
    )
    asks_for = LinesField(
        label="What do they ask for?",
        max_length=LONGEST,
        help_text="In their own words, and how they can be reached.",
        error_messages={"required": "Write what they ask for"},
    )


class AssessReturnForm(ServiceForm):
    assessed_on = DayField(label="When was it assessed with them?")
    assessment = LinesField(
        label="What did the assessment find?",
        max_length=LONGEST,
        help_text="What they need, and what they say about it.",
        error_messages={"required": "Write what the assessment found"},
    )
    outcome = forms.ChoiceField(
        label="What comes of it?",
        choices=[(SUPPORTED, "They are supported again"), (SIGNPOSTED, "They were shown where help is")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what comes of it"},
    )
    support = LinesField(label="What support is agreed?", max_length=LONGEST, rows=3, required=False)
    elsewhere = LinesField(label="Where were they shown help?", max_length=LONGEST, rows=3, required=False)

    reveals = {"outcome": {SUPPORTED: ["support"], SIGNPOSTED: ["elsewhere"]}}
    choice_hints = {"outcome": {SUPPORTED: "The case is open again. Name a key worker next."}}

    def said(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        given = self.cleaned_data
        is_supported = given["outcome"] == SUPPORTED
        return {
            "assessed_on": given["assessed_on"],
            "assessment": given["assessment"],
            "is_supported": is_supported,
            "support": given["support"] if is_supported else given["elsewhere"],
        }
