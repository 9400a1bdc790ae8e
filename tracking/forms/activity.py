"""What people fill in about what a young person does."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.models import User
from accounts.service_form import ServiceForm
from learners.selectors.caseload import NO_KEY_WORKER, key_worker_choices
from tracking.enums import ActivityGroup
from tracking.models import ActivityCode, ActivitySpell
from tracking.selectors.activity import SORTS, ActivityFilters, Doing

ANY = ("", "Any")
_DAY_HINT = "For example, 27 3 2026."


class ActivityForm(ServiceForm):
    """What they do, since when."""

    code = forms.ChoiceField(label="What do they do?")
    starts_on = DayField(label="Since when?", help_text=_DAY_HINT)
    ends_on = DayField(
        label="Until when?",
        required=False,
        help_text="The last day of it. Leave it empty while it goes on, or if something else that is recorded followed.",
    )
    hours = forms.IntegerField(
        label="Hours a week",
        required=False,
        min_value=1,
        max_value=80,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    note = forms.CharField(
        label="Where, or what else to know",
        required=False,
        max_length=300,
        help_text="For example, the name of the employer.",
    )

    def __init__(self, *args: Any, codes: Sequence[ActivityCode], **options: Any) -> None:
        super().__init__(*args, **options)
        self.codes = {str(code.pk): code for code in codes}
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Choose one"),
            *(
                (str(ActivityGroup(group).label), [(str(code.pk), str(code)) for code in of_group])
                for group, of_group in groupby(codes, key=lambda code: code.group)
            ),
        ]

    def asked(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        given = dict(self.cleaned_data)
        return {**given, "code": self.codes[given["code"]]}


class CorrectActivityForm(ActivityForm):
    """The same once more, and why it was not right."""

    reason = forms.CharField(label="What was wrong?", max_length=200)

    def __init__(self, *args: Any, spell: ActivitySpell, **options: Any) -> None:
        as_it_is = {
            "code": spell.code_id,
            "starts_on": spell.starts_on,
            "ends_on": spell.ends_on,
            "hours": spell.hours,
            "note": spell.note,
        }
        super().__init__(*args, initial=as_it_is, **options)


class TakeBackForm(ServiceForm):
    """Why something was not so."""

    reason = forms.CharField(label="Why was it recorded by mistake?", max_length=200)


class ActivityFilterForm(forms.Form):
    """The filters, in the address so that they can be shared. An unknown value asks nothing."""

    mark_optional = False

    doing = forms.ChoiceField(
        label="What they do", choices=[ANY, *Doing.choices, *ActivityGroup.choices], required=False
    )
    key_worker = forms.ChoiceField(label="Key worker", required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["key_worker"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, (NO_KEY_WORKER, "No key worker"), *key_worker_choices(user)]

    def filters(self) -> ActivityFilters:
        """What was asked; fields that did not validate ask nothing."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        sort = self.data.get("sort", "")
        return ActivityFilters(**chosen, sort=sort if sort.removeprefix("-") in SORTS else "")


def codes_with(codes: Sequence[ActivityCode], spell: ActivitySpell) -> list[ActivityCode]:
    """The codes of today and the one that was chosen, which may no longer be used."""
    if any(code.pk == spell.code_id for code in codes):
        return list(codes)
    return [*codes, spell.code]
