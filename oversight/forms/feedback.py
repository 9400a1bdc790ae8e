"""A short form as it is written, as it is answered, and what is done afterwards (W12)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import choose_one_of
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from oversight.enums import AnswerWay, Asked, FormStatus, QuestionKind, Quoting
from oversight.models import FeedbackAnswer, FeedbackForm, FeedbackQuestion
from oversight.rules.feedback import CHOICES, MOST_QUESTIONS
from oversight.services.feedback_answers import Said
from oversight.services.feedback_forms import FormDetails

LONGEST = 2_000


class FeedbackFilterForm(forms.Form):
    mark_optional = False

    status = forms.ChoiceField(label="Show", required=False, choices=[("", "All"), *FormStatus.choices])


class WriteForm(ServiceForm):
    """The form itself: what it is for, whom it asks, and up to a handful of questions."""

    title = forms.CharField(label="Title", max_length=120, help_text="People read it at the top of the page.")
    what_for = LinesField(
        label="Who reads the answers, and what happens with them?", max_length=1_000, rows=4,
        help_text="In plain words: it stands above the questions.",
    )  # fmt: skip
    asked = forms.ChoiceField(label="Whom do you ask?", choices=Asked.choices, widget=forms.RadioSelect)
    way = forms.ChoiceField(label="How do they come to it?", choices=AnswerWay.choices, widget=forms.RadioSelect)
    closes_on = DayField(label="Last day for answers")
    call_within = forms.IntegerField(
        label="Within how many working days do you call back whoever asks for it?", min_value=1, max_value=10, initial=2,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_QUESTIONS + 1):
            self.fields[f"text_{number}"] = forms.CharField(
                label=f"Question {number}", max_length=200, required=number == 1
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=f"How is question {number} answered?", choices=QuestionKind.choices, required=False
            )

    def details(self) -> FormDetails:
        data = self.cleaned_data
        questions = [
            (QuestionKind(data[f"kind_{number}"] or QuestionKind.SCALE), text)
            for number in range(1, MOST_QUESTIONS + 1)
            if (text := data[f"text_{number}"].strip())
        ]
        return FormDetails(
            title=data["title"], what_for=data["what_for"], asked=Asked(data["asked"]), way=AnswerWay(data["way"]),
            closes_on=data["closes_on"], call_within=data["call_within"], questions=questions,
        )  # fmt: skip

    @staticmethod
    def initial_of(form: FeedbackForm) -> dict[str, Any]:
        names = ("title", "what_for", "asked", "way", "closes_on", "call_within")
        initial: dict[str, Any] = {name: getattr(form, name) for name in names}
        for number, question in enumerate(form.questions.all(), 1):
            initial |= {f"text_{number}": question.text, f"kind_{number}": question.kind}
        return initial


class NewForm(WriteForm):
    """The same, by one of several Virtual Schools."""

    agency = forms.ModelChoiceField(
        label="Which Virtual School asks?", queryset=Agency.objects.none(), to_field_name="uuid"
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_one_of(self, "agency", agencies)
        self.order_fields(["agency"])


class SendOneForm(ServiceForm):
    """One young person is asked by e-mail."""

    form = forms.ChoiceField(label="Which questions?")
    email = forms.EmailField(
        label="Their e-mail address", max_length=254, help_text="The e-mail says no name, and nothing about them."
    )

    def __init__(self, *args: Any, open_forms: Sequence[FeedbackForm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._forms = {str(form.uuid): form for form in open_forms}
        self.fields["form"].choices = [(uuid, form.title) for uuid, form in self._forms.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> FeedbackForm:
        return self._forms[self.cleaned_data["form"]]


class SayForm(ServiceForm):
    """The questions as they are answered: one page, nothing has to be answered but whether we may quote."""

    mark_optional = False

    def __init__(self, *args: Any, questions: Sequence[FeedbackQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions = list(questions)
        has_words = False
        for question in self._questions:
            choices = CHOICES[question.kind]
            if choices:
                self.fields[self.name_of(question)] = forms.ChoiceField(
                    label=question.text, required=False, widget=forms.RadioSelect,
                    choices=[(str(value), label) for value, label in choices.items()],
                )  # fmt: skip
            else:
                has_words = True
                self.fields[self.name_of(question)] = LinesField(
                    label=question.text, required=False, max_length=LONGEST, rows=4
                )
        self.reveals = {"wants_call": {"yes": ["call_name", "phone"]}}
        if has_words:
            self.fields["quoting"] = forms.ChoiceField(
                label="May we quote your words?", choices=Quoting.choices, widget=forms.RadioSelect,
                help_text="Others would read them, in a report for example. You can change your mind at any time.",
                error_messages={"required": "Choose whether we may quote your words"},
            )  # fmt: skip
            self.fields["first_name"] = forms.CharField(label="Your first name", max_length=40, required=False)
            self.reveals["quoting"] = {Quoting.FIRST_NAME.value: ["first_name"]}
        self.fields["wants_call"] = forms.ChoiceField(
            label="Would you like somebody to call you?", required=False, widget=forms.RadioSelect, initial="no",
            choices=[("yes", "Yes, I would like somebody to call me"), ("no", "No")],
        )  # fmt: skip
        self.fields["call_name"] = forms.CharField(label="Your name", max_length=120, required=False)
        self.fields["phone"] = forms.CharField(
            label="Your phone number", max_length=30, required=False,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}),
        )  # fmt: skip

    @staticmethod
    def name_of(question: FeedbackQuestion) -> str:
        return f"question_{question.position}"

    def said(self) -> Said:
        data = self.cleaned_data
        typed = [(one, data[self.name_of(one)]) for one in self._questions]
        return Said(
            values={one.pk: int(text) for one, text in typed if text and one.kind != QuestionKind.WORDS},
            words={one.pk: text for one, text in typed if text and one.kind == QuestionKind.WORDS},
            quoting=Quoting(data.get("quoting") or Quoting.NO), first_name=data.get("first_name", ""),
            wants_call=data["wants_call"] == "yes", call_name=data["call_name"], phone=data["phone"],
        )  # fmt: skip

    @classmethod
    def initial_of(cls, answer: FeedbackAnswer | None) -> dict[str, Any]:
        if answer is None:
            return {}
        initial: dict[str, Any] = {"quoting": answer.quoting, "first_name": answer.first_name}
        for reply in answer.replies.select_related("question"):
            initial[cls.name_of(reply.question)] = reply.words or str(reply.value)
        return initial


class CallDoneForm(ServiceForm):
    what_was_done = LinesField(label="When did you ring, and what was done?", max_length=LONGEST, rows=5)


class TakeBackForm(ServiceForm):
    reason = forms.CharField(label="How do you know?", max_length=100, help_text="For example: she rang on Monday.")
