"""A bulletin for carers as it is written, and somebody who wants it again (W13)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from oversight.models import Bulletin

LONGEST = 10_000


class BulletinForm(ServiceForm):
    title = forms.CharField(label="Title", max_length=120)
    text = LinesField(
        label="Text", max_length=LONGEST, rows=14,
        help_text="Plain text. Say nothing about a young person: e-mails can be read by others.",
    )  # fmt: skip
    lists_events = forms.BooleanField(label="List coming training and briefings below it", required=False)
    lists_opportunities = forms.BooleanField(label="List open opportunities below it", required=False)

    @staticmethod
    def initial_of(bulletin: Bulletin) -> dict[str, Any]:
        names = ("title", "text", "lists_events", "lists_opportunities")
        return {name: getattr(bulletin, name) for name in names}


class NewBulletinForm(BulletinForm):
    """The same, by one of several Virtual Schools."""

    owner = forms.ChoiceField(label="Which Virtual School writes?")

    def __init__(self, *args: Any, owners: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owners = {str(owner.uuid): owner for owner in owners}
        if len(self._owners) == 1:
            del self.fields["owner"]
            return
        self.fields["owner"].choices = [(uuid, owner.name) for uuid, owner in self._owners.items()]  # type: ignore[attr-defined]
        self.order_fields(["owner"])

    def chosen(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        owner = self._owners.get(data.pop("owner", "")) or next(iter(self._owners.values()))
        return {**data, "virtual_school": owner}


class AgainForm(ServiceForm):
    reason = forms.CharField(label="How do you know that they want it again?", max_length=300)
