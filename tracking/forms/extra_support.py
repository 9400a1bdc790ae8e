"""Extra support: what helps, who is told, reviews and the end (P5)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from learners.models import Enrolment

LONGEST = 2_000
NOBODY = "nobody"


class ChangeExtraSupportForm(ServiceForm):
    why = LinesField(
        label="Why may they need it?", max_length=LONGEST, rows=3,
        help_text="The provider does not read this.", error_messages={"required": "Say why they may need it"},
    )  # fmt: skip
    what = LinesField(
        label="What helps?", max_length=LONGEST, rows=4,
        help_text="The provider reads this. For example: a quiet room, one person to go to, more time.",
        error_messages={"required": "Say what helps"},
    )  # fmt: skip
    advocate = forms.CharField(
        label="Advocate", max_length=120, required=False,
        help_text="Somebody who speaks for them, if they want one. Offer it each time.",
    )  # fmt: skip


class PlaceForm(ServiceForm):
    """At which place the provider is told."""

    place = forms.ChoiceField(
        label="Which provider is told?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which provider is told"},
    )
    may_be_nobody = False

    def __init__(self, *args: Any, places: Sequence[Enrolment], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {str(each.uuid): each for each in places}
        choices = [(key, f"{each.provider}, {each.course}") for key, each in self.places.items()]
        if self.may_be_nobody:
            choices.append((NOBODY, "Nobody now: tell the next provider when they have a place"))
        self.fields["place"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Enrolment:
        """The place at which somebody is told."""
        return self.places[self.cleaned_data["place"]]


class ExtraSupportForm(ChangeExtraSupportForm, PlaceForm):
    starts_on = DayField(label="From when?")
    may_be_nobody = True
    field_order = ("why", "what", "advocate", "place", "starts_on")

    def said(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        return {**self.cleaned_data, "place": self.places.get(self.cleaned_data["place"])}


class SupportReviewForm(ServiceForm):
    held_on = DayField(label="When did you look at it with them?")
    outcome = LinesField(
        label="What came of it?", max_length=LONGEST,
        help_text="Does it help, what do they say, what changes? Offer an advocate again.",
        error_messages={"required": "Write what came of it"},
    )  # fmt: skip


class EndExtraSupportForm(ServiceForm):
    ended_on = DayField(label="Last day")
    reason = forms.CharField(
        label="Why does it end?", max_length=200, help_text="For example: they manage without it now.",
        error_messages={"required": "Say why it ends"},
    )  # fmt: skip
