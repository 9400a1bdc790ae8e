"""A bulletin for carers as it is written, and somebody who wants it again (W13)."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import choose_one_of
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

    virtual_school = forms.ModelChoiceField(
        label="Which Virtual School writes?", queryset=Agency.objects.none(), to_field_name="uuid"
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_one_of(self, "virtual_school", agencies)
        self.order_fields(["virtual_school"])


class AgainForm(ServiceForm):
    reason = forms.CharField(label="How do you know that they want it again?", max_length=300)
