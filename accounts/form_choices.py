"""Choices that forms of every app ask in one way."""

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet

from accounts.models import Agency, Membership


def choose_one_of(form: forms.Form, name: str, agencies: QuerySet[Agency]) -> None:
    """Ask which agency only where there is a choice: most people act for one."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = agencies
    only = list(agencies[:2])
    if len(only) == 1:
        field.initial = only[0].uuid
        field.widget = forms.HiddenInput()
        field.required = False
        chosen = field.clean
        field.clean = lambda value: chosen(value) or only[0]  # type: ignore[method-assign]


def people_choices(people: Iterable[Membership], nobody: str) -> list[tuple[str, str]]:
    """Colleagues to choose from, by the UUID of their hat."""
    return [("", nobody), *((str(hat.uuid), f"{hat.user.name}, {hat.agency}") for hat in people)]
