"""A need and what is provided for it, and the day support ends."""

from decimal import Decimal
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from education_plans.enums import Domain
from education_plans.forms.money import MoneyField
from education_plans.models import SupportNeed
from education_plans.services.support import NeedWords

BY_PROVIDER, BY_OTHERS = "provider", "others"

#: What belongs where (K14).
DOMAIN_HINTS = {
    Domain.ACCOMMODATION.value: "Where they live, and help with the rent, also for those who work.",
    Domain.TECHNOLOGY.value: "A laptop or phone, and a way into the internet where they live.",
    Domain.CHILD_CARE.value: "Also for those who work or are about to.",
}


class NeedForm(ServiceForm):
    """`side` is asked only of people of the young person’s own agencies, and only of a new need."""

    domain = forms.ChoiceField(
        label="Which part of life is it about?",
        choices=Domain,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose which part of life it is about"},
    )
    need = forms.CharField(
        label="What do they need?", max_length=300, error_messages={"required": "Say what they need"}
    )
    provided = forms.CharField(
        label="What is provided?",
        max_length=300,
        required=False,
        help_text="Leave it empty while nothing is provided: the need then stands out.",
    )
    side = forms.ChoiceField(
        label="Who is to provide it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who is to provide it"},
    )
    given_by = forms.CharField(label="Person, team or service", max_length=120, required=False)
    cost = MoneyField(
        label="What it costs, in pounds", required=False, min_value=Decimal(0), help_text="For example, 120"
    )
    starts_on = DayField(label="From when?")
    shared_with_young_person = forms.BooleanField(label="The young person sees it on their own page", required=False)

    def __init__(self, *args: Any, provider: Agency | None, asks_side: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice_hints = {"domain": DOMAIN_HINTS}
        if provider is None or not asks_side:
            del self.fields["side"]
            return
        self.fields["side"].choices = [  # type: ignore[attr-defined]
            (BY_PROVIDER, provider.name),
            (BY_OTHERS, "Somebody else"),
        ]
        self.choice_hints["side"] = {
            BY_PROVIDER: "They see it, and their designated person is told.",
            BY_OTHERS: "It stays with the Virtual School and social care.",
        }

    def words(self) -> NeedWords:
        given = self.cleaned_data
        return NeedWords(
            domain=Domain(given["domain"]),
            need=given["need"],
            provided=given["provided"],
            given_by=given["given_by"],
            starts_on=given["starts_on"],
            cost=given["cost"],
            shared_with_young_person=given["shared_with_young_person"],
        )

    @property
    def is_by_provider(self) -> bool:
        return self.cleaned_data.get("side") == BY_PROVIDER

    @staticmethod
    def initial_of(need: SupportNeed) -> dict[str, Any]:
        """A need as the form shows it."""
        return {
            "domain": need.domain,
            "need": need.need,
            "provided": need.provided,
            "given_by": need.given_by,
            "cost": need.cost,
            "starts_on": need.starts_on,
            "shared_with_young_person": need.shared_with_young_person,
        }


class EndNeedForm(ServiceForm):
    ends_on = DayField(label="Last day")
    reason = forms.CharField(
        label="Why does it end?",
        max_length=300,
        help_text="For example: they manage alone now.",
        error_messages={"required": "Say why it ends"},
    )
