"""Forms of the pathway plan and the skills passport."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Membership
from accounts.service_form import ServiceForm
from education_plans.enums import Answer, SkillState, Suitability
from education_plans.forms.agreeing import OfWordsForm
from education_plans.models import SkillItem, SkillProof
from education_plans.rules.pathway import FACTOR_HINTS
from education_plans.services.accommodation import Judged
from education_plans.services.passport import Shown

LONGEST = 4_000
YES, NO = "yes", "no"
YOUNG_PERSON, SOMEBODY = "young_person", "somebody"
_DAY_HINT = "For example, 27 3 2026."


class ActionForm(ServiceForm):
    """How a need is met, by whom and by when."""

    how = forms.CharField(
        label="What will be done?",
        max_length=300,
        help_text="Something that can be seen to be done, for example “Open a savings account together”.",
    )
    owner = forms.ChoiceField(label="Who will do it?", widget=forms.RadioSelect)
    owner_name = forms.CharField(label="Their name", max_length=120, required=False)
    due_on = DayField(label="By when?", help_text=_DAY_HINT)

    reveals = {"owner": {SOMEBODY: ["owner_name"]}}

    def __init__(self, *args: Any, owners: Sequence[Membership], called: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = {str(owner.uuid): owner for owner in owners}
        self.called = called
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            (YOUNG_PERSON, called),
            *((key, f"{owner.user}, {owner.get_role_display()}") for key, owner in self.owners.items()),
            (SOMEBODY, "Somebody else"),
        ]

    def asked(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        chosen = self.cleaned_data["owner"]
        name = {YOUNG_PERSON: self.called, SOMEBODY: self.cleaned_data["owner_name"]}.get(chosen, "")
        return {
            "how": self.cleaned_data["how"],
            "owner": self.owners.get(chosen),
            "owner_name": name,
            "due_on": self.cleaned_data["due_on"],
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("owner") == SOMEBODY and not cleaned.get("owner_name", "").strip():
            self.add_error("owner_name", "Enter the name of who will do it")
        return cleaned


class ActionDoneForm(ServiceForm):
    done_on = DayField(label="When was it done?", help_text="If it was today, enter today.")
    result = forms.CharField(label="What came of it?", max_length=300, required=False)


class AnswerForm(OfWordsForm):
    """What the young person says to the plan, written down by somebody who went through it with them."""

    answer = forms.ChoiceField(
        label="Do they agree with the plan?",
        widget=forms.RadioSelect,
        choices=[(Answer.AGREES.value, "Yes, they agree"), (Answer.DISAGREES.value, "No, not with all of it")],
    )
    says = LinesField(
        label="What do they say?",
        rows=5,
        max_length=LONGEST,
        required=False,
        help_text="In their own words. If they do not agree, say with what.",
    )


class SignForm(OfWordsForm):
    """The key worker signs; why the young person was not asked, where they have not answered."""

    not_asked_reason = forms.CharField(
        label="Why has the young person not answered?",
        max_length=300,
        required=False,
        help_text="For example, they do not want to be met. Ask them again as soon as you can.",
    )
    mark_optional = False

    def __init__(self, *args: Any, has_answer: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_answer:
            del self.fields["not_asked_reason"]


class AskReviewForm(ServiceForm):
    who = forms.ChoiceField(
        label="Who asks for the review?",
        widget=forms.RadioSelect,
        choices=[("young_person", "The young person"), ("adviser", "I ask for it myself, as their adviser")],
    )
    why = LinesField(
        label="Why?", rows=4, max_length=1000, required=False, help_text="It need not be said: a review is not refused."
    )


class ReviewHeldForm(ServiceForm):
    held_on = DayField(label="When was it held?", help_text=_DAY_HINT)
    attendees = LinesField(
        label="Who was there?", rows=4, max_length=LONGEST, help_text="One person on each line, with their role."
    )
    young_person_said = LinesField(
        label="What did the young person say?",
        rows=5,
        max_length=LONGEST,
        help_text="In their own words if you can. If they were not there, say how they were heard.",
    )
    decisions = LinesField(
        label="What was decided?", rows=5, max_length=LONGEST, help_text="What will be done goes into the plan as well."
    )


class CloseForm(ServiceForm):
    reason = forms.CharField(
        label="Why is the plan closed?", max_length=300, help_text="For example, the young person is 25."
    )


class AccommodationForm(ServiceForm):
    """Where they live, factor by factor, and as a whole."""

    on = DayField(label="When did you look at it?", help_text=_DAY_HINT)
    where = forms.CharField(
        label="What kind of accommodation is it?", max_length=200, help_text="For example, supported lodgings."
    )
    is_suitable = forms.ChoiceField(
        label="Is it suitable as a whole?",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        choices=[(YES, "Yes"), (NO, "No")],
    )
    reason = LinesField(
        label="Why, or why not?", rows=4, max_length=LONGEST, help_text="Weigh the factors against each other."
    )

    reveals = {factor.value: {NO: [f"{factor.value}_note"]} for factor in Suitability}
    mark_optional = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        whole = [self.fields.pop(name) for name in ("is_suitable", "reason")]
        for factor in Suitability:
            self.fields[factor.value] = forms.ChoiceField(
                label=factor.label,
                help_text=FACTOR_HINTS[factor],
                widget=forms.RadioSelect,
                choices=[(YES, "Suitable"), (NO, "Not suitable")],
                error_messages={"required": f"Say whether it is suitable: {factor.label.lower()}"},
            )
            self.fields[f"{factor.value}_note"] = forms.CharField(
                label=f"What is not suitable ({factor.label.lower()})?", max_length=300, required=False
            )
        self.fields["is_suitable"], self.fields["reason"] = whole

    def judged(self) -> dict[Suitability, Judged]:
        return {factor: Judged(self.cleaned_data[factor.value] == YES, self._note(factor)) for factor in Suitability}

    def _note(self, factor: Suitability) -> str:
        note: str = self.cleaned_data[f"{factor.value}_note"]
        return note if self.cleaned_data[factor.value] == NO else ""


class PassportForm(ServiceForm):
    """One area of the skills passport: how far they are with each thing, and what shows it."""

    mark_optional = False

    def __init__(self, *args: Any, items: Sequence[SkillItem], proofs: dict[int, SkillProof], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = list(items)
        self.proofs = proofs
        for item in self.items:
            proof = proofs.get(item.pk)
            self.fields[f"item_{item.pk}"] = forms.ChoiceField(
                label=f"I can {item.what}",
                widget=forms.RadioSelect,
                choices=SkillState.choices,
                required=False,
                initial=proof.state if proof else None,
            )
            self.fields[f"evidence_{item.pk}"] = forms.CharField(
                label=f"What shows that they can {item.what}?",
                max_length=300,
                required=False,
                initial=proof.evidence if proof else "",
            )
        self.reveals = {f"item_{item.pk}": {SkillState.CAN_DO.value: [f"evidence_{item.pk}"]} for item in self.items}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for item in self.items:
            state, evidence = cleaned.get(f"item_{item.pk}"), cleaned.get(f"evidence_{item.pk}", "").strip()
            if state == SkillState.CAN_DO and not evidence:
                self.add_error(f"evidence_{item.pk}", f"Say what shows that they can {item.what}")
            elif evidence and not state and f"item_{item.pk}" not in self.errors:
                self.add_error(f"item_{item.pk}", f"Say how far they are: {item.what}")
        return cleaned

    def shown(self) -> dict[SkillItem, Shown]:
        """What was answered; an item without an answer is left as it is."""
        return {
            item: Shown(SkillState(state), self.cleaned_data[f"evidence_{item.pk}"])
            for item in self.items
            if (state := self.cleaned_data[f"item_{item.pk}"])
        }
