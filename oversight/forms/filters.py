"""What the dashboard, and the lists of who has looked, can be cut down to."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django import forms

from accounts.enums import LookKind
from accounts.form_fields import DayField
from accounts.models import Agency, User
from oversight.enums import Unusual
from oversight.selectors.unusual_access import Finding
from oversight.selectors.who_looked import LookFilters


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


class WhoLookedForm(forms.Form):
    """Who, how and when; both days included."""

    mark_optional = False

    person = forms.ChoiceField(label="Person", required=False)
    agency = forms.ChoiceField(label="Agency", required=False)
    kind = forms.ChoiceField(label="How", choices=[("", "Any way"), *LookKind.choices], required=False)
    first_day = DayField(label="From", required=False)
    last_day = DayField(label="Until", required=False)

    def __init__(self, *args: Any, people: Iterable[User], agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Anybody"), *((str(person.uuid), person.name) for person in people)]
        self.fields["agency"].choices = [("", "Any agency"), *((str(agency.uuid), agency.name) for agency in agencies)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The end must be the same day as the start or later.")
        return cleaned

    def filters(self) -> LookFilters | None:
        """What was asked for. None if a value makes no sense: then the list is empty, never wider than what was asked."""
        return LookFilters(**self.cleaned_data) if self.is_valid() else None


class UnusualForm(forms.Form):
    """Whose days, by which rule."""

    mark_optional = False

    person = forms.ChoiceField(label="Person", required=False)
    kind = forms.ChoiceField(label="What was unusual", choices=[("", "Anything"), *Unusual.choices], required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Anybody"), *((str(person.uuid), person.name) for person in people)]

    def narrow(self, findings: Sequence[Finding]) -> list[Finding]:
        """Those asked for; none if a value makes no sense."""
        if not self.is_valid():
            return []
        person, kind = self.cleaned_data["person"], self.cleaned_data["kind"]
        return [each for each in findings if person in ("", str(each.person.uuid)) and kind in ("", each.kind)]
