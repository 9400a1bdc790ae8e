"""Raising a challenge, saying something in one, and looking through them."""

from typing import Any
from uuid import UUID

from django import forms

from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.duties import DUTIES
from agreements.models import Agreement
from agreements.selectors.challenges import SIDES, STATES, ChallengeFilters
from deadlines.models import Deadline

LONGEST_TEXT = 4_000
NO_NAMES = "Do not write a young person’s name or anything that tells who they are."


class ChallengeFilterForm(forms.Form):
    """The filters of the list. Their names are those of the address."""

    mark_optional = False

    state = forms.ChoiceField(
        label="State", required=False, choices=[(key, words) for key, (words, _) in STATES.items()]
    )
    side = forms.ChoiceField(
        label="Which side we are on",
        required=False,
        choices=[("", "Either"), *[(key, words) for key, (words, _) in SIDES.items()]],
    )
    agreement = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def filters(self) -> ChallengeFilters | None:
        """What was asked for: what is not closed, unless something else. None if a value makes no sense."""
        if not self.is_valid():
            return None
        chosen = self.cleaned_data
        return ChallengeFilters(state=chosen["state"], side=chosen["side"], agreement=chosen["agreement"])


class ChallengeForm(ServiceForm):
    """A new challenge. About a deadline the clause is known already."""

    raised_against = forms.ModelChoiceField(
        Agency.objects.none(), label="Which agency do you challenge?", to_field_name="uuid", empty_label=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    duty_code = forms.ChoiceField(
        label="About which promise?",
        required=False,
        choices=[
            ("", "The partnership as a whole"),
            *[(duty.code, f"{duty.title} ({', '.join(duty.clauses)})") for duty in DUTIES],
        ],
    )
    title = forms.CharField(label="What it is about, in a few words", max_length=160, help_text=NO_NAMES)
    text = LinesField(label="What is wrong, and what do you ask for?", max_length=LONGEST_TEXT)

    mark_optional = False

    def __init__(self, data: Any, *, others: list[Agency], deadline: Deadline | None) -> None:
        super().__init__(data)
        against = self.fields["raised_against"]
        assert isinstance(against, forms.ModelChoiceField)
        against.queryset = Agency.objects.filter(pk__in=[agency.pk for agency in others]).order_by("sort_name", "pk")
        if len(others) == 1:
            against.initial = others[0].uuid
        if deadline is not None:
            del self.fields["duty_code"]


class SayingForm(ServiceForm):
    """One text: an answer, a reply, a reason, an outcome."""

    text = LinesField(label="Text", max_length=LONGEST_TEXT, help_text=NO_NAMES, rows=8)

    def __init__(self, data: Any, *, label: str) -> None:
        super().__init__(data)
        self.fields["text"].label = label


def uuid_in(text: str) -> UUID | None:
    """The UUID in a part of the address, None if it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def deadline_asked(agreement: Agreement, text: str, visible: Any, parties: list[Agency]) -> Deadline | None:
    """The deadline an address names, if the reader sees it and one of `parties` owes it under the agreement."""
    wanted = uuid_in(text)
    if wanted is None:
        return None
    found: Deadline | None = visible.filter(uuid=wanted, agreement=agreement).select_related("owner", "partner").first()
    owing = {party.pk for party in parties}
    return found if found and {found.owner_id, found.partner_id} & owing else None
