"""The search on the public pages, and what is shown there at all."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import LocalAuthority
from accounts.service_form import ServiceForm


class ProviderSearchForm(forms.Form):
    q = forms.CharField(label="Search by name or authority", required=False, max_length=80)
    authority = forms.ChoiceField(label="Authority", required=False)

    mark_optional = False

    def __init__(self, *args: Any, authorities: Iterable[LocalAuthority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["authority"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *((authority.dfe_code, authority.name) for authority in authorities)]


class ShownForm(ServiceForm):
    """Whether something stands on the public pages."""

    is_public = forms.TypedChoiceField(
        label="Is it shown to everybody?",
        choices=[("yes", "Yes, on the public pages"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is shown to everybody."},
    )

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_public"].label = question
