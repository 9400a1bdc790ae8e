"""Forms of boards: setting one up, who sits on it, calling a meeting, asking for updates, and what was decided."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import choose_one_of, people_choices
from accounts.form_fields import DayField, MomentField
from accounts.form_text import LinesField
from accounts.models import Agency, Membership
from accounts.service_form import ServiceForm
from oversight.forms.strategy import LONGEST
from oversight.models import Board, BoardMeeting, Strategy


class BoardForm(ServiceForm):
    """What it is called, who chairs it and what it steers. Of one that exists the agency stays."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="Of which agency?", to_field_name="uuid")
    name = forms.CharField(label="What is the board called?", max_length=120)
    chair = forms.ChoiceField(
        label="Who chairs it?",
        required=False,
        help_text="They see, in names, who has still to answer before a meeting.",
    )
    strategies = forms.ModelMultipleChoiceField(
        Strategy.objects.none(),
        label="Which strategies and work plans does it steer?",
        help_text="Those of the agency, and those that partners share with it.",
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[Membership],
        strategies: QuerySet[Strategy],
        agencies: QuerySet[Agency] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(hat.uuid): hat for hat in people}
        self.fields["chair"].choices = people_choices(list(self._people.values()), "Nobody yet")  # type: ignore[attr-defined]
        self.fields["strategies"].queryset = strategies  # type: ignore[attr-defined]
        if agencies is None:
            del self.fields["agency"]
        else:
            choose_one_of(self, "agency", agencies)

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**data, "chair": self._people.get(data["chair"]), "strategies": list(data["strategies"])}

    @staticmethod
    def initial_of(board: Board) -> dict[str, Any]:
        strategies = [str(uuid) for uuid in board.strategies.values_list("uuid", flat=True)]
        return {"name": board.name, "chair": str(board.chair.uuid) if board.chair else "", "strategies": strategies}


class MemberForm(ServiceForm):
    membership = forms.ChoiceField(label="Which colleague?", required=False)
    name = forms.CharField(
        label="Or somebody who does not use Mainstay", max_length=120, required=False,
        help_text="Their name and where they come from.",
    )  # fmt: skip
    part = forms.CharField(
        label="What are they on the board?",
        max_length=120,
        required=False,
        help_text="For example: lead member for children.",
    )

    mark_optional = False

    def __init__(self, *args: Any, people: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(hat.uuid): hat for hat in people}
        self.fields["membership"].choices = people_choices(list(self._people.values()), "None of these")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("membership") and data.get("name"):
            self.add_error("name", "Choose a colleague, or enter a name: not both.")
        return data

    def details(self) -> dict[str, Any]:
        return {**self.cleaned_data, "membership": self._people.get(self.cleaned_data["membership"])}


class BoardMeetingForm(ServiceForm):
    """When and where; and where leads were asked, by when they answer."""

    starts_at = MomentField(label="When does the board meet?")
    place = forms.CharField(label="Where?", max_length=160, required=False)
    updates_due_on = DayField(
        label="By when do leads answer?", help_text="Whoever has still to answer is told of a new day."
    )

    def __init__(self, *args: Any, is_asked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_asked:
            del self.fields["updates_due_on"]

    @staticmethod
    def initial_of(meeting: BoardMeeting) -> dict[str, Any]:
        return {name: getattr(meeting, name) for name in ("starts_at", "place", "updates_due_on")}


class AskForm(ServiceForm):
    due_on = DayField(
        label="By when do they answer?", help_text="They are reminded a week and two days before, and on the day."
    )


class MinutesForm(ServiceForm):
    minutes = LinesField(
        label="What was decided?", max_length=LONGEST, rows=8, help_text="In short. Nothing about one young person."
    )

    @staticmethod
    def initial_of(meeting: BoardMeeting) -> dict[str, Any]:
        return {"minutes": meeting.minutes}


class CancelForm(ServiceForm):
    reason = forms.CharField(label="Why is it cancelled?", max_length=200)
