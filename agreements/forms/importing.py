"""Forms of the bulk start."""

from typing import Any

from django import forms

from accounts.enums import AgencyKind
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.rules.provider_table import LIMITS


class TableForm(ServiceForm):
    """A table of providers. `virtual_school_ids` are those for which the person may record agreements."""

    virtual_school = forms.ModelChoiceField(Agency.objects.none(), label="Virtual School", to_field_name="uuid")
    file = forms.FileField(
        label="Your table",
        help_text="The filled-in template as CSV or Excel (.xlsx), smaller than 5 MB, at most 5,000 providers.",
        allow_empty_file=True,
        max_length=200,
        error_messages={"required": "Choose a file."},
    )

    def __init__(self, *args: Any, virtual_school_ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["virtual_school"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.filter(pk__in=virtual_school_ids, kind=AgencyKind.VIRTUAL_SCHOOL).order_by(
            "sort_name"
        )
        field.empty_label = None if len(virtual_school_ids) == 1 else "Choose a Virtual School"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMITS.megabytes * 1024 * 1024:
            raise forms.ValidationError("The file must be smaller than 5 MB.")
        return file


class BringInForm(ServiceForm):
    """Confirms what the page shows. `looked_at` says which plan that was."""

    looked_at = forms.CharField(widget=forms.HiddenInput, max_length=64)
    tell_new_people = forms.BooleanField(
        label="Tell the new people by e-mail that they have an account",
        help_text="Without it nobody is written to; they can still choose a password on the page where people sign in.",
        required=False,
    )

    mark_optional = False
