"""Forms for the wording of agreements."""

from typing import Any

from django import forms

from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from agreements.models import Wording
from agreements.services.wordings import LONGEST_WORDING


class WriteWordingForm(ServiceForm):
    text = LinesField(
        label="Wording",
        help_text="# before the title, ## before a heading, - before an item, 1. before a numbered item.",
        max_length=LONGEST_WORDING,
        rows=30,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class PublishWordingForm(ServiceForm):
    note = forms.CharField(label="What changed, and why?", max_length=500)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class StartWordingForm(ServiceForm):
    origin = forms.ModelChoiceField(
        Wording.objects.none(),
        label="From which version do you start?",
        to_field_name="uuid",
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, wordings: list[Wording], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["origin"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            Wording.objects.filter(pk__in=[wording.pk for wording in wordings])
            .select_related("virtual_school")
            .order_by("virtual_school", "-number")
        )


class CompareForm(forms.Form):
    """Two versions to compare."""

    older = forms.ModelChoiceField(Wording.objects.none(), label="Older version", to_field_name="uuid")
    newer = forms.ModelChoiceField(Wording.objects.none(), label="Newer version", to_field_name="uuid")

    mark_optional = False

    def __init__(self, *args: Any, wordings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("older", "newer"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = wordings
            field.empty_label = None
