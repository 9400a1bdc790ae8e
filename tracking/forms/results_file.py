"""Handing in a file of courses and results."""

from typing import Any

from django import forms

from accounts.models import Agency
from accounts.service_form import ServiceForm
from tracking.reading.results import LIMITS


class ResultsFileForm(ServiceForm):
    provider = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Provider",
        to_field_name="uuid",
        empty_label="Choose a provider",
        error_messages={"required": "Choose the provider"},
    )
    file = forms.FileField(
        label="Your file",
        help_text=f"CSV, Excel (.xlsx) or OpenDocument (.ods), smaller than {LIMITS.megabytes} MB, at most "
        f"{LIMITS.lines:,} lines.",
        allow_empty_file=True,
        max_length=200,
        error_messages={"required": "Choose a file"},
    )

    def __init__(self, *args: Any, providers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["provider"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = providers
        if len(first := list(providers[:2])) == 1:
            field.empty_label = None
            field.initial = first[0].uuid
