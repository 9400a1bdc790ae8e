"""Courses of a place, how they end, and what somebody had reached before."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.service_form import ServiceForm
from learners.enums import Level
from tracking.enums import AimOutcome, Completion, NextStep
from tracking.models import LearningAim, PriorAttainment
from tracking.rules.results import WITHDRAW_REASONS
from tracking.services.progress import AimResult, AimWords, PriorWords

_NARROW = forms.TextInput(attrs={"class": "govuk-input--width-5"})
_SMALL = {"class": "govuk-radios--small"}


def points_field(label: str, help_text: str = "", *, digits: int = 6) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=digits,
        decimal_places=2,
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
        error_messages={"invalid": f"{label} must be a number, for example 32.5"},
    )


class AimForm(ServiceForm):
    title = forms.CharField(
        label="Qualification or course",
        max_length=160,
        help_text="As it stands on the certificate. For example: BTEC National Diploma in Sport.",
        error_messages={"required": "Enter the qualification or course"},
    )
    reference = forms.CharField(
        label="Learning aim reference",
        max_length=8,
        required=False,
        help_text="Eight letters and numbers, if you know it.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    level = forms.ChoiceField(
        label="Level",
        choices=Level,
        widget=forms.RadioSelect(attrs=_SMALL),
        error_messages={"required": "Choose the level"},
    )
    starts_on = DayField(label="First day")
    planned_end_on = DayField(label="Planned end")
    expected_points = points_field(
        "Expected points",
        "What learners with the same grades in Year 11 usually reach, by the measure the provider uses. "
        "Leave it empty if nobody has worked it out.",
    )

    def words(self) -> AimWords:
        return AimWords(**self.cleaned_data)

    @staticmethod
    def initial_of(aim: LearningAim) -> dict[str, Any]:
        """A course as the form shows it."""
        return {name: getattr(aim, name) for name in AimForm.base_fields}


class ResultForm(ServiceForm):
    """How a course stands. What belongs to an ending is kept only of a course that is over."""

    completion = forms.ChoiceField(
        label="How does it stand?",
        choices=Completion,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it stands"},
    )
    ended_on = DayField(label="Last day", required=False, help_text="If it is over.")
    outcome = forms.ChoiceField(
        label="Outcome, if it is over", choices=AimOutcome, required=False, widget=forms.RadioSelect(attrs=_SMALL)
    )
    grade = forms.CharField(label="Grade", max_length=10, required=False, widget=_NARROW)
    withdraw_reason = forms.ChoiceField(
        label="Why did they leave?", required=False, choices=[("", "Nobody has said"), *WITHDRAW_REASONS.items()]
    )
    actual_points = points_field("Points reached", "By the same measure as the expected points.")
    next_step = forms.ChoiceField(
        label="What came next?", required=False, choices=[("", "Nobody has said yet"), *NextStep.choices]
    )
    choice_hints = {
        "completion": {
            Completion.COMPLETED.value: "They stayed to the end, with or without the qualification.",
            Completion.BREAK.value: "They come back to it; it is counted when they do.",
        }
    }
    reveals = {"completion": {Completion.WITHDRAWN.value: ["withdraw_reason"]}}

    def result(self) -> AimResult:
        given = self.cleaned_data
        return AimResult(
            completion=Completion(given["completion"]),
            ended_on=given["ended_on"],
            outcome=AimOutcome(given["outcome"]) if given["outcome"] else None,
            grade=given["grade"],
            withdraw_reason=given["withdraw_reason"],
            actual_points=given["actual_points"],
            next_step=given["next_step"],
        )

    @staticmethod
    def initial_of(aim: LearningAim) -> dict[str, Any]:
        return {name: getattr(aim, name) for name in ResultForm.base_fields}


class PriorForm(ServiceForm):
    english = forms.CharField(
        label="Grade in English", max_length=5, required=False, widget=_NARROW, help_text="GCSE, 9 to 1 or U."
    )
    maths = forms.CharField(
        label="Grade in maths", max_length=5, required=False, widget=_NARROW, help_text="GCSE, 9 to 1 or U."
    )
    average_points = points_field("Average points of their GCSEs", "Between 0 and 9. For example: 4.25.", digits=4)
    source = forms.CharField(
        label="Where this is from",
        max_length=120,
        required=False,
        help_text="For example: the result slip of August 2026.",
    )

    def words(self) -> PriorWords:
        return PriorWords(**self.cleaned_data)

    @staticmethod
    def initial_of(prior: PriorAttainment) -> dict[str, Any]:
        return {name: getattr(prior, name) for name in PriorForm.base_fields}
