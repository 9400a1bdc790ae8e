"""What became of an entitlement."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.service_form import ServiceForm
from education_plans.enums import ClaimState
from education_plans.forms.money import MoneyField
from education_plans.models import EntitlementClaim

AMOUNTS = {
    ClaimState.CLAIMED: "amount_claimed",
    ClaimState.RECEIVED: "amount_received",
}
REASONS = {
    ClaimState.REFUSED: "reason_refused",
    ClaimState.NOT_APPLICABLE: "reason_not_applicable",
}


class ClaimForm(ServiceForm):
    """Each answer has its own question under it, so that the form reads the same without JavaScript."""

    state = forms.ChoiceField(
        label="What became of it?",
        choices=ClaimState,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what became of it"},
    )
    amount_claimed = MoneyField(label="How much was claimed, in pounds?", required=False)
    amount_received = MoneyField(label="How much was received, in pounds?", required=False)
    reason_refused = forms.CharField(label="Why was it refused?", max_length=300, required=False)
    reason_not_applicable = forms.CharField(label="Why does it not apply?", max_length=300, required=False)
    on = DayField(label="When?")

    reveals = {"state": {state.value: [name] for state, name in (AMOUNTS | REASONS).items()}}
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = REASONS.get(given.get("state", ""))
        if wanted and not given.get(wanted):
            self.add_error(wanted, "Give the reason")
        return given

    def said(self) -> dict[str, Any]:
        """What the service is to record."""
        given = self.cleaned_data
        state = ClaimState(given["state"])
        amount, reason = AMOUNTS.get(state), REASONS.get(state)
        return {
            "state": state,
            "amount": given[amount] if amount else None,
            "reason": given[reason] if reason else "",
            "on": given["on"],
        }

    def refuse(self, error: Exception) -> None:
        """The service knows one reason and one sum; here they stand under the answer they belong to."""
        fields = {"reason": REASONS, "amount": AMOUNTS}.get(getattr(error, "field", None) or "", {})
        state = self.cleaned_data.get("state", "")
        if state in fields:
            self.add_error(fields[state], str(error))
        else:
            super().refuse(error)


def claim_initial(claim: EntitlementClaim) -> dict[str, Any]:
    """A claim as the form shows it."""
    state = ClaimState(claim.state)
    initial: dict[str, Any] = {"state": claim.state, "on": claim.on}
    if state in AMOUNTS:
        initial[AMOUNTS[state]] = claim.amount
    if state in REASONS:
        initial[REASONS[state]] = claim.reason
    return initial
