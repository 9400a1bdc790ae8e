"""Opening and changing a case file."""

from datetime import date, datetime
from typing import Any

from django import forms

from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.form_fields import DayField
from accounts.models import LocalAuthority, User
from accounts.service_form import ServiceForm
from learners.enums import CareStatus
from learners.models import Learner
from learners.rules import uln_is_valid, written_postcode
from learners.selectors.choices import agencies_of_kind, agencies_that_may_record


class DetailsForm(ServiceForm):
    """Who the young person is."""

    given_name = forms.CharField(label="Given name", max_length=60)
    family_name = forms.CharField(label="Family name", max_length=60)
    preferred_name = forms.CharField(
        label="Preferred name",
        max_length=60,
        required=False,
        help_text="What they like to be called, if it is another name.",
    )
    date_of_birth = DayField(label="Date of birth", help_text="For example, 27 3 2009")
    uln = forms.CharField(
        label="Unique learner number (ULN)",
        required=False,
        max_length=20,
        help_text="Ten digits, on college papers and examination results.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
    )
    postcode = forms.CharField(
        label="Postcode of where they live",
        required=False,
        max_length=10,
        help_text="Only their own agencies see it.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )
    care_status = forms.ChoiceField(label="Care status", choices=CareStatus.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        self.now = now
        super().__init__(*args, **options)

    def clean_date_of_birth(self) -> date:
        born: date = self.cleaned_data["date_of_birth"]
        if born > local_date(self.now):
            raise forms.ValidationError("Date of birth must be in the past")
        return born

    def clean_postcode(self) -> str:
        text = self.cleaned_data["postcode"]
        try:
            return written_postcode(text) if text.strip() else ""
        except ValueError:
            raise forms.ValidationError("Enter a full postcode, for example WS1 1TP, or leave it empty") from None

    def clean_uln(self) -> str:
        uln = "".join(self.cleaned_data["uln"].split())
        if uln and not uln_is_valid(uln):
            raise forms.ValidationError(
                "Enter the ten digits of the unique learner number as they are on the letter, or leave it empty"
            )
        return uln


class RecordForm(DetailsForm):
    """A new case file: also which Virtual School and social care agency are responsible."""

    home_virtual_school = forms.ModelChoiceField(
        label="Home Virtual School",
        queryset=agencies_of_kind(AgencyKind.VIRTUAL_SCHOOL),
        empty_label="Choose a Virtual School",
        help_text="Of the authority in whose care they are or were, wherever they learn.",
    )
    social_care = forms.ModelChoiceField(
        label="Social care",
        queryset=agencies_of_kind(AgencyKind.SOCIAL_CARE),
        empty_label="Choose a social care agency",
    )
    is_restricted = forms.BooleanField(
        label="Restrict this record",
        required=False,
        help_text=(
            "Only you, the key worker, the head of the Virtual School and people you name will know that it exists."
        ),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.own = set(agencies_that_may_record(user))
        for name in ("home_virtual_school", "social_care"):
            field = self.fields[name]
            mine = [agency.pk for agency in field.queryset if agency.pk in self.own]
            if len(mine) == 1:
                field.initial = mine[0]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        school, social_care = data.get("home_virtual_school"), data.get("social_care")
        if school and social_care and not {school.pk, social_care.pk} & self.own:
            self.add_error("home_virtual_school", "Choose your own agency as Virtual School or as social care")
        return data


class ChangeForm(DetailsForm):
    """A case file that is there already."""

    home_authority = forms.ModelChoiceField(
        label="Home authority",
        queryset=LocalAuthority.objects.order_by("name"),
        help_text="Keeps responsibility wherever the young person learns.",
    )
    reason = forms.CharField(label="Why is this changing?", max_length=200, required=False)

    @staticmethod
    def initial_of(learner: Learner) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        return {
            "given_name": learner.given_name,
            "family_name": learner.family_name,
            "preferred_name": learner.preferred_name,
            "date_of_birth": learner.date_of_birth,
            "uln": learner.uln,
            "postcode": learner.postcode,
            "care_status": learner.care_status,
            "home_authority": learner.home_authority_id,
        }
