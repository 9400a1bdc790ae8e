"""Forms about agreements, their terms and their end."""

from datetime import date
from typing import Any

from django import forms

from accounts.enums import AgencyKind
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.enums import Side, TermKey
from agreements.models import Agreement
from agreements.rules import TERM_UNITS
from agreements.services import SignatoryDetails
from deadlines.enums import Unit
from deadlines.rules import Limit

DAY_HINT = "For example, 27 3 2026"
LONGEST_NOTE = 2_000


class AgreementFilterForm(forms.Form):
    q = forms.CharField(label="Search by name", required=False, max_length=80)
    standing = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[
            ("", "All"),
            ("in_force", "In force"),
            ("draft", "Draft"),
            ("out_for_signature", "Out for signature"),
            ("over", "Renewed, lapsed or ended"),
        ],
    )
    vacant = forms.BooleanField(label="Only with a vacant post", required=False)

    mark_optional = False


class DirectoryFilterForm(forms.Form):
    q = forms.CharField(label="Search by name or authority", required=False, max_length=80)
    kind = forms.ChoiceField(label="Kind of agency", required=False, choices=[("", "All"), *AgencyKind.choices])

    mark_optional = False


class NewAgreementForm(ServiceForm):
    """Between whom. `virtual_schools` are those for which the person may record agreements."""

    virtual_school = forms.ModelChoiceField(Agency.objects.none(), label="Virtual School", to_field_name="uuid")
    provider = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Education or training provider",
        to_field_name="uuid",
        empty_label="Choose a provider",
    )
    meeting_on = DayField(label="When was the formal meeting?", help_text=DAY_HINT, required=False)
    notes = LinesField(label="Notes", required=False, max_length=LONGEST_NOTE, rows=4)

    def __init__(self, *args: Any, virtual_school_ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = Agency.objects.filter(pk__in=virtual_school_ids, kind=AgencyKind.VIRTUAL_SCHOOL).order_by("sort_name")
        school_field, provider_field = self.fields["virtual_school"], self.fields["provider"]
        assert isinstance(school_field, forms.ModelChoiceField)
        assert isinstance(provider_field, forms.ModelChoiceField)
        school_field.queryset = schools
        school_field.empty_label = None if len(virtual_school_ids) == 1 else "Choose a Virtual School"
        provider_field.queryset = Agency.objects.filter(kind=AgencyKind.PROVIDER).order_by("sort_name")


class DraftForm(ServiceForm):
    """Dates and signatures of a draft. A signature is complete or absent."""

    meeting_on = DayField(label="When was the formal meeting?", help_text=DAY_HINT, required=False)
    signed_on = DayField(label="When was the agreement signed?", help_text=DAY_HINT, required=False)
    starts_on = DayField(label="From which day is it in force?", help_text=DAY_HINT, required=False)
    ends_on = DayField(
        label="Until which day is it in force?", help_text="Leave empty if it has no end.", required=False
    )
    virtual_school_name = forms.CharField(label="Who signed for the Virtual School", max_length=120, required=False)
    virtual_school_role = forms.CharField(label="Their role", max_length=120, required=False)
    virtual_school_email = forms.EmailField(label="Their e-mail address", required=False)
    provider_name = forms.CharField(label="Who signed for the provider", max_length=120, required=False)
    provider_role = forms.CharField(
        label="Their role at the provider", help_text="The principal or equivalent", max_length=120, required=False
    )
    provider_email = forms.EmailField(label="Their e-mail address at the provider", required=False)
    notes = LinesField(label="Notes", required=False, max_length=LONGEST_NOTE, rows=4)

    @staticmethod
    def initial_of(agreement: Agreement) -> dict[str, Any]:
        initial = {
            name: getattr(agreement, name) for name in ("meeting_on", "signed_on", "starts_on", "ends_on", "notes")
        }
        for signatory in agreement.signatories.all():
            initial |= {f"{signatory.side}_{part}": getattr(signatory, part) for part in ("name", "role", "email")}
        return initial

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for side in Side:
            parts = {part: data.get(f"{side}_{part}") for part in ("name", "role", "email")}
            if not any(parts.values()):
                continue
            for part, words in (("name", "the name"), ("role", "the role"), ("email", "the e-mail address")):
                if not parts[part] and f"{side}_{part}" not in self.errors:
                    self.add_error(f"{side}_{part}", f"Enter {words} of the person who signed for the {side.label}")
        if (
            any(data.get(f"{side}_name") for side in Side)
            and not data.get("signed_on")
            and "signed_on" not in self.errors
        ):
            self.add_error("signed_on", "Enter the day on which the agreement was signed")
        return data

    def signatories(self) -> list[SignatoryDetails]:
        data = self.cleaned_data
        return [
            SignatoryDetails(side, data[f"{side}_name"], data[f"{side}_role"], data[f"{side}_email"], data["signed_on"])
            for side in Side
            if data[f"{side}_name"]
        ]


class EndForm(ServiceForm):
    ends_on = DayField(label="What is its last day?", help_text=DAY_HINT)
    reason = LinesField(label="Why does it end?", max_length=500, rows=4)


class TermForm(ServiceForm):
    """One limit of an agreement, from a day on."""

    amount = forms.IntegerField(label="How many?", min_value=0, max_value=366)
    unit = forms.ChoiceField(label="Counted in", choices=(), widget=forms.RadioSelect)
    effective_on = DayField(label="From which day does it apply?", help_text=DAY_HINT)
    reason = LinesField(label="Why is it changed?", max_length=500, rows=4)

    def __init__(self, *args: Any, key: TermKey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = TERM_UNITS[key]
        unit_field = self.fields["unit"]
        assert isinstance(unit_field, forms.ChoiceField)
        unit_field.choices = [(unit.value, unit.label) for unit in units]
        self.only_unit = units[0] if len(units) == 1 else None
        if key == TermKey.MORNING_HOUR:
            self.fields["amount"].label = "At which hour (0 to 23)?"
        elif self.only_unit:
            self.fields["amount"].label = f"How many {self.only_unit.label}?"
        if self.only_unit:
            del self.fields["unit"]
        self.fields["amount"].widget.attrs["class"] = "govuk-input--width-3"

    def limit(self) -> Limit:
        return Limit(self.cleaned_data["amount"], self.only_unit or Unit(self.cleaned_data["unit"]))

    def day(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        return day
