"""Forms for what a draft needs before it is signed."""

from datetime import date
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.duties import DUTIES
from agreements.enums import Side, TermKey
from agreements.forms.register import DAY_HINT, TermForm
from agreements.models import Agreement, Wording
from agreements.services import ConsultationDetails, SupportDetails
from agreements.services.preparing import WhoSigns


class SupportForm(ServiceForm):
    """Who in social care supports the agreement (A3)."""

    social_care = forms.ModelChoiceField(
        Agency.objects.none(), label="Which social care service supports it?", to_field_name="uuid", empty_label=None
    )
    name = forms.CharField(label="Who gave the support?", max_length=120)
    role = forms.CharField(label="Their role", max_length=120)
    given_on = DayField(label="On which day?", help_text=DAY_HINT)
    note = LinesField(label="Note", required=False, max_length=1_000, rows=3)

    def __init__(self, *args: Any, social_care: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["social_care"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(pk__in=[agency.pk for agency in social_care]).order_by("sort_name")

    @staticmethod
    def initial_of(agreement: Agreement) -> dict[str, Any]:
        support = getattr(agreement, "support", None)
        if support is None:
            return {}
        given = {name: getattr(support, name) for name in ("name", "role", "given_on", "note")}
        return {"social_care": support.social_care.uuid, **given}

    def details(self) -> SupportDetails:
        return SupportDetails(**self.cleaned_data)


class ConsultationForm(ServiceForm):
    """What the Virtual School where the provider stands says (A4)."""

    virtual_school = forms.CharField(label="Which Virtual School was consulted?", max_length=120)
    name = forms.CharField(label="Who was consulted there?", max_length=120)
    consulted_on = DayField(label="On which day?", help_text=DAY_HINT)
    outcome = LinesField(label="What did they say?", max_length=1_000, rows=4)

    @staticmethod
    def initial_of(agreement: Agreement) -> dict[str, Any]:
        consultation = getattr(agreement, "consultation", None)
        if consultation is None:
            return {"virtual_school": f"{agreement.provider.local_authority} Virtual School"}
        return {name: getattr(consultation, name) for name in ("virtual_school", "name", "consulted_on", "outcome")}

    def details(self) -> ConsultationDetails:
        return ConsultationDetails(**self.cleaned_data)


class ChooseWordingForm(ServiceForm):
    wording = forms.ModelChoiceField(
        Wording.objects.none(),
        label="Which version will be signed?",
        to_field_name="uuid",
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, wordings: list[Wording], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["wording"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            Wording.objects.filter(pk__in=[wording.pk for wording in wordings])
            .select_related("virtual_school")
            .order_by("virtual_school", "-number")
        )


class DraftTermForm(TermForm):
    """One limit of a draft: it applies from the first day of the agreement."""

    def __init__(self, *args: Any, key: TermKey, **kwargs: Any) -> None:
        super().__init__(*args, key=key, **kwargs)
        del self.fields["effective_on"]
        self.fields["reason"].label = "Why is it not the default?"


class EmployersForm(ServiceForm):
    note = forms.CharField(
        label="Why does no employer support it?",
        help_text="For example, because this provider works with no employers. Leave empty when one does.",
        max_length=200,
        required=False,
    )

    mark_optional = False

    @staticmethod
    def initial_of(agreement: Agreement) -> dict[str, Any]:
        return {"note": agreement.employers_note}


class ContractForm(ServiceForm):
    """A formal contract that goes first (P20)."""

    title = forms.CharField(label="What is the contract called?", max_length=160)
    clauses = forms.MultipleChoiceField(
        label="Over which promises does it take precedence?",
        choices=[(duty.code, f"{duty.title} ({', '.join(duty.clauses)})") for duty in DUTIES],
        widget=forms.CheckboxSelectMultiple,
    )
    note = LinesField(label="What does it say instead?", required=False, max_length=1_000, rows=4)
    starts_on = DayField(label="From which day?", help_text=DAY_HINT)
    ends_on = DayField(label="Until which day?", help_text="Leave empty if it has no end.", required=False)


class EndContractForm(ServiceForm):
    ends_on = DayField(label="What is the last day of the contract?", help_text=DAY_HINT)


class MeetingForm(ServiceForm):
    """The formal meeting at which the agreement is made (A1)."""

    meeting_on = DayField(label="When was the formal meeting?", help_text=DAY_HINT)
    place = forms.CharField(label="Where?", max_length=120)
    people = LinesField(label="Who took part?", help_text="One person on each line, with their role", max_length=1_000)

    @staticmethod
    def initial_of(agreement: Agreement) -> dict[str, Any]:
        return {
            "meeting_on": agreement.meeting_on,
            "place": agreement.meeting_place,
            "people": agreement.meeting_people,
        }


class SignatoriesForm(ServiceForm):
    """Who signs for each side, each one complete (A1)."""

    virtual_school_name = forms.CharField(label="Who signs for the Virtual School?", max_length=120)
    virtual_school_role = forms.CharField(label="Their role", max_length=120)
    virtual_school_email = forms.EmailField(label="Their e-mail address", help_text="The personal link goes there.")
    provider_name = forms.CharField(label="Who signs for the provider?", max_length=120)
    provider_role = forms.CharField(
        label="Their role at the provider", help_text="The principal, a vice principal or the like", max_length=120
    )
    provider_email = forms.EmailField(
        label="Their e-mail address at the provider", help_text="The personal link goes there."
    )

    @staticmethod
    def initial_of(agreement: Agreement) -> dict[str, Any]:
        return {
            f"{signatory.side}_{part}": getattr(signatory, part)
            for signatory in agreement.signatories.all()
            for part in ("name", "role", "email")
        }

    def people(self) -> list[WhoSigns]:
        data = self.cleaned_data
        return [WhoSigns(side, data[f"{side}_name"], data[f"{side}_role"], data[f"{side}_email"]) for side in Side]


class StartForm(ServiceForm):
    starts_on = DayField(label="From which day is it in force?", help_text=DAY_HINT)
    ends_on = DayField(
        label="Until which day is it in force?", help_text="Leave empty if it has no end.", required=False
    )

    def days(self) -> dict[str, date | None]:
        return {"starts_on": self.cleaned_data["starts_on"], "ends_on": self.cleaned_data["ends_on"]}
