"""A move of home, and what it means for education (W14)."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from tracking.enums import HomeEffect
from tracking.models import HomeMove
from tracking.services.home_moves import HomeMoveWords

YES, NO = "yes", "no"


class HomeMoveForm(ServiceForm):
    moves_on = DayField(label="When do they move?", help_text="For example, 27 3 2027. A day in the past is fine too.")
    is_planned = forms.ChoiceField(
        label="Is it planned?", choices=[(YES, "Planned"), (NO, "In a hurry, or not planned")],
        widget=forms.RadioSelect, error_messages={"required": "Choose if it is planned"},
    )  # fmt: skip
    to_what = forms.CharField(
        label="To what kind of home?", max_length=160,
        help_text="For example: supported lodgings, 40 minutes from the college. Not the address.",
        error_messages={"required": "Say what kind of home it is"},
    )  # fmt: skip
    partner = forms.CharField(
        label="With whom is it planned?", max_length=160, help_text="For example: the housing team, and the carer.",
        error_messages={"required": "Say with whom it is planned, or who decided"},
    )  # fmt: skip
    effect = forms.ChoiceField(
        label="What does it mean for education?", choices=HomeEffect, widget=forms.RadioSelect,
        error_messages={"required": "Choose what it means for education"},
    )  # fmt: skip
    how_education_is_kept = LinesField(
        label="How is education kept?", max_length=2_000, rows=3, required=False,
        help_text="For example: a travel card from the first day, and the college knows.",
    )  # fmt: skip

    def words(self) -> HomeMoveWords:
        given = self.cleaned_data
        return HomeMoveWords(
            moves_on=given["moves_on"],
            is_planned=given["is_planned"] == YES,
            to_what=given["to_what"],
            partner=given["partner"],
            effect=HomeEffect(given["effect"]),
            how_education_is_kept=given["how_education_is_kept"],
        )

    @staticmethod
    def initial_of(move: HomeMove) -> dict[str, Any]:
        """A move as the form shows it."""
        return {
            "moves_on": move.moves_on,
            "is_planned": YES if move.is_planned else NO,
            "to_what": move.to_what,
            "partner": move.partner,
            "effect": move.effect,
            "how_education_is_kept": move.how_education_is_kept,
        }
