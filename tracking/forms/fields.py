"""Fields that many forms of this app have."""

from collections.abc import Mapping

from django import forms

from accounts.form_text import LinesField

LONGEST_TEXT = 4000


def text_field(label: str, *, help_text: str = "", required: bool = True, rows: int = 4) -> LinesField:
    """A few lines of text."""
    return LinesField(label=label, help_text=help_text, required=required, max_length=LONGEST_TEXT, rows=rows)


def offer(form: forms.Form, name: str, choices: Mapping[str, str], *, initial: str | None = None) -> None:
    """Fill a choice that depends on the record: value to label."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices.items())
    field.initial = initial
