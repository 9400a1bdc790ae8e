"""What people fill in about incidents, the calls they need and the meetings on them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from accounts.form_fields import DayField, MomentField
from accounts.form_text import LinesField
from accounts.models import User
from accounts.service_form import ServiceForm
from learners.models import Enrolment
from tracking.enums import CallOutcome, ExclusionKind, IncidentKind
from tracking.forms.fields import offer, text_field
from tracking.forms.filters import FilterForm
from tracking.models import NoticeSlot


class IncidentForm(ServiceForm):
    """What happened, when. The place is asked only where there are several."""

    kind = forms.ChoiceField(label="What kind of incident is it?", choices=IncidentKind, widget=forms.RadioSelect)
    occurred_at = MomentField(
        label="When did it happen?",
        help_text="This is set to now. Change it if it happened earlier.",
    )
    description = text_field("What happened?", help_text="A few words are enough now. You can add more at the meeting.")

    choice_hints = {
        "kind": {
            IncidentKind.AT_RISK: "Anything that puts the place in doubt, for example attendance or housing",
            IncidentKind.SUSPENSION: "Sent home for now",
            IncidentKind.FIXED_TERM_EXCLUSION: "Excluded for a fixed time",
            IncidentKind.EXCLUSION_PROPOSED: "Nothing is decided before the professionals’ meeting",
            IncidentKind.TERMINATION_PROPOSED: "Nothing is decided before the professionals’ meeting",
        }
    }

    def __init__(self, *args: Any, enrolments: Sequence[Enrolment], now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.enrolments = {str(enrolment.uuid): enrolment for enrolment in enrolments}
        self.fields["occurred_at"].initial = now
        if len(enrolments) > 1:
            places = forms.ChoiceField(
                label="Which place is it about?",
                choices=[(uuid, str(enrolment)) for uuid, enrolment in self.enrolments.items()],
                initial=next(iter(self.enrolments)),
                widget=forms.RadioSelect,
            )
            self.fields = {"enrolment": places, **self.fields}

    @property
    def chosen_enrolment(self) -> Enrolment:
        """The place it is about: the only one, or the one chosen."""
        only = next(iter(self.enrolments))
        return self.enrolments[self.cleaned_data.get("enrolment") or only]


class CallForm(ServiceForm):
    """A call that was made: to whom, when, and how it went."""

    reached = forms.ChoiceField(label="Who did you call?", widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label="How did it go?", choices=CallOutcome, widget=forms.RadioSelect)
    called_at = MomentField(
        label="When was the call?",
        help_text="This is set to now. Change it if the call was earlier.",
    )
    caller = forms.ChoiceField(label="Who made the call?")
    note = text_field("Note", required=False, rows=2)

    choice_hints: Mapping[str, Mapping[str, str]] = {
        "outcome": {
            CallOutcome.SPOKE: "Only this counts as telling them",
            CallOutcome.VOICEMAIL: "Kept, but they still have to be told",
            CallOutcome.NO_ANSWER: "Kept, but they still have to be told",
        }
    }

    def __init__(
        self, *args: Any, slots: Sequence[NoticeSlot], callers: Sequence[User], to: str, now: datetime, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.people = reachable(slots)
        self.callers = {str(person.uuid): person for person in callers}
        words = {uuid: f"{person.name}, {post}" for uuid, (person, post) in self.people.items()}
        offer(self, "reached", words, initial=to if to in self.people else None)
        offer(self, "caller", {uuid: person.name for uuid, person in self.callers.items()})
        self.fields["called_at"].initial = now
        numbers = {uuid: person.phone for uuid, (person, _) in self.people.items()}
        self.choice_hints = {**self.choice_hints, "reached": numbers}
        if len(self.callers) == 1:
            self.fields.pop("caller")

    @property
    def chosen_person(self) -> User:
        return self.people[self.cleaned_data["reached"]][0]

    @property
    def chosen_caller(self) -> User:
        """Who made the call: the only person who could, or the one chosen."""
        only = next(iter(self.callers))
        return self.callers[self.cleaned_data.get("caller") or only]


def reachable(slots: Sequence[NoticeSlot]) -> dict[str, tuple[User, str]]:
    """Everybody whose conversation would prove one of the slots, with their part in words, by their public id."""
    parts: dict[str, tuple[User, list[str]]] = {}
    for slot in slots:
        for person, part in ((slot.person, slot.post), (slot.cover, f"cover for the {slot.post}")):
            if person is None:
                continue
            known = parts.setdefault(str(person.uuid), (person, []))[1]
            if part not in known:
                known.append(part)
    return {uuid: (person, " and ".join(words)) for uuid, (person, words) in parts.items()}


class MeetingForm(ServiceForm):
    scheduled_for = MomentField(label="When is the meeting?")
    place = forms.CharField(
        label="Where is it?",
        help_text="For example, room B12 at the college, or a video call",
        max_length=120,
    )


class MeetingRecordForm(ServiceForm):
    """All of it is needed before the meeting counts as held (A31)."""

    held_at = MomentField(label="When was the meeting held?")
    attendees = text_field("Who attended?", help_text="Names and roles, one on each line")
    alternatives = text_field("Which alternatives were considered?")
    safeguarding = text_field("How was safeguarding covered?")
    outcome = text_field("What was the outcome?")


class ExclusionForm(ServiceForm):
    kind = forms.ChoiceField(label="What has been decided?", choices=ExclusionKind, widget=forms.RadioSelect)
    effective_on = DayField(label="From which day?")
    reason = text_field("Reason for the decision")


class CloseIncidentForm(ServiceForm):
    outcome = text_field("How did it end?", help_text="For example, the young person is back and has a new timetable")


class CameBackForm(ServiceForm):
    reason = LinesField(
        label="How do you know that it came back?",
        help_text="For example, the words of the message that came back",
        max_length=300,
        rows=3,
    )


class SendAgainForm(ServiceForm):
    """To whom a failed e-mail goes once more: asked only if the post has a cover person."""

    to = forms.ChoiceField(label="Who should get the e-mail?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, slot: NoticeSlot, **options: Any) -> None:
        super().__init__(*args, **options)
        people = [person for person in (slot.person, slot.cover) if person is not None]
        self.people = {str(person.uuid): person for person in people}
        words = {uuid: f"{person.name}, {person.email}" for uuid, person in self.people.items()}
        offer(self, "to", words, initial=next(iter(self.people), None))


class IncidentFilterForm(FilterForm):
    state = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "All"), ("open", "Open"), ("to_tell", "Somebody still to be told"), ("closed", "Closed")],
    )
