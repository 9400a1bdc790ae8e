"""Bringing in a document: the file, what its columns hold, and what is to stand at the top."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import choose_one_of
from accounts.models import Agency
from accounts.service_form import ServiceForm
from oversight.forms.strategy import StrategyForm
from oversight.reading import LIMITS
from oversight.rules.plan_tables.columns import WORDS, Column
from oversight.selectors.strategy_imports import ColumnGroup


class DocumentForm(ServiceForm):
    owner = forms.ModelChoiceField(Agency.objects.none(), label="Whose is it?", to_field_name="uuid")
    file = forms.FileField(
        label="Your document",
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx"}),
        help_text=f"Word (.docx) or Excel (.xlsx) without macros, smaller than {LIMITS.megabytes} MB, at most "
        f"{LIMITS.lines:,} rows. Nothing about a young person.",
        allow_empty_file=True,
        max_length=200,
        error_messages={"required": "Choose a file."},
    )

    def __init__(self, *args: Any, owners: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_one_of(self, "owner", owners)


class ColumnsForm(ServiceForm):
    """One question for each column of each group of tables."""

    mark_optional = False

    def __init__(self, *args: Any, groups: Sequence[ColumnGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names: list[list[str]] = []
        for number, group in enumerate(groups):
            names = []
            for place, (title, column, example) in enumerate(group.columns):
                name = f"column_{number}_{place}"
                before = (
                    f"{', '.join(group.tables[:3])}{' …' if len(group.tables) > 3 else ''}: " if len(groups) > 1 else ""
                )
                self.fields[name] = forms.ChoiceField(
                    label=f"{before}{title or f'Column {place + 1}, without a title'}"[:200],
                    help_text=f"For example: {example}" if example else "Nothing stands in it.",
                    choices=[("", "Nothing of these: keep it as a note"), *((one.value, WORDS[one]) for one in Column)],
                    initial=column or "", required=False,
                )  # fmt: skip
                names.append(name)
            self._names.append(names)

    def columns(self) -> list[list[Column | None]]:
        data = self.cleaned_data
        return [[Column(data[name]) if data[name] else None for name in names] for names in self._names]


class BringInDocumentForm(StrategyForm):
    """What stands at the top of the draft; `looked_at` says which preview was confirmed."""

    looked_at = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def details(self) -> dict[str, Any]:
        looked_at = self.cleaned_data.pop("looked_at")
        return {**super().details(), "looked_at": looked_at}
