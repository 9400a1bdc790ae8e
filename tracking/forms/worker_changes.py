"""What the list of changes of worker is narrowed to."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Agency
from tracking.selectors.worker_changes import Period


class WorkerChangesForm(forms.Form):
    """The filters, in the address. What makes no sense asks nothing."""

    mark_optional = False

    period = forms.ChoiceField(label="When", choices=Period.choices, required=False)
    service = forms.ChoiceField(label="Service", required=False)

    def __init__(self, *args: Any, services: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Any"), *((str(service.uuid), service.name) for service in services)]

    def asked(self) -> tuple[str, str]:
        """Period and service."""
        self.is_valid()
        return self.cleaned_data.get("period", ""), self.cleaned_data.get("service", "")
