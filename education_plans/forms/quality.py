"""Looking at a plan for its quality, and the criteria it is judged by."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from education_plans.enums import QualityOutcome, Rag
from education_plans.forms.agreeing import OfWordsForm
from education_plans.models import QualityCriterion
from education_plans.selectors.quality import STATES, QualityFilters
from education_plans.services.quality import Mark

LONGEST_COMMENT = 4_000


class QualityFilterForm(forms.Form):
    mark_optional = False

    state = forms.ChoiceField(
        label="Which plans", required=False, choices=[("", "Waiting for us to look"), *STATES.items()]
    )

    def filters(self) -> QualityFilters | None:
        return QualityFilters(state=self.cleaned_data["state"]) if self.is_valid() else None


class QualityForm(OfWordsForm):
    """A colour and a reason for each criterion, then what comes of it."""

    comments = LinesField(
        label="Comments",
        help_text="Say what is good and what should be changed. Everybody who works on the plan reads this.",
        max_length=LONGEST_COMMENT,
        rows=6,
        required=False,
    )
    rating = forms.ChoiceField(
        label="Rating of the plan as a whole",
        choices=Rag,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        error_messages={"required": "Choose a rating"},
    )
    outcome = forms.ChoiceField(
        label="What comes of it?",
        choices=[
            (QualityOutcome.GOOD.value, "The plan is good enough"),
            (QualityOutcome.RETURNED.value, "It goes back with comments"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what comes of it"},
    )

    mark_optional = False

    def __init__(self, *args: Any, criteria: Sequence[QualityCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        asked: dict[str, forms.Field] = {}
        for criterion in criteria:
            asked[f"rag_{criterion.pk}"] = forms.ChoiceField(
                label=criterion.title,
                help_text=f"Green when: {criterion.green_when}",
                choices=Rag,
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
                error_messages={"required": f"Give “{criterion.title}” a colour"},
            )
            asked[f"reason_{criterion.pk}"] = LinesField(
                label=f"Why? ({criterion.title})", max_length=300, rows=2, required=False
            )
        self.fields = {**asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for criterion in self.criteria:
            rag, name = cleaned.get(f"rag_{criterion.pk}"), f"reason_{criterion.pk}"
            if rag and rag != Rag.GREEN and name in cleaned and not cleaned[name].strip():
                self.add_error(name, f"Say why “{criterion.title}” is not green")
        return cleaned

    def marks(self) -> dict[QualityCriterion, Mark]:
        given = self.cleaned_data
        return {
            criterion: Mark(Rag(given[f"rag_{criterion.pk}"]), given[f"reason_{criterion.pk}"])
            for criterion in self.criteria
        }

    def pairs(self) -> Iterator[tuple[BoundField, BoundField]]:
        for criterion in self.criteria:
            yield self[f"rag_{criterion.pk}"], self[f"reason_{criterion.pk}"]


class CriterionForm(ServiceForm):
    title = forms.CharField(label="What is looked at, in a few words", max_length=120)
    green_when = LinesField(label="When is it green?", max_length=300, rows=3)
