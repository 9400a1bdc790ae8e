"""Forms of the library of the partnership."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import choose_one_of
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from accounts.uploads import UploadRefused
from agreements.enums import LibraryKind
from agreements.forms.promotion import ask_for_all, chosen_or_all
from agreements.forms.register import DAY_HINT, LONGEST_NOTE
from agreements.models import LibraryDocument


class LibraryFilterForm(forms.Form):
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *LibraryKind.choices])
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="From", required=False, to_field_name="uuid", empty_label="All"
    )
    retired = forms.BooleanField(label="What no longer applies", required=False)

    mark_optional = False

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The filters that are valid; the others are empty."""
        self.is_valid()
        agency = self.cleaned_data.get("agency")
        return {
            "kind": self.cleaned_data.get("kind", ""),
            "agency": str(agency.uuid) if agency else "",
            "retired": bool(self.cleaned_data.get("retired")),
        }


def _file_field() -> forms.FileField:
    return forms.FileField(
        label="The file",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
        help_text="PDF, JPEG, PNG or Word (DOCX), up to 10 MB. Nothing about a young person.",
    )


class _OfFileForm(ServiceForm):
    """A form with a file that may be refused."""

    def refuse(self, error: Exception) -> None:
        if isinstance(error, UploadRefused):
            self.add_error("file", str(error))
        else:
            super().refuse(error)


class LibraryChangeForm(ServiceForm):
    """What it is, and who may see it."""

    kind = forms.ChoiceField(label="What is it?", choices=LibraryKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Title", max_length=160)
    about = LinesField(
        label="What is it for?", help_text="Which programme, and who works by it", max_length=LONGEST_NOTE, rows=3,
        required=False,
    )  # fmt: skip
    readers = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which partners may see it?",
        help_text="None: only your own agency.",
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    everybody = forms.BooleanField(label="All partners in this list", required=False)

    def __init__(self, *args: Any, partners: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = partners  # type: ignore[attr-defined]
        ask_for_all(self, partners)

    def details(self) -> dict[str, Any]:
        return {**chosen_or_all(self, "readers"), "kind": LibraryKind(self.cleaned_data["kind"])}

    @staticmethod
    def initial_of(document: LibraryDocument) -> dict[str, Any]:
        return {
            "kind": document.kind, "title": document.title, "about": document.about,
            "readers": [reader.uuid for reader in document.readers.all()],
        }  # fmt: skip


class LibraryForm(_OfFileForm, LibraryChangeForm):
    """A new document, with its first version."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="Which agency shares it?", to_field_name="uuid")
    file = _file_field()
    applies_from = DayField(label="From which day does it apply?", help_text=DAY_HINT)

    field_order = ["agency", "kind", "title", "about", "file", "applies_from", "readers", "everybody"]

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_one_of(self, "agency", agencies)


class LibraryVersionForm(_OfFileForm):
    """A newer version."""

    file = _file_field()
    changes = LinesField(label="What changed?", max_length=LONGEST_NOTE, rows=3)
    applies_from = DayField(label="From which day does it apply?", help_text=DAY_HINT)


class LibraryRetireForm(ServiceForm):
    reason = LinesField(label="Why does it no longer apply?", max_length=LONGEST_NOTE, rows=3)
