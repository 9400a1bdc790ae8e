"""Writing one section, choosing between two versions of it, asking a colleague, and beginning a plan."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Membership
from accounts.service_form import ServiceForm
from education_plans.enums import PlanVariant, SectionState
from education_plans.rules.questions import Question

LONGEST_ANSWER = 10_000

_STATES = (SectionState.IN_PROGRESS, SectionState.COMPLETE, SectionState.NOT_APPLICABLE)


class SectionForm(ServiceForm):
    """The questions of a section; the free one is last. `version` is the one the person has read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, questions: Sequence[Question], may_not_apply: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        for question in self.questions:
            self.fields[question.code] = LinesField(
                label=question.label,
                help_text=question.hint,
                rows=question.rows,
                max_length=LONGEST_ANSWER,
                required=False,
            )
        states = [state for state in _STATES if may_not_apply or state != SectionState.NOT_APPLICABLE]
        self.fields["state"] = forms.ChoiceField(
            label="How far is this section?",
            choices=[(state.value, state.label) for state in states],
            widget=forms.RadioSelect,
            required=False,
        )
        if may_not_apply:
            self.fields["not_applicable_reason"] = forms.CharField(
                label="Why does it not apply?", max_length=300, required=False
            )
            self.reveals = {"state": {SectionState.NOT_APPLICABLE.value: ["not_applicable_reason"]}}

    mark_optional = False

    def answers(self) -> dict[str, str]:
        return {question.code: self.cleaned_data[question.code] for question in self.questions}

    def typed(self) -> dict[str, str]:
        """What was posted, as it came: kept as a draft where it cannot be saved."""
        return {
            question.code: str(self.data.get(question.code, "")).replace("\r\n", "\n") for question in self.questions
        }

    def state(self) -> SectionState | None:
        chosen = self.cleaned_data.get("state")
        return SectionState(chosen) if chosen else None


class ConflictForm(forms.Form):
    """Where two people wrote different answers: whose stands, or both, the other person's first."""

    THEIRS, MINE, BOTH = "theirs", "mine", "both"
    PREFIX = "choice_"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    mark_optional = False

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        theirs: Mapping[str, str],
        mine: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.theirs, self.mine = theirs, mine
        self.differing = [each for each in questions if theirs.get(each.code, "") != mine.get(each.code, "")]
        for question in self.differing:
            self.fields[self.PREFIX + question.code] = forms.ChoiceField(
                label="Which stands?",
                choices=[(self.THEIRS, "Theirs"), (self.MINE, "Mine"), (self.BOTH, "Both, theirs first")],
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
                initial=self._proposed(question.code),
                error_messages={"required": f"Choose which answer stands for “{question.label}”"},
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each differing question with both texts and its choice."""
        return [
            {
                "question": question,
                "theirs": self.theirs.get(question.code, ""),
                "mine": self.mine.get(question.code, ""),
                "field": self[self.PREFIX + question.code],
            }
            for question in self.differing
        ]

    def merged(self) -> dict[str, str]:
        answers = dict(self.theirs)
        for question in self.differing:
            theirs, mine = self.theirs.get(question.code, ""), self.mine.get(question.code, "")
            chosen = self.cleaned_data[self.PREFIX + question.code]
            both = "\n\n".join(text for text in (theirs, mine) if text)
            answers[question.code] = {self.THEIRS: theirs, self.MINE: mine, self.BOTH: both}[chosen]
        return answers

    def _proposed(self, code: str) -> str | None:
        """Nothing is proposed where both wrote something."""
        if not self.theirs.get(code):
            return self.MINE
        return self.THEIRS if not self.mine.get(code) else None


class AskForm(ServiceForm):
    asked = forms.ChoiceField(label="Who should complete it?", widget=forms.RadioSelect)
    due_on = DayField(label="By when?", help_text="For example, 27 3 2026")
    note = forms.CharField(
        label="Anything they should know",
        max_length=300,
        required=False,
        help_text="They read it when they open the section.",
    )

    def __init__(self, *args: Any, colleagues: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(hat.pk): hat for hat in colleagues}
        self.fields["asked"].choices = [  # type: ignore[attr-defined]
            (pk, _with_role(hat)) for pk, hat in self.colleagues.items()
        ]

    def due_day(self) -> date:
        day: date = self.cleaned_data["due_on"]
        return day

    def colleague(self) -> Membership:
        return self.colleagues[self.cleaned_data["asked"]]


class CompleterForm(ServiceForm):
    """Who completes a section. `usual` are the words for whoever does if nobody is named."""

    NOBODY = "usual"

    completer = forms.ChoiceField(label="Who completes this section?", widget=forms.RadioSelect)
    question_page = True

    def __init__(self, *args: Any, people: Sequence[Membership], usual: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(hat.pk): hat for hat in people}
        self.fields["completer"].choices = [  # type: ignore[attr-defined]
            *((pk, _with_role(hat)) for pk, hat in self.people.items()),
            (self.NOBODY, f"Nobody in particular: {usual}"),
        ]

    def chosen(self) -> Membership | None:
        return self.people.get(self.cleaned_data["completer"])


def _with_role(hat: Membership) -> str:
    return f"{hat.user}, {hat.get_role_display().lower()}, {hat.agency}"


class BeginForm(ServiceForm):
    """Whose plan it is: the questions follow from it."""

    variant = forms.ChoiceField(
        label="Where is the young person now?", widget=forms.RadioSelect, choices=PlanVariant.choices
    )
    aims_for_higher_education = forms.BooleanField(
        label="They want to go to university, or may want to",
        required=False,
        help_text="Then the plan asks about the way there. You can change this later.",
    )

    def __init__(self, *args: Any, has_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = [
            variant for variant in PlanVariant if has_place == (variant not in WITHOUT_A_PLACE) or variant in EITHER
        ]
        self.fields["variant"].choices = [(variant.value, variant.label) for variant in wanted]  # type: ignore[attr-defined]

    def variant_chosen(self) -> PlanVariant:
        return PlanVariant(self.cleaned_data["variant"])


WITHOUT_A_PLACE = frozenset({PlanVariant.WORK, PlanVariant.SEEKING})
#: Lessons in custody may be a place or not.
EITHER = frozenset({PlanVariant.CUSTODY})
