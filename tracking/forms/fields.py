"""Fields that many forms of this app have."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.rules import academic_year

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


class SchoolAndYearForm(ServiceForm):
    """For which Virtual School, asked only where there are several, and for which academic year."""

    virtual_school = forms.ChoiceField(label="Virtual School")
    year = forms.TypedChoiceField(label="Academic year", coerce=int)

    def __init__(self, *args: Any, schools: Sequence[Agency], years: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.schools = {str(school.uuid): school for school in schools}
        offer(self, "year", {str(year): academic_year(year) for year in years})
        if len(self.schools) == 1:
            del self.fields["virtual_school"]
        else:
            offer(self, "virtual_school", {uuid: school.name for uuid, school in self.schools.items()})

    def given(self) -> dict[str, Any]:
        """What was filled in, with the Virtual School itself."""
        given = dict(self.cleaned_data)
        chosen = given.pop("virtual_school", next(iter(self.schools)))
        return given | {"virtual_school": self.schools[chosen]}
