"""What the yearly return says of one care leaver."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.service_form import ServiceForm
from tracking.enums import CodeList
from tracking.selectors.care_leaver_return import Shown, choices, in_touch_choices
from tracking.services.care_leaver_return import ReturnRefused

NOT_FILLED_IN = ("", "Not filled in")


class ReturnForm(ServiceForm):
    """All three fields, or none."""

    mark_optional = False

    in_touch = forms.ChoiceField(label="In touch", required=False)
    activity = forms.ChoiceField(
        label="Activity", required=False, help_text="On or around their birthday in that year."
    )
    accommodation = forms.ChoiceField(
        label="Accommodation",
        required=False,
        help_text="On or around their birthday in that year, and whether it suits.",
    )
    contact_on = DayField(label="Day of the contact that shows it", required=False, help_text="For example, 27 3 2026.")
    child = forms.CharField(
        label="Child’s number",
        required=False,
        max_length=20,
        help_text="By which the authority names them in its returns. It is kept from year to year.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = {
            "in_touch": in_touch_choices(),
            "activity": choices(CodeList.CARE_LEAVERS, year),
            "accommodation": choices(CodeList.HOMES, year),
        }
        for name, of_field in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [NOT_FILLED_IN, *of_field]

    def refuse(self, error: Exception) -> None:
        """Everything that is wrong, each beside its question."""
        if not isinstance(error, ReturnRefused):
            super().refuse(error)
            return
        for fault in error.faults:
            self.add_error(fault.field, fault.text)


class ReturnFilterForm(forms.Form):
    """Which part of the return is shown."""

    mark_optional = False

    state = forms.ChoiceField(label="Show", choices=[("", "Everybody"), *Shown.choices], required=False)

    @property
    def state_shown(self) -> str:
        """A state, or empty for everybody; an unknown one asks nothing."""
        self.is_valid()
        return str(self.cleaned_data.get("state", ""))
