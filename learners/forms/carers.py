"""Who looks after a young person day by day."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.service_form import ServiceForm
from learners.enums import CarerKind
from learners.models import Carer
from learners.services.carers import CarerDetails


class CarerForm(ServiceForm):
    kind = forms.ChoiceField(label="What are they?", choices=CarerKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(
        label="E-mail address", max_length=254, required=False, help_text="For the carers’ bulletin, and for questions."
    )
    phone = forms.CharField(label="Phone number", max_length=30, required=False)
    starts_on = DayField(label="Since when?")

    def details(self) -> CarerDetails:
        return CarerDetails(**{**self.cleaned_data, "kind": CarerKind(self.cleaned_data["kind"])})

    @staticmethod
    def initial_of(carer: Carer) -> dict[str, Any]:
        return {name: getattr(carer, name) for name in ("kind", "name", "email", "phone", "starts_on")}


class CarerEndForm(ServiceForm):
    ends_on = DayField(label="What was the last day?")
