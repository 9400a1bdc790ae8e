"""Fields that more than one form of this app uses."""

from datetime import date, datetime
from typing import Any

from django import forms

from accounts.clock import local_date
from accounts.models import Membership
from deadlines.calendar import local_midnight


def moment_of(day: date, now: datetime) -> datetime:
    """When something that begins on `day` begins: at once if that is today, else at the local midnight with which the
    day begins.
    """
    return now if day == local_date(now) else local_midnight(day)


class PersonField(forms.ModelChoiceField):
    """A choice of people by the hat they wear."""

    def __init__(self, *, names_agency: bool = False, **options: Any) -> None:
        self.names_agency = names_agency
        options.setdefault("empty_label", "Choose a person" if options.get("required", True) else "Nobody")
        super().__init__(queryset=Membership.objects.none(), **options)

    def label_from_instance(self, obj: Membership) -> str:
        title = obj.job_title or obj.get_role_display()
        return f"{obj.user.name}, {title}, {obj.agency.name}" if self.names_agency else f"{obj.user.name}, {title}"
