"""Forms about the guide to money and support."""

from typing import Any

from django import forms

from accounts.enums import AgencyKind
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.models import Entitlement

LONGEST = 1_000


class EntitlementForm(ServiceForm):
    """One entry. `virtual_school_ids` are those to whose guide it may be added; None where it has its place already."""

    virtual_school = forms.ModelChoiceField(Agency.objects.none(), label="Virtual School", to_field_name="uuid")
    title = forms.CharField(label="What is it called?", max_length=120)
    what = LinesField(
        label="What is it?", help_text="Plain words and short sentences: young people read this.", max_length=LONGEST
    )
    who_for = LinesField(label="Who can have it?", max_length=LONGEST, rows=3)
    how = LinesField(label="How do they get it?", max_length=LONGEST, rows=3)
    link = forms.URLField(
        label="Page to read more", help_text="Begins with https://", required=False, assume_scheme="https"
    )
    starts_on = DayField(label="From which day is it shown?")
    ends_on = DayField(label="Until which day?", help_text="Leave empty if it has no end.", required=False)

    def __init__(self, *args: Any, virtual_school_ids: list[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if virtual_school_ids is None:
            del self.fields["virtual_school"]
            return
        field = self.fields["virtual_school"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(pk__in=virtual_school_ids, kind=AgencyKind.VIRTUAL_SCHOOL).order_by(
            "sort_name"
        )
        field.empty_label = None if len(virtual_school_ids) == 1 else "Choose a Virtual School"

    @staticmethod
    def initial_of(entry: Entitlement) -> dict[str, Any]:
        return {
            name: getattr(entry, name) for name in ("title", "what", "who_for", "how", "link", "starts_on", "ends_on")
        }


class EndEntitlementForm(ServiceForm):
    ends_on = DayField(label="Which is the last day it is shown?")
    reason = forms.CharField(label="Why does it end?", max_length=200)
