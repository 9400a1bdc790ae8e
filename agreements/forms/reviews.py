"""Answering a review, agreeing what will be done, and what becomes of the agreement."""

from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.enums import Kept, ReviewOutcome
from agreements.models import Agreement, AgreementReview
from agreements.selectors.questions import NEEDS_WORDS, Question

LONGEST_ANSWER = 3_000
NO_NAMES = "Do not write a young person’s name or anything that tells who they are."
DAY_HINT = "For example, 27 3 2026"


class AnswerForm(ServiceForm):
    """One question. A general one is answered in words; about a promise one says how well it was kept."""

    mark_optional = False

    kept = forms.ChoiceField(label="How well was it kept?", choices=Kept.choices, widget=forms.RadioSelect)
    text = LinesField(label="Your answer", max_length=LONGEST_ANSWER, help_text=NO_NAMES, required=False)

    def __init__(self, data: Any, *, question: Question, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if question.duty is None:
            del self.fields["kept"]
            self.fields["text"].required = True
        else:
            self.fields["text"].label = "In your words"
            needed = " or ".join(f"“{label}”" for value, label in Kept.choices if Kept(value) in NEEDS_WORDS)
            self.fields["text"].help_text = f"Needed where you chose {needed}. {NO_NAMES}"


class ActionForm(ServiceForm):
    """What will be done, by whom and by when."""

    text = forms.CharField(label="What will be done?", max_length=300, help_text=NO_NAMES)
    owner = forms.ModelChoiceField(
        Agency.objects.none(), label="Who does it?", to_field_name="uuid", empty_label=None, widget=forms.RadioSelect
    )
    lead = forms.CharField(label="Who leads it", max_length=120, required=False)
    due_on = DayField(label="By when?", help_text=DAY_HINT)

    def __init__(self, data: Any, *, agreement: Agreement) -> None:
        super().__init__(data)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = Agency.objects.filter(pk__in=[agreement.provider_id, agreement.virtual_school_id])


class DoneForm(ServiceForm):
    done_on = DayField(label="When was it done?", help_text=DAY_HINT)
    result = forms.CharField(label="What came of it?", max_length=300, help_text=NO_NAMES)


class OutcomeForm(ServiceForm):
    mark_optional = False

    outcome = forms.ChoiceField(
        label="What becomes of the agreement?", choices=ReviewOutcome.choices, widget=forms.RadioSelect
    )
    reason = LinesField(
        label="Why?", max_length=LONGEST_ANSWER, required=False, help_text="Needed if it changes or ends."
    )

    @staticmethod
    def initial_of(review: AgreementReview) -> dict[str, Any]:
        return {"outcome": review.outcome, "reason": review.outcome_reason}
