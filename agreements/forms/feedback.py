"""Forms about complaints and compliments."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency, Membership
from accounts.service_form import ServiceForm
from agreements.enums import ComplaintOutcome, SaidBy
from agreements.forms.register import DAY_HINT, LONGEST_NOTE
from agreements.models import Agreement, Complaint
from agreements.selectors.feedback import complaint_managers, people_of


class ComplaintFilterForm(forms.Form):
    state = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "Waiting for an answer"), ("new", "Not acknowledged"), ("answered", "Answered"), ("all", "All")],
    )

    mark_optional = False


class AgreementChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Agreement) -> str:  # type: ignore[override]
        return str(obj)


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:  # type: ignore[override]
        return f"{obj.user}, {obj.get_role_display()}, {obj.agency}"


class ComplaintAgreementForm(ServiceForm):
    """Under which agreement. One question on a page of its own."""

    agreement = AgreementChoice(
        Agreement.objects.none(),
        label="Which agreement does it concern?",
        to_field_name="uuid",
        empty_label="Choose an agreement",
    )

    question_page = True

    def __init__(self, *args: Any, agreements: QuerySet[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]


class ComplaintForm(ServiceForm):
    about = forms.ChoiceField(label="Which agency is it about?", widget=forms.RadioSelect)
    about_person = PersonChoice(
        Membership.objects.none(),
        label="Which person is it about?",
        help_text="Only if it is about what one person did or did not do. They cannot open it, also if they handle complaints.",
        to_field_name="uuid",
        required=False,
        empty_label="Nobody in particular",
    )
    handler = PersonChoice(
        Membership.objects.none(),
        label="Which manager is to handle it?",
        help_text=(
            "Somebody of the agency it is about, and not the person it is about. Leave it open and it goes to whoever "
            "leads the agency."
        ),
        to_field_name="uuid",
        required=False,
        empty_label="Whoever leads the agency",
    )
    said_by = forms.ChoiceField(label="Who complains?", choices=SaidBy.choices, widget=forms.RadioSelect)
    said_by_name = forms.CharField(label="Their name", max_length=120, required=False)
    how_to_reach = forms.CharField(
        label="How to reach them", help_text="A phone number or e-mail address", max_length=160, required=False
    )
    received_on = DayField(label="When was it received?", help_text=DAY_HINT)
    summary = forms.CharField(label="In a few words", max_length=160)
    details = LinesField(label="What happened?", max_length=LONGEST_NOTE, rows=6)

    def __init__(self, *args: Any, sides: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = {str(agency.uuid): agency for agency in sides}
        self.fields["about"].choices = [(key, agency.name) for key, agency in self.sides.items()]  # type: ignore[attr-defined]
        self.fields["about_person"].queryset = people_of(sides)  # type: ignore[attr-defined]
        self.fields["handler"].queryset = complaint_managers([agency.pk for agency in sides])  # type: ignore[attr-defined]

    def details_given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        person = data["about_person"]
        return {
            **data,
            "about": self.sides[data["about"]],
            "about_person": person and person.user,
            "said_by": SaidBy(data["said_by"]),
        }


class PassComplaintForm(ServiceForm):
    handler = PersonChoice(
        Membership.objects.none(), label="Who takes it over?", to_field_name="uuid", empty_label="Choose a manager"
    )
    reason = LinesField(label="Why?", max_length=500, rows=3)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managers = complaint_managers([complaint.about_id])
        if complaint.about_person_id is not None:
            managers = managers.exclude(user=complaint.about_person_id)
        self.fields["handler"].queryset = managers  # type: ignore[attr-defined]


class ComplaintAnswerForm(ServiceForm):
    outcome = forms.ChoiceField(label="Outcome", choices=ComplaintOutcome.choices, widget=forms.RadioSelect)
    answer = LinesField(
        label="What were they told?",
        help_text="What you found, what changes because of it, and how they were told",
        max_length=LONGEST_NOTE,
        rows=6,
    )


class ComplimentFilterForm(forms.Form):
    own = forms.BooleanField(label="Only those about me", required=False)

    mark_optional = False


class ComplimentAgencyForm(ServiceForm):
    """At which agency the person works. One question on a page of its own."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Where does the person work?",
        to_field_name="uuid",
        empty_label="Choose an agency",
    )

    question_page = True

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class HatChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:  # type: ignore[override]
        return f"{obj.user}, {obj.job_title or obj.get_role_display()}"


class ComplimentForm(ServiceForm):
    person = HatChoice(
        Membership.objects.none(), label="Whose work is praised?", to_field_name="uuid", empty_label="Choose a person"
    )
    said_by = forms.ChoiceField(label="Who says it?", choices=SaidBy.choices, widget=forms.RadioSelect)
    said_by_name = forms.CharField(
        label="Their name",
        help_text="Only if they want to be named. Colleagues read it: leave it empty for a young person.",
        max_length=120,
        required=False,
    )
    text = LinesField(
        label="What was said?",
        help_text="In their own words. Leave out what is private about a young person.",
        max_length=LONGEST_NOTE,
        rows=5,
    )
    received_on = DayField(label="When was it said?", help_text=DAY_HINT)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.active().filter(agency=agency).select_related("user")
        self.fields["person"].queryset = people.order_by("user__name", "pk")  # type: ignore[attr-defined]
