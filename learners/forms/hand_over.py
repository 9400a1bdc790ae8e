"""When somebody leaves, and who takes over what they do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from accounts.clock import local_date
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Membership
from accounts.service_form import ServiceForm
from accounts.wording import moment
from learners.models import HandOver
from learners.selectors.hand_over import Row, Section, last_day
from learners.services.hand_over import Move

#: Answers of a row that name nobody: like all others of its kind, or not now.
AS_ALL, STAYS = "", "stays"
NOW, LEAVING_DAY = "now", "leaving_day"


class LeavingForm(ServiceForm):
    leaves_on = DayField(
        label="Last day in this role", help_text="The role, and everything it opens, ends when this day is over."
    )

    def __init__(self, *args: Any, now: datetime, leaves_at: datetime | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["leaves_on"].initial = last_day(leaves_at) if leaves_at else local_date(now)


@dataclass(frozen=True)
class RowChoice:
    """One row as the page shows it: its box and what was chosen in it."""

    row: Row
    name: str
    chosen: str


class PassOnForm(forms.Form):
    """Who takes over: one colleague for everything of a kind, or another one for single rows."""

    def __init__(self, *args: Any, sections: list[Section], hand_over: HandOver, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sections = sections
        self.moves: list[Move] = []
        for section in sections:
            everybody = f"Who takes over all {len(section.rows)}?" if len(section.rows) > 1 else "Who takes over?"
            self.fields[f"all-{section.part}"] = forms.ChoiceField(
                label=f"{section.title}: {everybody[0].lower()}{everybody[1:]}",
                required=False,
                choices=[("", "Nobody yet"), *self._people(section)],
            )
        if hand_over.leaves_at > now:
            self.fields["when"] = forms.ChoiceField(
                label="When does it take effect?",
                choices=[
                    (NOW, "Now"),
                    (LEAVING_DAY, f"When they have left: after {moment(last_day(hand_over.leaves_at))}"),
                ],
                widget=forms.RadioSelect,
                help_text="Key work and posts can wait for the leaving day. Cover, mentoring and names on restricted "
                "records pass at once.",
            )
        self.fields["note"] = LinesField(
            label="Note for whoever takes over",
            required=False,
            max_length=1000,
            rows=4,
            help_text="What they should know. It stands on the page of what passed to them and, for your agency only, "
            "in each young person’s story. It is not in any e-mail.",
        )

    @property
    def on_leaving_day(self) -> bool:
        return bool(self.cleaned_data.get("when") == LEAVING_DAY)

    def parts(self) -> Iterator[dict[str, Any]]:
        """Each kind of work with its question for all, its rows and the colleagues to choose from."""
        for section in self.sections:
            rows = [RowChoice(row, name := f"row-{row.key}", self._answer(name)) for row in section.rows]
            yield {
                "section": section,
                "question": self[f"all-{section.part}"],
                "rows": rows,
                "people": self._people(section),
                "any_chosen": any(choice.chosen for choice in rows),
            }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        known = {f"row-{row.key}" for section in self.sections for row in section.rows}
        if any(name.startswith("row-") and name not in known for name in self.data):
            self.add_error(None, "What they do has changed since you opened the page. Look again.")
        for section in self.sections:
            hats = {str(hat.uuid): hat for hat in section.candidates}
            for_all = hats.get(data.get(f"all-{section.part}") or "")
            for row in section.rows:
                self._take(row, self._answer(f"row-{row.key}"), for_all, hats)
        if not self.moves and not self.errors:
            self.add_error(None, "Choose who takes over, for at least one thing")
        return data

    def _take(self, row: Row, answer: str, for_all: Membership | None, hats: dict[str, Membership]) -> None:
        if answer not in (AS_ALL, STAYS) and answer not in hats:
            self.add_error(None, f"{row.title}: choose somebody from the list")
            return
        successor = for_all if answer == AS_ALL else hats.get(answer)
        if successor is not None:
            self.moves.append(Move(row.part, row.subject, successor))

    def _answer(self, name: str) -> str:
        return str(self.data.get(name, AS_ALL)) if self.is_bound else AS_ALL

    @staticmethod
    def _people(section: Section) -> list[tuple[str, str]]:
        return [
            (str(hat.uuid), f"{hat.user.name}, {hat.job_title or hat.get_role_display()}") for hat in section.candidates
        ]
