"""A story of success, and how it may be told."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from oversight.models import SuccessStory

LONGEST = 4_000


class StoryForm(ServiceForm):
    on = DayField(label="When was it?")
    what_happened = LinesField(label="What went well?", max_length=LONGEST)
    what_worked = LinesField(
        label="What worked?", max_length=LONGEST, help_text="What people did that others can do too."
    )
    agreed_by_young_person_on = DayField(
        label="When did the young person agree that it is told?",
        required=False,
        help_text="Without their yes it stays in their record.",
    )
    anonymous = LinesField(
        label="As it may be told",
        max_length=LONGEST,
        required=False,
        help_text="Without names, places and anything else that says who it is.",
    )

    @staticmethod
    def initial_of(story: SuccessStory) -> dict[str, Any]:
        names = ("on", "what_happened", "what_worked", "agreed_by_young_person_on", "anonymous")
        return {name: getattr(story, name) for name in names}


class ToldFilterForm(forms.Form):
    mark_optional = False

    told = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "All"), ("yes", "Those that may be told"), ("no", "Those that may not yet")],
    )
