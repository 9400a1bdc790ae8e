"""Tables of attendance, and what marks mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from accounts.models import Agency
from accounts.service_form import ServiceForm
from tracking.enums import MarkMeaning
from tracking.rules.attendance import marks_of


class AttendanceFileForm(ServiceForm):
    """A filled-in table of one provider."""

    provider = forms.ModelChoiceField(Agency.objects.none(), label="Provider", to_field_name="uuid")
    file = forms.FileField(
        label="Your table",
        help_text="The filled-in template as CSV, Excel (.xlsx) or OpenDocument (.ods), smaller than 5 MB, at most 5,000 lines",
        allow_empty_file=True,
        max_length=200,
        error_messages={"required": "Choose a file."},
    )

    def __init__(self, *args: Any, providers: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["provider"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(pk__in=[one.pk for one in providers]).order_by("sort_name")
        field.empty_label = None if len(providers) == 1 else "Choose a provider"


class MarksForm(ServiceForm):
    """One box of marks for each meaning."""

    mark_optional = False

    def __init__(self, *args: Any, meanings: Mapping[str, MarkMeaning], **options: Any) -> None:
        super().__init__(*args, **options)
        for meaning in MarkMeaning:
            self.fields[meaning.value] = forms.CharField(
                label=meaning.label,
                required=False,
                max_length=400,
                initial=" ".join(mark for mark, means in meanings.items() if means == meaning),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        seen: dict[str, str] = {}
        self.meanings: dict[str, MarkMeaning] = {}
        for meaning in MarkMeaning:
            for mark in marks_of(given.get(meaning.value, "")):
                if seen.setdefault(mark, meaning.value) != meaning.value:
                    self.add_error(meaning.value, f"{mark} stands under “{MarkMeaning(seen[mark]).label}” already.")
                else:
                    self.meanings[mark] = meaning
        return given
