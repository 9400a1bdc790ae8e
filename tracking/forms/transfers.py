"""Records asked of another agency: the request, what becomes of it, and filters of the list (P4)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Agency
from accounts.service_form import ServiceForm
from tracking.selectors.transfers import SIDES, STATES

SOMEBODY_ELSE = "somebody_else"


class AskForRecordsForm(ServiceForm):
    what = forms.CharField(
        label="What is needed?", max_length=300,
        help_text="For example: the last education plan, results in Year 11, what helped in class.",
        error_messages={"required": "Say what is needed"},
    )  # fmt: skip
    asked = forms.ChoiceField(
        label="Who has it?", widget=forms.RadioSelect, error_messages={"required": "Choose who has it"}
    )
    from_name = forms.CharField(label="Their name", max_length=160, required=False)
    to = forms.ChoiceField(
        label="Who needs it?", widget=forms.RadioSelect, error_messages={"required": "Choose who needs it"}
    )

    reveals = {"asked": {SOMEBODY_ELSE: ["from_name"]}}
    choice_hints = {"asked": {SOMEBODY_ELSE: "They are not told by Mainstay: ring or write to them."}}

    def __init__(self, *args: Any, givers: Sequence[Agency], takers: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        self.givers = {str(each.uuid): each for each in givers}
        self.takers = {str(each.uuid): each for each in takers}
        self.fields["asked"].choices = [  # type: ignore[attr-defined]
            *((key, each.name) for key, each in self.givers.items()),
            (SOMEBODY_ELSE, "Somebody else"),
        ]
        self.fields["to"].choices = [(key, each.name) for key, each in self.takers.items()]  # type: ignore[attr-defined]
        self.fields["to"].initial = next(iter(self.takers), None)
        if len(self.takers) == 1:
            del self.fields["to"]

    def said(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        given = self.cleaned_data
        taker = self.takers[given["to"]] if "to" in given else next(iter(self.takers.values()))
        return {
            "what": given["what"],
            "from_agency": self.givers.get(given["asked"]),
            "from_name": given["from_name"],
            "to_agency": taker,
        }


class SentForm(ServiceForm):
    how = forms.CharField(
        label="How was it sent?", max_length=200,
        help_text="For example: by secure e-mail. Never put the records themselves here.",
        error_messages={"required": "Say how it was sent"},
    )  # fmt: skip


class ReceivedForm(ServiceForm):
    note = forms.CharField(
        label="Is anything missing?", max_length=300, required=False, help_text="Ask again for what is missing."
    )


class NotThereForm(ServiceForm):
    note = forms.CharField(
        label="Who may have it, or what became of it?", max_length=300,
        error_messages={"required": "Say who may have it, or what became of it"},
    )  # fmt: skip


class WithdrawForm(ServiceForm):
    note = forms.CharField(
        label="Why is it no longer needed?", max_length=300,
        error_messages={"required": "Say why it is no longer needed"},
    )  # fmt: skip


class TransferFilterForm(forms.Form):
    mark_optional = False

    state = forms.ChoiceField(label="Which", required=False, choices=list(STATES.items()))
    side = forms.ChoiceField(label="Who asked", required=False, choices=list(SIDES.items()))
