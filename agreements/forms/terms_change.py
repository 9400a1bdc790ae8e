"""Which open deadlines follow a limit that has changed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from agreements.selectors.terms_change import Movable
from deadlines.wording import due_moment


class MoveDeadlinesForm(ServiceForm):
    deadlines = forms.TypedMultipleChoiceField(
        label="Which of them move?",
        help_text="Those you do not tick keep their day.",
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = LinesField(label="Why do they move?", max_length=500, rows=3)

    mark_optional = False

    def __init__(self, *args: Any, offered: Sequence[Movable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["deadlines"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(one.deadline.uuid), _label(one)) for one in offered if not one.why_not]


def _label(one: Movable) -> str:
    about = one.deadline.learner or one.deadline.owner
    return f"{about}: due {due_moment(one.deadline.clock)}, would be due {due_moment(one.due)}"
