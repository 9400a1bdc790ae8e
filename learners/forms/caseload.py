"""Searching and filtering the caseload."""

from typing import Any

from django import forms

from accounts.models import User
from learners.enums import CareStatus
from learners.registry import narrowings
from learners.selectors.caseload import (
    NO_KEY_WORKER,
    SORTS,
    CaseloadFilters,
    PlanState,
    Show,
    key_worker_choices,
    provider_choices,
)

ANY = ("", "Any")


class CaseloadFilterForm(forms.Form):
    """The filters, in the address so that they can be shared. An unknown value is shown as an error and asks nothing."""

    mark_optional = False

    q = forms.CharField(label="Name or ULN", required=False, max_length=80, help_text="A near spelling is enough.")
    show = forms.ChoiceField(label="Show", choices=Show.choices, required=False)
    care_status = forms.ChoiceField(label="Care status", choices=[ANY, *CareStatus.choices], required=False)
    provider = forms.ChoiceField(label="Provider", required=False)
    key_worker = forms.ChoiceField(label="Key worker", required=False)
    plan = forms.ChoiceField(label="Education plan", choices=[ANY, *PlanState.choices], required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["provider"].choices = [ANY, *provider_choices()]
        self.fields["key_worker"].choices = [ANY, (NO_KEY_WORKER, "No key worker"), *key_worker_choices(user)]
        for name, narrowing in narrowings().items():
            if narrowing.is_asked_by(user):
                self.fields[name] = forms.ChoiceField(
                    label=narrowing.label, choices=[ANY, *narrowing.choices], required=False
                )

    def filters(self) -> CaseloadFilters:
        """What was asked; fields that did not validate ask nothing."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        sort = self.data.get("sort", "")
        narrowed = {name: chosen.pop(name) for name in narrowings() if name in chosen}
        return CaseloadFilters(**chosen, sort=sort if sort.removeprefix("-") in SORTS else "", narrowed=narrowed)
