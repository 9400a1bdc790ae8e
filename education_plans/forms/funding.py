"""Asking for money, deciding on it, spending it, and what it brought."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from agreements.rules import academic_year
from education_plans.enums import FundingState
from education_plans.forms.money import MoneyField
from education_plans.models import FundingRequest
from education_plans.selectors.funding import FundingFilters

LONGEST_IMPACT = 2_000


class FundingForm(ServiceForm):
    what_for = forms.CharField(
        label="What is the money for?",
        max_length=300,
        help_text="Say what is bought or paid, and how it helps to reach the target.",
        error_messages={"required": "Say what the money is for"},
    )
    amount = MoneyField(label="How much, in pounds?")


class DecisionForm(ServiceForm):
    """`approved_amount` counts only where the request is approved."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("approve", "Approve"), ("refuse", "Refuse")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )
    approved_amount = MoneyField(label="How much, in pounds?", required=False, help_text="At most what was asked for.")
    reason = forms.CharField(
        label="The reason",
        max_length=300,
        help_text="Whoever asked reads it.",
        error_messages={"required": "Give the reason"},
    )

    reveals = {"decision": {"approve": ["approved_amount"]}}
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("decision") == "approve" and not given.get("approved_amount"):
            if "approved_amount" not in self.errors:
                self.add_error("approved_amount", "Enter how much you approve")
        elif given.get("decision") == "refuse":
            given["approved_amount"] = None
        return given


class SpendForm(ServiceForm):
    what = forms.CharField(
        label="What was it spent on?", max_length=200, error_messages={"required": "Say what it was spent on"}
    )
    amount = MoneyField(label="How much, in pounds?")
    spent_on = DayField(label="When was it spent?")


class ImpactForm(ServiceForm):
    impact = LinesField(
        label="What did the money bring?",
        max_length=LONGEST_IMPACT,
        help_text="What changed for the young person, and how you know.",
        error_messages={"required": "Say what the money brought"},
    )

    @staticmethod
    def initial_of(request: FundingRequest) -> dict[str, Any]:
        return {"impact": request.impact}


class FundingReasonForm(ServiceForm):
    """A reason and no more: for taking a request back, or a spend away."""

    reason = forms.CharField(label="Why?", max_length=300, error_messages={"required": "Give a reason"})


class FundingFilterForm(forms.Form):
    """The filters of the list. Their names are those of the address."""

    mark_optional = False

    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *FundingState.choices])
    year = forms.TypedChoiceField(label="Asked for in", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(year), academic_year(year)) for year in years]
        self.fields["year"].choices = [("", "All years"), *named]  # type: ignore[attr-defined]

    def filters(self) -> FundingFilters | None:
        """What was asked for; None if a value makes no sense."""
        if not self.is_valid():
            return None
        return FundingFilters(state=self.cleaned_data["state"], year=self.cleaned_data["year"])
