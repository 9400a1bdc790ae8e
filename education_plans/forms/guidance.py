"""A session of careers guidance."""

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm

LONGEST_OUTCOME = 2_000


class GuidanceForm(ServiceForm):
    held_on = DayField(label="When was it?")
    adviser = forms.CharField(
        label="Who advised them?",
        max_length=120,
        help_text="Name and service.",
        error_messages={"required": "Enter who advised them"},
    )
    is_impartial = forms.TypedChoiceField(
        label="Was the advice impartial?",
        help_text="The adviser gains nothing from what the young person chooses, and showed every option.",
        choices=[("yes", "Yes"), ("no", "No, or we do not know")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the advice was impartial"},
    )
    outcome = LinesField(
        label="What came out of it?",
        max_length=LONGEST_OUTCOME,
        help_text="Which options they looked at, and what they want to do next.",
        error_messages={"required": "Say what came out of it"},
    )
