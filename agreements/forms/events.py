"""Forms about joint training and briefings."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.enums import RoleCode
from accounts.form_choices import choose_one_of
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency, Membership
from accounts.service_form import ServiceForm
from agreements.enums import AttendanceState, EventKind, TrainingSubject
from agreements.forms.promotion import ask_for_all, chosen_or_all
from agreements.forms.register import DAY_HINT, LONGEST_NOTE
from agreements.models import EventAttendance


class EventFilterForm(forms.Form):
    when = forms.ChoiceField(
        label="When", required=False, choices=[("", "All"), ("coming", "To come"), ("past", "Over")]
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *EventKind.choices])

    mark_optional = False


#: Roles that work with no young person: nobody is asked to training because of them.
ON_PAPER = (RoleCode.AGENCY_ADMINISTRATOR, RoleCode.VIEWER, RoleCode.PANEL_PARTNER, RoleCode.OPERATOR)


class EventForm(ServiceForm):
    organiser = forms.ModelChoiceField(Agency.objects.none(), label="Which agency holds it?", to_field_name="uuid")
    kind = forms.ChoiceField(label="What is it?", choices=EventKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Title", max_length=160)
    held_on = DayField(label="On which day?", help_text=DAY_HINT)
    place = forms.CharField(label="Where?", help_text="And at what time", max_length=160, required=False)
    about = LinesField(label="What is it about?", max_length=LONGEST_NOTE, rows=4, required=False)
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which partners are invited?",
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    everybody = forms.BooleanField(label="All partners in this list", required=False)
    roles = forms.MultipleChoiceField(
        label="Who of them, and of your own agency?",
        help_text="Everybody in these roles gets an invitation. You can add people later.",
        choices=[(role.value, role.label) for role in RoleCode if role not in ON_PAPER],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    def __init__(self, *args: Any, organisers: QuerySet[Agency], partners: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_one_of(self, "organiser", organisers)
        self.fields["agencies"].queryset = partners  # type: ignore[attr-defined]
        ask_for_all(self, partners)

    def details(self) -> dict[str, Any]:
        data = chosen_or_all(self, "agencies")
        return {**data, "kind": EventKind(data["kind"]), "roles": [RoleCode(role) for role in data["roles"]]}


class InvitedChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Membership) -> str:  # type: ignore[override]
        return f"{obj.user}, {obj.get_role_display()}, {obj.agency}"


class InviteForm(ServiceForm):
    people = InvitedChoice(
        Membership.objects.none(),
        label="Whom do you add?",
        help_text="Also those who came without being asked.",
        to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    def __init__(self, *args: Any, people: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class AttendanceForm(ServiceForm):
    """One question for each person who was invited; perhaps their training records too."""

    def __init__(self, *args: Any, attendances: list[EventAttendance], is_training: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attendances = {f"person_{attendance.pk}": attendance for attendance in attendances}
        for name, attendance in self.attendances.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{attendance.membership.user}, {attendance.membership.agency}",
                choices=AttendanceState.choices,
                initial=attendance.state,
            )
        if is_training:
            self.fields["subject"] = forms.ChoiceField(
                label="Put it on the training records of those who came",
                choices=[
                    ("", "Do not put it there"),
                    *((value, label) for value, label in TrainingSubject.choices),
                ],
                required=False,
            )

    def states(self) -> dict[int, AttendanceState]:
        return {
            attendance.pk: AttendanceState(self.cleaned_data[name]) for name, attendance in self.attendances.items()
        }

    def subject(self) -> TrainingSubject | None:
        subject = self.cleaned_data.get("subject")
        return TrainingSubject(subject) if subject else None
