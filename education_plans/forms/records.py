"""Copies of a young person's record: asking back, looking through the parts, giving."""

from typing import Any

from django import forms

from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from education_plans.forms.agreeing import OfWordsForm
from education_plans.rules.record import PARTS

LONGEST = 2_000
LONGEST_REASON = 300

KEEP, LEAVE_OUT = "keep", "leave_out"


class OneAnswerForm(ServiceForm):
    """A form with one question."""

    def said(self) -> str:
        """What was written."""
        (name,) = self.fields
        return str(self.cleaned_data[name])


class AskBackForm(OneAnswerForm):
    question = LinesField(
        label="What do you need to know from them?", rows=3, max_length=LONGEST,
        help_text="They read it on their own page. The month of the law stands still until they answer.",
        error_messages={"required": "Write what you need to know"},
    )  # fmt: skip


class ReplyForm(OneAnswerForm):
    reply = LinesField(
        label="Your answer", rows=3, max_length=LONGEST, error_messages={"required": "Write your answer"}
    )


class ExtendForm(OneAnswerForm):
    reason = forms.CharField(
        label="Why does it take longer than a month?", max_length=LONGEST_REASON,
        help_text="Two months more, once only. The young person reads this.",
        error_messages={"required": "Write why it takes longer. The young person reads it"},
    )  # fmt: skip


class GiveRecordForm(OneAnswerForm):
    how = forms.CharField(
        label="How do they get it?", max_length=120,
        help_text="For example: printed, given by hand. It stands on their own page too.",
        error_messages={"required": "Write how it was given"},
    )  # fmt: skip


class RecordReviewForm(OfWordsForm):
    """Each part of the record: given, or left out and why. A part that often speaks of others has no answer beforehand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reveals = {}
        for part in PARTS:
            self.fields[f"part_{part.code}"] = forms.ChoiceField(
                label=part.title,
                choices=[(KEEP, "Give it"), (LEAVE_OUT, "Leave it out")],
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
                initial=None if part.about_others else KEEP,
                help_text="This part often speaks of other people. Look through it first." if part.about_others else "",
                error_messages={"required": f"Choose whether “{part.title}” is given"},
            )
            self.fields[f"reason_{part.code}"] = forms.CharField(
                label="Why is it left out?", max_length=LONGEST_REASON, required=False
            )
            self.reveals[f"part_{part.code}"] = {LEAVE_OUT: [f"reason_{part.code}"]}

    mark_optional = False

    def left_out(self) -> dict[str, str]:
        """The reason for each part that is left out, by its code."""
        return {
            part.code: self.cleaned_data.get(f"reason_{part.code}", "")
            for part in PARTS
            if self.cleaned_data.get(f"part_{part.code}") == LEAVE_OUT
        }
