"""Forms about the employers that work with a provider."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.forms.register import DAY_HINT
from agreements.models import EmployerPartner


class EmployerFilterForm(forms.Form):
    provider = forms.ModelChoiceField(
        Agency.objects.none(), label="Provider", required=False, to_field_name="uuid", empty_label="All"
    )
    state = forms.ChoiceField(
        label="Support",
        required=False,
        choices=[
            ("", "All present partners"),
            ("confirmed", "Confirmed"),
            ("waiting", "Not confirmed"),
            ("over", "Partners no longer"),
        ],
    )

    mark_optional = False

    def __init__(self, *args: Any, providers: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = providers  # type: ignore[attr-defined]


class EmployerForm(ServiceForm):
    name = forms.CharField(label="Name of the employer", max_length=120)
    contact_name = forms.CharField(label="Contact there", max_length=120, required=False)
    contact_email = forms.EmailField(label="Contact’s e-mail address", required=False)
    supported_on = DayField(
        label="When did it confirm that it supports the agreement?",
        help_text="Leave empty if it has not yet.",
        required=False,
    )
    note = LinesField(label="Note", max_length=500, rows=3, required=False)


class EmployerChangeForm(EmployerForm):
    ended_on = DayField(label="Partner until", help_text=f"Only if it is none any more. {DAY_HINT}", required=False)

    @staticmethod
    def initial_of(employer: EmployerPartner) -> dict[str, Any]:
        names = ("name", "contact_name", "contact_email", "supported_on", "ended_on", "note")
        return {name: getattr(employer, name) for name in names}
