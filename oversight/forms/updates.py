"""The form with which a lead answers for all their rows at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from education_plans.enums import Rag
from oversight.forms.strategy_rows import LONGEST
from oversight.rules.boards import wrong_with
from oversight.selectors.updates import Line
from oversight.services.updates import RowUpdate, UpdateRefused

PARTS = ("achieved", "next_step", "colour", "rationale", "nothing_new")
#: Rows on one page: with more of them it would send more boxes than a request may hold, and all that was typed be lost.
MOST = 100
_TEXT_BOX = re.compile(r"^(?:achieved|next_step|rationale)_(?P<uuid>[0-9a-f-]{36})$")


@dataclass(frozen=True)
class Boxes:
    """One row with its boxes."""

    line: Line
    fields: list[BoundField]


class UpdatesForm(ServiceForm):
    """Five boxes for each row, named by the row: so nothing lands on another one if the list changes meanwhile."""

    mark_optional = False

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = self._shown(lines)
        for line in self.lines:
            row = line.row
            choices = [
                ("", "Not rated now"),
                *((one.colour.value, f"{one.colour.label}: {one.meaning}") for one in line.meanings),
            ]
            fields: tuple[forms.Field, ...] = (
                LinesField(label="What was achieved since then?", max_length=LONGEST, rows=3, required=False),
                LinesField(label="What comes next?", max_length=LONGEST, rows=2, required=False),
                forms.ChoiceField(
                    label="Which colour is the progress?", choices=choices, required=False, widget=forms.RadioSelect
                ),
                LinesField(label="Why this colour?", max_length=LONGEST, rows=2, required=False),
                forms.BooleanField(label="There is nothing new", required=False),
            )
            for part, field in zip(PARTS, fields, strict=True):
                self.fields[f"{part}_{row.uuid}"] = field

    def _shown(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The first of them; of a page that is sent, those that it showed."""
        sent = [line for line in lines if any(f"{part}_{line.row.uuid}" in self.data for part in PARTS)]
        return sent or lines[:MOST]

    def boxes(self) -> Iterator[Boxes]:
        """Row by row, as the page shows them."""
        for line in self.lines:
            yield Boxes(line, [self[f"{part}_{line.row.uuid}"] for part in PARTS])

    def clean(self) -> dict[str, Any]:
        """Each row by itself; and what was typed for a row that is theirs no more is not lost."""
        data: dict[str, Any] = super().clean() or {}
        for line in self.lines:
            said = {part: data.get(f"{part}_{line.row.uuid}") or "" for part in PARTS}
            wrong = wrong_with(**{**said, "nothing_new": bool(said["nothing_new"])})
            if wrong is not None:
                self._add(line.row.uuid, *wrong)
        for name, text in self.data.items():
            if _TEXT_BOX.match(name) and name not in self.fields and str(text).strip():
                self.add_error(
                    None, f"A row is not yours to answer any more. Copy what you wrote: “{str(text).strip()[:LONGEST]}”"
                )
        return data

    def updates(self) -> list[RowUpdate]:
        data = self.cleaned_data
        return [
            RowUpdate(
                uuid=line.row.uuid,
                achieved=data[f"achieved_{line.row.uuid}"],
                next_step=data[f"next_step_{line.row.uuid}"],
                colour=Rag(data[f"colour_{line.row.uuid}"]) if data[f"colour_{line.row.uuid}"] else None,
                rationale=data[f"rationale_{line.row.uuid}"],
                nothing_new=data[f"nothing_new_{line.row.uuid}"],
            )
            for line in self.lines
        ]

    def refuse(self, error: Exception) -> None:
        """What the service refuses about one row stands beside the box of that row."""
        if isinstance(error, UpdateRefused) and f"{error.part}_{error.uuid}" in self.fields:
            self._add(error.uuid, error.part, str(error))
        else:
            super().refuse(error)

    def _add(self, uuid: UUID, part: str, text: str) -> None:
        row = next(line.row for line in self.lines if line.row.uuid == uuid)
        self.add_error(f"{part}_{uuid}", f"{row.number or row.short}: {text[0].lower()}{text[1:]}")
