"""Seeing a risk otherwise than the rules do."""

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from oversight.enums import Risk


class JudgeForm(ServiceForm):
    risk = forms.ChoiceField(label="How do you see the risk?", choices=Risk.choices, widget=forms.RadioSelect)
    reason = LinesField(
        label="Why?",
        max_length=2_000,
        help_text="What the rules do not know. It is read by the young person’s agencies.",
    )
    until_on = DayField(
        label="Until when does that count?", help_text="Half a year at most. Then somebody looks again."
    )
