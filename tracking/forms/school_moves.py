"""A move of school, and a place that is refused (K10)."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from tracking.enums import MoveTime
from tracking.models import SchoolMove
from tracking.services.school_moves import SchoolMoveWords

YES, NO = "yes", "no"
LONGEST = 2_000


class SchoolMoveForm(ServiceForm):
    from_school = forms.CharField(
        label="Which school do they leave?", max_length=160, error_messages={"required": "Say which school they leave"}
    )
    to_school = forms.CharField(
        label="Which school do they move to?", max_length=160,
        error_messages={"required": "Say which school they move to"},
    )  # fmt: skip
    moves_on = DayField(label="When?", help_text="The first day at the new school. For example, 27 3 2027.")
    is_planned = forms.ChoiceField(
        label="Was it planned with everybody?", choices=[(YES, "Yes"), (NO, "No")], widget=forms.RadioSelect,
        help_text="With the young person, both schools, the carer and the Virtual School.",
        error_messages={"required": "Choose if it was planned with everybody"},
    )  # fmt: skip
    time = forms.ChoiceField(
        label="When in the year?", choices=MoveTime, widget=forms.RadioSelect,
        error_messages={"required": "Choose when in the year"},
    )  # fmt: skip
    in_exam_year = forms.BooleanField(label="It is a year with exams", required=False)
    why = forms.CharField(label="Why do they move?", max_length=300, error_messages={"required": "Say why they move"})

    def words(self) -> SchoolMoveWords:
        given = self.cleaned_data
        return SchoolMoveWords(
            from_school=given["from_school"],
            to_school=given["to_school"],
            moves_on=given["moves_on"],
            is_planned=given["is_planned"] == YES,
            time=MoveTime(given["time"]),
            in_exam_year=given["in_exam_year"],
            why=given["why"],
        )

    @staticmethod
    def initial_of(move: SchoolMove) -> dict[str, Any]:
        """A move as the form shows it."""
        return {
            "from_school": move.from_school,
            "to_school": move.to_school,
            "moves_on": move.moves_on,
            "is_planned": YES if move.is_planned else NO,
            "time": move.time,
            "in_exam_year": move.in_exam_year,
            "why": move.why,
        }


class RefusalForm(ServiceForm):
    where = forms.CharField(
        label="Which school or college does not take them?", max_length=160,
        error_messages={"required": "Say which school or college it is"},
    )  # fmt: skip
    refused_on = DayField(label="When did they say so?")
    reason_given = LinesField(
        label="What reason did they give?", max_length=LONGEST, rows=3, help_text="In their words. If none, say so.",
        error_messages={"required": "Write the reason they gave, or that they gave none"},
    )  # fmt: skip


class TakeFurtherForm(ServiceForm):
    taken_to = forms.CharField(
        label="To whom is it taken?", max_length=160,
        help_text="For example: the principal, the admissions team, the governors, the Department for Education.",
        error_messages={"required": "Say to whom it is taken"},
    )  # fmt: skip
    taken_on = DayField(label="When?")


class CloseRefusalForm(ServiceForm):
    outcome = LinesField(
        label="What came of it?", max_length=LONGEST, rows=3,
        help_text="For example: they have a place from Monday.", error_messages={"required": "Write what came of it"},
    )  # fmt: skip
    closed_on = DayField(label="When?")


class RefusalFilterForm(forms.Form):
    mark_optional = False

    state = forms.ChoiceField(
        label="Which", required=False,
        choices=[("", "Not settled"), ("untaken", "Not taken further yet"), ("settled", "Settled")],
    )  # fmt: skip
