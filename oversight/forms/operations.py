"""What operators filter by, and are asked."""

from django import forms

from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from deadlines.enums import SweepState
from notifications.enums import DEAD, MessageKind
from oversight.enums import DriftKind

ALL = ("", "All")
GIVEN_UP = "given_up"


class DeadLetterFilterForm(forms.Form):
    """Which e-mails that did not arrive are listed. With a value that makes no sense the list is empty."""

    mark_optional = False
    kind = forms.ChoiceField(label="What it is about", required=False, choices=[ALL, *MessageKind.choices])
    state = forms.ChoiceField(
        label="What happened",
        required=False,
        choices=[ALL, *((state.value, state.label) for state in DEAD), (GIVEN_UP, "Given up by an operator")],
    )


class SweepFilterForm(forms.Form):
    mark_optional = False
    state = forms.ChoiceField(label="What came of it", required=False, choices=[ALL, *SweepState.choices])


class GiveUpForm(ServiceForm):
    reason = LinesField(
        label="Why is it given up?",
        max_length=300,
        rows=3,
        help_text="People who work with the young person may read it. Name nobody.",
        error_messages={"required": "Say why it is given up"},
    )


class DriftCheckForm(ServiceForm):
    kind = forms.ChoiceField(
        label="What should be checked?",
        choices=DriftKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what should be checked"},
    )
