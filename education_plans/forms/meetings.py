"""Forms about meetings: calling, moving, inviting, recording, and what is to be done afterwards."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from accounts.form_fields import DayField, MomentField
from accounts.form_text import LinesField
from accounts.models import Membership
from accounts.service_form import ServiceForm
from education_plans.enums import Attendance, MeetingKind
from education_plans.models import Invitee, PlanMeeting

LONGEST_NOTE = 4_000
LENGTHS = [(30, "30 minutes"), (45, "45 minutes"), (60, "1 hour"), (90, "1½ hours"), (120, "2 hours"), (180, "3 hours")]
USUAL_LENGTH = 60
CAME = "came_"
WHAT_CAME = [
    (Attendance.PRESENT.value, "There"),
    (Attendance.APOLOGIES.value, "Sent apologies"),
    (Attendance.ABSENT.value, "Not there"),
]


class WhenAndWhereForm(ServiceForm):
    """When and where a meeting is held."""

    starts_at = MomentField(label="When does it begin?")
    minutes = forms.TypedChoiceField(label="How long will it take?", choices=LENGTHS, coerce=int, initial=USUAL_LENGTH)
    place = forms.CharField(
        label="Where?",
        max_length=200,
        help_text="It goes out by e-mail, so do not name the young person here. For example, Brindley College, room 12.",
    )
    link = forms.URLField(
        label="Link to join online", max_length=200, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def when_and_where(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "starts_at": data["starts_at"],
            "ends_at": data["starts_at"] + timedelta(minutes=data["minutes"]),
            "place": data["place"],
            "link": data["link"],
        }

    @staticmethod
    def initial_of(meeting: PlanMeeting) -> dict[str, Any]:
        """What the form of a meeting that stands begins with."""
        minutes = round((meeting.ends_at - meeting.starts_at).total_seconds() / 60)
        known = {length for length, _ in LENGTHS}
        return {
            "starts_at": meeting.starts_at,
            "minutes": minutes if minutes in known else USUAL_LENGTH,
            "place": meeting.place,
            "link": meeting.link,
        }


class CallMeetingForm(WhenAndWhereForm):
    kind = forms.ChoiceField(label="What is the meeting for?", choices=(), widget=forms.RadioSelect)
    why = forms.CharField(
        label="What is it about?", max_length=300, required=False, help_text="Read only after signing in."
    )
    agenda = LinesField(
        label="Agenda",
        max_length=LONGEST_NOTE,
        required=False,
        help_text="One point on each line. You can add to it later.",
    )
    people = forms.MultipleChoiceField(
        label="Who is invited?",
        choices=(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each gets an e-mail with a file for their calendar. You can invite others afterwards.",
    )
    young_person = forms.BooleanField(label="The young person is invited", required=False, initial=True)
    young_person_email = forms.EmailField(
        label="The young person’s e-mail address",
        required=False,
        help_text="If they want the invitation by e-mail. Without it, tell them yourself.",
    )

    field_order = (
        "kind", "starts_at", "minutes", "place", "link", "people", "young_person", "young_person_email", "why", "agenda",
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Sequence[MeetingKind], proposed: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._proposed = {str(hat.uuid): hat for hat in proposed}
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0].value
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (key, f"{hat.user.name}, {hat.job_title or hat.get_role_display()}, {hat.agency}")
            for key, hat in self._proposed.items()
        ]
        self.fields["people"].initial = list(self._proposed)
        if not self._proposed:
            del self.fields["people"]

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **self.when_and_where(),
            "kind": MeetingKind(data["kind"]),
            "why": data["why"],
            "agenda": data["agenda"],
            "people": [self._proposed[key] for key in data.get("people", ())],
            "young_person": data["young_person"],
            "young_person_email": data["young_person_email"] if data["young_person"] else "",
        }


class AgendaForm(ServiceForm):
    why = forms.CharField(label="What is it about?", max_length=300, required=False)
    agenda = LinesField(
        label="Agenda", max_length=LONGEST_NOTE, rows=10, required=False, help_text="One point on each line."
    )

    @staticmethod
    def initial_of(meeting: PlanMeeting) -> dict[str, Any]:
        return {"why": meeting.why, "agenda": meeting.agenda}


class CallOffForm(ServiceForm):
    reason = forms.CharField(
        label="Why is it called off?", max_length=300, help_text="Read in Mainstay only. The e-mail does not say it."
    )


class InviteForm(ServiceForm):
    name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    role = forms.CharField(
        label="Who are they?", max_length=120, required=False, help_text="For example, support worker or aunt."
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="With it they get the invitation: the young person’s initials, when and where, and nothing else. "
        "Without it they only stand on the list.",
    )


class RecordMeetingForm(ServiceForm):
    young_person_said = LinesField(
        label="What the young person said",
        max_length=LONGEST_NOTE,
        help_text="In their own words if you can. If they were not there, say how they were heard.",
    )
    decisions = LinesField(
        label="What was decided",
        max_length=LONGEST_NOTE,
        help_text="Who does what by when is added afterwards, one by one.",
    )
    next_on = DayField(label="When is the next meeting?", required=False)

    def __init__(self, *args: Any, invitees: Sequence[Invitee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows: list[tuple[str, UUID]] = []
        rest = dict(self.fields)
        self.fields.clear()
        for number, invitee in enumerate(invitees):
            field = f"{CAME}{number}"
            self._rows.append((field, invitee.uuid))
            given = invitee.attendance
            self.fields[field] = forms.ChoiceField(
                label=f"{invitee.name}, {invitee.role}" if invitee.role else invitee.name,
                choices=WHAT_CAME,
                initial=given if given != Attendance.INVITED else None,
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
                error_messages={"required": f"Choose whether {invitee.name} was there"},
            )
        self.fields.update(rest)

    def details(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if not name.startswith(CAME)}
        return {**said, "attendance": {uuid: Attendance(self.cleaned_data[field]) for field, uuid in self._rows}}


class CorrectMeetingForm(RecordMeetingForm):
    """What was recorded, to be put right."""

    starts_at = MomentField(label="When did it begin?", help_text="If it was a review, its deadlines follow the day.")
    reason = forms.CharField(
        label="What was wrong?", max_length=300, help_text="It is read beside what stood there before."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["starts_at"])


class ActionForm(ServiceForm):
    what = forms.CharField(label="What is to be done?", max_length=300)
    owner = forms.ChoiceField(label="Who does it?", choices=(), required=False, widget=forms.RadioSelect)
    owner_name = forms.CharField(
        label="Their name", max_length=120, required=False, help_text="Somebody who does not use Mainstay."
    )
    due_on = DayField(label="By when?")

    SOMEBODY_ELSE = "else"

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(hat.uuid): hat for hat in people}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            *((key, f"{hat.user.name}, {hat.agency}") for key, hat in self._people.items()),
            (self.SOMEBODY_ELSE, "Somebody else"),
        ]
        self.reveals = {"owner": {self.SOMEBODY_ELSE: ["owner_name"]}}

    mark_optional = False

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        owner = self._people.get(data["owner"])
        return {
            "what": data["what"],
            "owner": owner,
            "owner_name": "" if owner else data["owner_name"],
            "due_on": data["due_on"],
        }


class DoneForm(ServiceForm):
    result = forms.CharField(label="What came of it?", max_length=300)


class DeclineForm(ServiceForm):
    reason = forms.CharField(label="Why is no meeting needed?", max_length=300)
