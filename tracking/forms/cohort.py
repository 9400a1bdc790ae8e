"""The Year 11 group: drawing it up, what is to do for somebody, whom to ask, and a partner's answer."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from tracking.forms.fields import SchoolAndYearForm, text_field
from tracking.models import Cohort, CohortMember

_KEEPING_UP = "For example: who meets when, who looks at attendance, and what happens when somebody falls behind."


class DrawUpForm(SchoolAndYearForm):
    year = forms.TypedChoiceField(label="Year 11 of", coerce=int)
    how_we_keep_up = text_field("How is progress kept up?", help_text=_KEEPING_UP, required=False)


class KeepUpForm(ServiceForm):
    how_we_keep_up = text_field("How is progress kept up?", help_text=_KEEPING_UP)

    @staticmethod
    def initial_of(cohort: Cohort) -> dict[str, Any]:
        return {"how_we_keep_up": cohort.how_we_keep_up}


class ActionForm(ServiceForm):
    to_do = forms.CharField(
        label="What is to do?",
        max_length=300,
        help_text="For example: visit two colleges; ask for the transport pass.",
        error_messages={"required": "Enter what is to do"},
    )
    to_do_by = forms.CharField(label="Who does it?", max_length=120, required=False)
    to_do_on = DayField(label="By when?", required=False)
    done_on = DayField(label="When was it done?", required=False, help_text="Leave it empty while it is open.")

    @staticmethod
    def initial_of(member: CohortMember) -> dict[str, Any]:
        return {name: getattr(member, name) for name in ActionForm.base_fields}


class LeaveOutForm(ServiceForm):
    because = forms.CharField(
        label="Why are they not in the group?",
        max_length=200,
        help_text="Partners who had agreed are asked again.",
        error_messages={"required": "Enter why"},
    )


class AskPartnersForm(ServiceForm):
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Who is asked to agree?",
        widget=forms.CheckboxSelectMultiple,
        to_field_name="uuid",
        error_messages={"required": "Choose at least one partner"},
    )

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agencies"].queryset = agencies  # type: ignore[attr-defined]


class AnswerForm(ServiceForm):
    agrees = forms.ChoiceField(
        label="Does your agency agree to this group, and to how progress is kept up?",
        choices=[("yes", "Yes, we agree"), ("no", "Not yet: something should change")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether your agency agrees"},
    )
    says = text_field("What you want to say", required=False)

    def answer(self) -> dict[str, Any]:
        return {"agrees": self.cleaned_data["agrees"] == "yes", "says": self.cleaned_data["says"]}


class MembersFilterForm(forms.Form):
    mark_optional = False

    show = forms.ChoiceField(
        label="Show", required=False, choices=[("", "Everybody in the group"), ("open", "Those with something to do")]
    )
