"""Forms about bids and projects."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import choose_one_of
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.enums import NoticeKind
from agreements.forms.promotion import ask_for_all, chosen_or_all
from agreements.forms.register import DAY_HINT, LONGEST_NOTE


class NoticeFilterForm(forms.Form):
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *NoticeKind.choices])

    mark_optional = False


class NoticeForm(ServiceForm):
    agency = forms.ModelChoiceField(Agency.objects.none(), label="Which agency plans it?", to_field_name="uuid")
    kind = forms.ChoiceField(label="What is it?", choices=NoticeKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Title", max_length=160)
    about = LinesField(
        label="What is it about?",
        help_text="Who pays, for what, and what you ask of the partners",
        max_length=LONGEST_NOTE,
        rows=5,
    )
    outcomes = LinesField(
        label="Planned outcomes",
        help_text="What will be different for young people. Needed for a project.",
        max_length=LONGEST_NOTE,
        rows=3,
        required=False,
    )
    answer_by = DayField(label="By which day do you want to hear from them?", help_text=DAY_HINT, required=False)
    partners = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which partners are told?",
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    everybody = forms.BooleanField(label="All partners in this list", required=False)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], partners: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_one_of(self, "agency", agencies)
        self.fields["partners"].queryset = partners  # type: ignore[attr-defined]
        ask_for_all(self, partners)

    def details(self) -> dict[str, Any]:
        return {**chosen_or_all(self, "partners"), "kind": NoticeKind(self.cleaned_data["kind"])}
