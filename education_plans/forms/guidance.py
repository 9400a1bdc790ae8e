"""A session of careers guidance."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from education_plans.models import GuidanceSession
from education_plans.rules.guidance import YEAR_GROUPS
from education_plans.selectors.guidance import HAD

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

    @staticmethod
    def initial_of(session: GuidanceSession) -> dict[str, Any]:
        """What the form says of a session that is recorded."""
        return {
            "held_on": session.held_on,
            "adviser": session.adviser,
            "is_impartial": "yes" if session.is_impartial else "no",
            "outcome": session.outcome,
        }


class CoverageForm(forms.Form):
    """Which list of young people. The names are those of the address."""

    mark_optional = False

    year_group = forms.ChoiceField(
        label="Year group", required=False, choices=[(str(group), f"Year {group}") for group in reversed(YEAR_GROUPS)]
    )
    had = forms.ChoiceField(label="Show", required=False, choices=[("", "Everybody"), *HAD.items()])
