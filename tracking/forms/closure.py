"""The end of a case: its steps, one question or two at a time (W8)."""

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm

LONGEST = 2_000
_TODAY_OR_EARLIER = "Today or earlier."


class BeginClosureForm(ServiceForm):
    planned_on = DayField(label="When is the case to be closed?", help_text="For example, 27 3 2027.")
    reason = forms.CharField(
        label="Why?",
        max_length=200,
        help_text="For example: they are 21 and want no further support. The young person may read it in their record.",
        error_messages={"required": "Say why the case is to be closed"},
    )
    still_in_education = forms.BooleanField(
        label="They still learn, at a provider or elsewhere",
        required=False,
        help_text="Then support goes on to 25 unless they themselves want it to end: write down what they say.",
    )


class ToldForm(ServiceForm):
    told_on = DayField(label="When did you tell them?", help_text=_TODAY_OR_EARLIER)
    says = LinesField(
        label="What do they say?",
        max_length=LONGEST,
        required=False,
        help_text="In their own words. It stands in the letter.",
    )


class RemainsForm(ServiceForm):
    told_on = DayField(label="When did you go through it with them?", help_text=_TODAY_OR_EARLIER)


class LetterGivenForm(ServiceForm):
    given_on = DayField(label="When do they get the letter?", help_text=_TODAY_OR_EARLIER)
    how = forms.CharField(
        label="How?",
        max_length=200,
        help_text="For example: given by hand, and read out.",
        error_messages={"required": "Say how they get it"},
    )


class FinishClosureForm(ServiceForm):
    closed_on = DayField(label="Closed on", help_text=_TODAY_OR_EARLIER)


class GiveUpClosureForm(ServiceForm):
    reason = forms.CharField(
        label="Why does the case stay open?",
        max_length=200,
        error_messages={"required": "Say why the case stays open"},
    )
