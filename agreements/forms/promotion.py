"""Forms of the promotion log."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import choose_one_of
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from accounts.uploads import UploadRefused
from agreements.forms.register import DAY_HINT, LONGEST_NOTE
from agreements.models import Agreement, Promotion


class AgencyFilterForm(forms.Form):
    """One agency among those whose entries are seen."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Agency", required=False, to_field_name="uuid", empty_label="All"
    )

    mark_optional = False

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class PromotionForm(ServiceForm):
    """Who was told, how, when, and what shows it. `agencies` are those whose log the person keeps."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="Which agency did it?", to_field_name="uuid")
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label="Which agreement was it about?",
        to_field_name="uuid",
        required=False,
        empty_label="All our agreements",
    )
    audience = forms.CharField(
        label="Who was told?", help_text="For example: tutors, governors, elected members, social care", max_length=160
    )
    what = LinesField(label="What was done?", max_length=LONGEST_NOTE, rows=4)
    done_on = DayField(label="When?", help_text=DAY_HINT)
    evidence = forms.FileField(
        label="A file that shows it",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
        help_text="PDF, JPEG, PNG or Word (DOCX), up to 10 MB. Nothing about a young person.",
    )
    evidence_link = forms.URLField(label="Or a link to it", required=False, max_length=200, assume_scheme="https")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], agreements: QuerySet[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_one_of(self, "agency", agencies)
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]

    def refuse(self, error: Exception) -> None:
        if isinstance(error, UploadRefused):
            self.add_error("evidence", str(error))
        else:
            super().refuse(error)

    @staticmethod
    def initial_of(promotion: Promotion) -> dict[str, Any]:
        names = ("audience", "what", "done_on", "evidence_link")
        initial = {name: getattr(promotion, name) for name in names}
        return initial | {"agreement": promotion.agreement.uuid if promotion.agreement else None}


def ask_for_all(form: forms.Form, agencies: QuerySet[Agency]) -> None:
    """The box that stands for the whole list, where the list is long enough to want one."""
    if len(agencies[:3]) < 3:
        del form.fields["everybody"]


def chosen_or_all(form: forms.Form, name: str) -> dict[str, Any]:
    """The answers, the partners under `name`: all that are listed if that box is ticked."""
    data = dict(form.cleaned_data)
    if data.pop("everybody", False):
        data[name] = form.fields[name].queryset  # type: ignore[attr-defined]
    return {**data, name: list(data[name])}
