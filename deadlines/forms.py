"""What people type about deadlines: filters of the list, and changes that always need a reason."""

from datetime import date, datetime
from typing import Any

from django import forms

from accounts.clock import local_date
from accounts.form_fields import DayField, MomentField
from accounts.form_text import LinesField
from accounts.models import Agency
from deadlines import registry
from deadlines.enums import Outcome
from deadlines.models import Deadline
from deadlines.selectors import FLAGS, STATES, Filters, choices_of

SAFE_REASON = "Say why in a sentence. Everyone who can see this deadline can read it."


class FilterForm(forms.Form):
    """The filters of the list. Their names are those of the address, which other pages link to."""

    mark_optional = False

    state = forms.ChoiceField(label="State", required=False)
    mine = forms.BooleanField(label="Only my own", required=False)
    duty = forms.ChoiceField(label="What must be done", required=False)
    agency = forms.ChoiceField(label="Agency that owes it", required=False)
    learner = forms.ChoiceField(label="Young person", required=False)
    agreement = forms.ChoiceField(label="Agreement", required=False)
    q = forms.CharField(label="Name of the young person", required=False, max_length=60)
    outcome = forms.ChoiceField(label="How it was kept", required=False)
    flag = forms.ChoiceField(label="Changes", required=False)

    def __init__(self, data: Any, *, agencies: list[Agency], learner: Any = None, agreement: Any = None) -> None:
        super().__init__(data)
        self.fields["from"] = DayField(label="First due from", required=False)
        self.fields["to"] = DayField(label="First due before", required=False)
        self._offer("state", "Open", choices_of(STATES))
        self._offer("duty", "Everything", [(duty.code, duty.title) for duty in registry.duties()])
        self._offer("agency", "Any agency", [(str(agency.uuid), agency.name) for agency in agencies])
        self._offer("outcome", "Any", Outcome.choices)
        self._offer("flag", "Any", choices_of(FLAGS))
        self._offer_named("learner", [(str(learner.uuid), learner.full_name)] if learner else [])
        self._offer_named("agreement", [(str(agreement.uuid), str(agreement))] if agreement else [])

    def _offer_named(self, name: str, named: list[tuple[str, str]]) -> None:
        """A field that is there only when the address names one; what nobody may see makes no sense."""
        if named or self.data.get(name):
            self._offer(name, "Any", named)
        else:
            del self.fields[name]

    def _offer(self, name: str, empty: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", empty), *choices]

    def filters(self) -> Filters | None:
        """What was asked for. None if a value makes no sense: then the list is empty, never wider than what was asked."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        return Filters(
            agency=asked["agency"] or None,
            duty=asked["duty"],
            outcome=asked["outcome"],
            state=asked["state"],
            due_from=asked["from"],
            due_to=asked["to"],
            flag=asked["flag"],
            learner=asked.get("learner") or None,
            agreement=asked.get("agreement") or None,
            mine=asked["mine"],
            q=asked["q"],
        )


class ReasonForm(forms.Form):
    """A change that needs nothing but its reason."""

    reason = LinesField(label="Reason", help_text=SAFE_REASON, max_length=500)


class ResumeForm(forms.Form):
    """A clock that stands still is started again; why it stood still was said before."""

    reason = LinesField(label="Note", max_length=500, required=False)


class MoveForm(ReasonForm):
    """Another day for a clock of days, another moment for a clock of hours. Not in the past."""

    field_order = ("due_on", "due_at", "reason")

    def __init__(self, data: Any, *, deadline: Deadline, now: datetime) -> None:
        super().__init__(data)
        self.now = now
        if deadline.due_on is None:
            self.fields["due_at"] = MomentField(label="New time")
        else:
            self.fields["due_on"] = DayField(label="New last day")
        self.order_fields(self.field_order)

    def clean_due_at(self) -> datetime:
        due_at: datetime = self.cleaned_data["due_at"]
        if due_at <= self.now:
            raise forms.ValidationError("New time must be in the future")
        return due_at

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on < local_date(self.now):
            raise forms.ValidationError("New last day must be today or in the future")
        return due_on
