"""Forms about meetings of partners and what they decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import choose_one_of
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.enums import LiaisonLevel, MeetingPurpose
from agreements.forms.register import DAY_HINT, LONGEST_NOTE
from agreements.models import LiaisonMeeting


class MeetingFilterForm(forms.Form):
    level = forms.ChoiceField(label="Level", required=False, choices=[("", "All"), *LiaisonLevel.choices])
    purpose = forms.ChoiceField(label="Purpose", required=False, choices=[("", "All"), *MeetingPurpose.choices])

    mark_optional = False


class ActionFilterForm(forms.Form):
    state = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "Open"), ("overdue", "Overdue"), ("done", "Done"), ("all", "All")],
    )
    own = forms.BooleanField(label="Only those of my agency", required=False)

    mark_optional = False


class MeetingForm(ServiceForm):
    organiser = forms.ModelChoiceField(Agency.objects.none(), label="Which agency calls it?", to_field_name="uuid")
    level = forms.ChoiceField(label="At which level?", choices=LiaisonLevel.choices, widget=forms.RadioSelect)
    purpose = forms.ChoiceField(
        label="What is it for?",
        choices=MeetingPurpose.choices,
        widget=forms.RadioSelect,
        initial=MeetingPurpose.LIAISON,
    )
    title = forms.CharField(label="Title", max_length=160)
    held_on = DayField(label="On which day?", help_text=f"{DAY_HINT}. A day to come is fine.")
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which partners take part?",
        help_text="They see the meeting and its notes.",
        to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    people = LinesField(label="Who takes part?", max_length=LONGEST_NOTE, rows=3, required=False)
    notes = LinesField(
        label="Notes",
        help_text="What was said. Nothing about one young person.",
        max_length=LONGEST_NOTE,
        rows=6,
        required=False,
    )
    what_changed = LinesField(
        label="What changed because of it?",
        help_text="Needed once a service plan was put to the partners.",
        max_length=LONGEST_NOTE,
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, organisers: QuerySet[Agency], partners: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_one_of(self, "organiser", organisers)
        self.fields["agencies"].queryset = partners  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(meeting: LiaisonMeeting) -> dict[str, Any]:
        names = ("level", "purpose", "title", "held_on", "people", "notes", "what_changed")
        initial: dict[str, Any] = {name: getattr(meeting, name) for name in names}
        return initial | {"agencies": [str(uuid) for uuid in meeting.agencies.values_list("uuid", flat=True)]}

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {**data, "level": LiaisonLevel(data["level"]), "purpose": MeetingPurpose(data["purpose"])}


class ActionForm(ServiceForm):
    text = forms.CharField(label="What is to be done?", max_length=300)
    owner = forms.ModelChoiceField(
        Agency.objects.none(), label="Which agency does it?", to_field_name="uuid", empty_label="Choose an agency"
    )
    lead = forms.CharField(label="Who leads it?", max_length=120, required=False)
    due_on = DayField(label="By which day?", help_text=DAY_HINT)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = agencies  # type: ignore[attr-defined]


class ActionDoneForm(ServiceForm):
    done_on = DayField(label="When was it done?", help_text=DAY_HINT)
    result = forms.CharField(label="What came of it?", max_length=300)
