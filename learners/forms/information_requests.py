"""Somebody outside asks about a young person: who it is, the call back, and what they are told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from accounts.form_fields import MomentField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from learners.enums import Asker, NumberFound, OverrideGround, ReleaseHow
from learners.models import CallBack, InformationRequest
from learners.registry import RecordPart
from learners.selectors.sharing import Sharing
from learners.services.releasing import RecordHasChanged

LONGEST = 2_000
YES, NO = "yes", "no"
_YES_OR_NO = [(YES, "Yes"), (NO, "No")]


def number_field(label: str, help_text: str) -> forms.RegexField:
    """A telephone number, as it is typed."""
    return forms.RegexField(
        r"^\+?[0-9 ()\-]{3,}(?: ?(?:ext\.?|x) ?[0-9]+)?$",
        label=label,
        max_length=30,
        help_text=help_text,
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
        error_messages={"invalid": "Enter a phone number, like 01632 960 001 or +44 1632 960 001."},
    )


class InformationRequestForm(ServiceForm):
    """What is written down while they are on the phone: short on purpose."""

    asker = forms.ChoiceField(label="Who asks?", choices=Asker.choices, widget=forms.RadioSelect)
    caller = forms.CharField(label="Their name", max_length=120)
    organisation = forms.CharField(
        label="The organisation they ask for",
        max_length=160,
        required=False,
        help_text="Needed unless they ask for themselves. For the police also the station and the collar number.",
    )
    number_given = number_field("The number they give", "Always ask for it. You ring back before anything is said.")
    asks = LinesField(label="What do they want to know?", rows=3, max_length=LONGEST)
    why = LinesField(label="Why do they need it?", rows=2, max_length=LONGEST, required=False)
    received_at = MomentField(label="When did they ask?")

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["received_at"].initial = now


class CallBackForm(ServiceForm):
    """Ringing back: on which number, and how it is known who asks."""

    found_in = forms.ChoiceField(
        label="Where did you find the number you rang?", choices=NumberFound.choices, widget=forms.RadioSelect
    )
    found_note = forms.CharField(
        label="Where exactly?", max_length=200, required=False, help_text="For example, the address of the page."
    )
    number_called = number_field("The number you rang", "")
    called_at = MomentField(label="When did you ring?")
    was_reached = forms.ChoiceField(label="Did somebody answer?", choices=_YES_OR_NO, widget=forms.RadioSelect)
    spoke_to = forms.CharField(label="Whom did you speak to?", max_length=120, required=False)
    is_confirmed = forms.ChoiceField(
        label="Do you know now that they are who they say?",
        choices=_YES_OR_NO,
        widget=forms.RadioSelect,
        help_text="Nothing can be released until a call back says yes.",
    )
    how_confirmed = LinesField(
        label="How do you know?",
        rows=2,
        max_length=LONGEST,
        required=False,
        help_text="For example: the switchboard put me through to them by name, and they named the case.",
    )

    choice_hints = {"found_in": {"caller": "Write the call down, but it does not show who they are."}}
    reveals = {"was_reached": {YES: ["spoke_to"]}, "is_confirmed": {YES: ["how_confirmed"]}}

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["called_at"].initial = now

    def answers(self) -> dict[str, Any]:
        """What was filled in, with yes and no as such."""
        said = self.cleaned_data
        return {**said, "was_reached": said["was_reached"] == YES, "is_confirmed": said["is_confirmed"] == YES}


class ReleaseForm(ServiceForm):
    """What they are told. Grounds are asked only where there is no consent; parts only for a service that takes over, and
    once they may be printed.
    """

    what = LinesField(
        label="What do you tell them?",
        rows=4,
        max_length=LONGEST,
        help_text="Only what they asked for and need to know. This stands on the disclosure log.",
    )
    given_to = forms.CharField(label="To whom does it go?", max_length=160)
    how = forms.ChoiceField(label="How?", choices=ReleaseHow.choices, widget=forms.RadioSelect)
    sent_to = forms.CharField(
        label="Where to?", max_length=200, required=False, help_text="The number, the address or the secure e-mail."
    )
    ground = forms.ChoiceField(label="On which ground?", choices=OverrideGround.choices, widget=forms.RadioSelect)
    reason = LinesField(
        label="Why now, and why without consent?",
        rows=3,
        max_length=LONGEST,
        help_text="What the danger is, whom you asked, and what they need to know.",
    )
    parts = forms.MultipleChoiceField(
        label="What is printed?",
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose what the young person agreed to, and what the other service needs.",
        error_messages={"required": "Choose what is printed."},
    )
    looked_through = forms.BooleanField(
        label="I have looked through what is about other people, and it may go", required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        request: InformationRequest,
        proof: CallBack | None,
        sharing: Sharing,
        parts: Sequence[RecordPart],
        seen: str,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["given_to"].initial = proof.spoke_to if proof else request.caller
        self.fields["sent_to"].initial = proof.number_called if proof else ""
        if sharing.allowed:
            del self.fields["ground"], self.fields["reason"]
        if request.asker == Asker.OTHER_SERVICE:
            self.fields["what"].label = "What do you send them?"
            self.fields["what"].initial = "Printout of the record"
        if not parts:
            del self.fields["parts"], self.fields["looked_through"], self.fields["seen"]
            return
        self.fields["seen"].initial = seen
        self.fields["parts"].choices = [(part["code"], part["title"]) for part in parts]  # type: ignore[attr-defined]
        self.choice_hints = {
            "parts": {
                part["code"]: "Often speaks of other people: look through it." for part in parts if part["about_others"]
            }
        }

    def refuse(self, error: Exception) -> None:
        """As ever; and where the record has changed the next answer is about what is shown now."""
        super().refuse(error)
        if isinstance(error, RecordHasChanged):
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = error.words


class WhyNotForm(ServiceForm):
    """Nothing is released."""

    reason = LinesField(
        label="Why?", rows=3, max_length=LONGEST, help_text="Tell them that you can neither confirm nor deny anything."
    )


class NotWantedForm(ServiceForm):
    """They no longer ask."""

    reason = LinesField(label="How do you know?", rows=2, max_length=LONGEST)


class InformationRequestFilterForm(forms.Form):
    """What the list is narrowed to. Anything in the address that makes no sense is left out."""

    mark_optional = False

    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "All"), ("open", "Open"), ("overdue", "Overdue"), ("ended", "Ended")],
    )
    asker = forms.ChoiceField(label="Who asks", required=False, choices=[("", "Anybody"), *Asker.choices])
    learner = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> dict[str, str]:
        """The filters that are valid, as text; the others are empty."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}
