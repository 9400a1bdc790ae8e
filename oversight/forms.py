"""What the dashboard can be cut down to."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.models import Agency


class PeriodForm(forms.Form):
    """A period of local days, both included, and one agency."""

    mark_optional = False

    due_from = DayField(label="Due from", required=False)
    due_until = DayField(label="Due until", required=False)
    agency = forms.ChoiceField(label="Agency", required=False)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.uuid): agency for agency in agencies}
        self.fields["agency"].choices = [
            ("", "All agencies"),
            *((key, str(agency)) for key, agency in self.agencies.items()),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("due_from"), cleaned.get("due_until")
        if first and last and last < first:
            self.add_error("due_until", "The end must be the same day as the start or later.")
        cleaned["agency"] = self.agencies.get(cleaned.get("agency", ""))
        cleaned["due_to"] = last + timedelta(days=1) if last else None
        return cleaned
