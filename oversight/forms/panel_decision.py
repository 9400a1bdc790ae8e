"""The one form of one young person at a panel: what was decided, who does what, and what came of what was asked before."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Membership
from accounts.service_form import ServiceForm
from oversight.models import PanelAction, PanelItem
from oversight.services.panel_decisions import NewAction

LONGEST = 4_000
ROWS = 3
_PARTS = ("what", "owner", "owner_name", "due_on")


class DecisionForm(ServiceForm):
    """Everything of one young person on one screen; empty rows of actions are no actions."""

    says = LinesField(label="What the young person wants", max_length=LONGEST, rows=3, required=False)
    decision = LinesField(label="What the panel decides", max_length=LONGEST, rows=3)
    contingency = LinesField(label="What we do if that does not work", max_length=LONGEST, rows=2, required=False)
    return_on = DayField(
        label="When does the panel look again?",
        required=False,
        help_text="Empty if it need not. For example, 12 1 2027",
    )

    mark_optional = False

    def __init__(
        self, *args: Any, item: PanelItem, people: Sequence[Membership], earlier: Sequence[PanelAction], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(hat.uuid): hat for hat in people}
        self._earlier: dict[str, UUID] = {}
        self._labels: dict[str, PanelAction] = {}
        for number, action in enumerate(earlier):
            name = f"result_{number}"
            self._earlier[name] = action.uuid
            self._labels[name] = action
            self.fields[name] = forms.CharField(
                label=f"What came of it: {action.what}",
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        choices = [
            ("", "Choose who does it"),
            *((key, f"{hat.user.name}, {hat.agency}") for key, hat in self._people.items()),
        ]
        for number in range(1, ROWS + 1):
            self.fields[f"what_{number}"] = forms.CharField(
                label=f"Action {number}: what is to be done", max_length=300, required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"owner_{number}"] = forms.ChoiceField(
                label=f"Action {number}: who does it", choices=choices, required=False
            )
            self.fields[f"owner_name_{number}"] = forms.CharField(
                label=f"Action {number}: or somebody else, by name", max_length=120, required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"due_on_{number}"] = DayField(label=f"Action {number}: by when", required=False)

    @staticmethod
    def initial_of(item: PanelItem) -> dict[str, Any]:
        """What stands there before anything is typed."""
        kept = {"contingency": item.contingency} if item.contingency else {}
        return {"says": item.says, "decision": item.decision, "return_on": item.return_on, **kept}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, ROWS + 1):
            what, owner, name, due_on = (data.get(f"{part}_{number}") for part in _PARTS)
            if not (what or owner or name or due_on):
                continue
            if not what and f"what_{number}" not in self.errors:
                self.add_error(f"what_{number}", f"Enter what is to be done in action {number}")
            if not owner and not name:
                self.add_error(f"owner_{number}", f"Choose who does action {number}, or enter their name")
            if not due_on and f"due_on_{number}" not in self.errors:
                self.add_error(f"due_on_{number}", f"Enter by when action {number} is done")
        return data

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("says", "decision", "contingency", "return_on")},
            "actions": [
                NewAction(
                    data[f"what_{number}"],
                    self._people.get(data[f"owner_{number}"]),
                    data[f"owner_name_{number}"],
                    data[f"due_on_{number}"],
                )
                for number in range(1, ROWS + 1)
                if data.get(f"what_{number}")
            ],
            "results": {uuid: data[name] for name, uuid in self._earlier.items() if data.get(name)},
        }

    # For the template, which lays the questions out in groups.

    def earlier_rows(self) -> list[tuple[PanelAction, BoundField]]:
        return [(action, self[name]) for name, action in self._labels.items()]

    def action_rows(self) -> list[dict[str, Any]]:
        return [
            {"number": number, **{part: self[f"{part}_{number}"] for part in _PARTS}} for number in range(1, ROWS + 1)
        ]

    def main_fields(self) -> list[BoundField]:
        return [self[name] for name in ("says", "decision", "contingency", "return_on")]
