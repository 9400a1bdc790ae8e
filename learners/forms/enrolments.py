"""Recording, changing and ending a place at a provider."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.form_fields import DayField
from accounts.models import Agency, User
from learners.enums import EndReason, Level
from learners.forms.fields import PersonField
from learners.models import Enrolment
from learners.selectors.choices import agencies_of_kind, mentors_at, providers_for

#: Reasons a person may give; the others belong to services of their own.
END_REASONS = (EndReason.COMPLETED, EndReason.WITHDREW, EndReason.TRANSFERRED, EndReason.DID_NOT_START)


class EnrolForm(forms.Form):
    """A place at a provider. The start may lie in the past."""

    provider = forms.ModelChoiceField(
        label="Provider", queryset=agencies_of_kind(AgencyKind.PROVIDER), empty_label="Choose a provider"
    )
    course = forms.CharField(label="Course or programme", max_length=120)
    level = forms.ChoiceField(label="Level", choices=Level.choices, widget=forms.RadioSelect)
    starts_on = DayField(
        label="Start date", help_text="The education plan is due 30 days after it, unless the agreement says otherwise."
    )
    planned_end_on = DayField(label="Planned end date", required=False)
    mentor = PersonField(label="Mentor", required=False, names_agency=True, help_text="You can name the mentor later.")

    def __init__(self, *args: Any, user: User, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        providers = providers_for(user)
        self.fields["provider"].queryset = providers
        self.fields["mentor"].queryset = mentors_at(providers, now)
        only = list(providers[:2])
        if len(only) == 1:
            self.fields["provider"].initial = only[0].pk

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("starts_on"), data.get("planned_end_on")
        if start and end and end < start:
            self.add_error("planned_end_on", "Planned end date must be after the start date")
        provider, mentor = data.get("provider"), data.get("mentor")
        if provider and mentor and mentor.agency_id != provider.pk:
            self.add_error("mentor", f"Choose a mentor who works at {provider}")
        return data


class TransferForm(EnrolForm):
    """The end of one place and the next one, together."""

    ended_on = DayField(label="Last day at the present provider")

    field_order = ["ended_on", "provider", "course", "level", "starts_on", "planned_end_on", "mentor"]

    def __init__(self, *args: Any, user: User, now: datetime, **options: Any) -> None:
        super().__init__(*args, user=user, now=now, **options)
        everywhere: Any = Agency.objects.filter(kind=AgencyKind.PROVIDER).order_by("sort_name", "id")
        self.fields["provider"].queryset = everywhere
        self.fields["mentor"].queryset = mentors_at(everywhere, now)


class EndForm(forms.Form):
    """Why and when a place ended. The provider's own decisions are not offered (A32)."""

    reason = forms.ChoiceField(
        label="Why did the place end?", choices=[(r.value, r.label) for r in END_REASONS], widget=forms.RadioSelect
    )
    ended_on = DayField(label="Last day")

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ended_on"].initial = local_date(now)


class TickForm(forms.Form):
    """The day on which an item of the start checklist was done."""

    done_on = DayField(label="Date", required=False, help_text="Leave it empty to take the note back.")

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        options["initial"] = {"done_on": local_date(now), **options.get("initial", {})}
        super().__init__(*args, **options)


class MentorForm(forms.Form):
    """Who the mentor is, and when they met the young person (A29)."""

    mentor = PersonField(label="Mentor", required=False)
    introduced_on = DayField(label="Introduced on", required=False)

    def __init__(self, *args: Any, enrolment: Enrolment, now: datetime, **options: Any) -> None:
        options["initial"] = {"mentor": enrolment.mentor_id, "introduced_on": enrolment.mentor_introduced_on}
        super().__init__(*args, **options)
        self.fields["mentor"].queryset = mentors_at(Agency.objects.filter(pk=enrolment.provider_id), now)
