"""Forms of an audit: what it is about, its questions, the draw, who answers, the answers, findings."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import choose_one_of, people_choices
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency, Membership
from accounts.service_form import ServiceForm
from learners.enums import CareStatus
from learners.forms.caseload import ANY
from learners.selectors.caseload import provider_choices
from oversight.enums import Ages, Area, AuditQuestionKind, AuditValue, FindingKind, Listing
from oversight.models import Audit, AuditAnswer, AuditFinding, AuditQuestion, SavedView, StrategyRow
from oversight.rules.audits import VALUES
from oversight.selectors.measures import PeopleFilters
from oversight.services.audits import LARGEST, AuditDetails

LONGEST = 4_000
_FILTERS = ("ages", "care_status", "area", "provider")


class AuditForm(ServiceForm):
    """What an audit is about. Of whom it speaks is a list that the agency keeps, or all its young people, cut down."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="Whose audit is it?", to_field_name="uuid")
    title = forms.CharField(label="Title", max_length=200)
    purpose = LinesField(label="What does it want to find out?", max_length=LONGEST, rows=4)
    starts_on = DayField(label="First day of the time it looks at")
    ends_on = DayField(label="Last day of the time it looks at")
    view = forms.ChoiceField(
        label="Of whom?",
        required=False,
        help_text="A list that your agency keeps, or all young people, cut down below.",
    )
    ages = forms.ChoiceField(label="Age group", choices=[ANY, *Ages.choices], required=False)
    care_status = forms.ChoiceField(label="Care status", choices=[ANY, *CareStatus.choices], required=False)
    area = forms.ChoiceField(label="Where they learn", choices=[ANY, *Area.choices], required=False)
    provider = forms.ChoiceField(label="Provider", required=False)

    mark_optional = False

    def __init__(
        self, *args: Any, views: QuerySet[SavedView], agencies: QuerySet[Agency] | None = None,
        audit: Audit | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._views = {str(view.uuid): (Listing(view.page), view.filters) for view in views}
        choices = [("", "All young people"), *((str(view.uuid), view.name) for view in views)]
        if audit is not None:
            self._views["as_is"] = (Listing(audit.listing), audit.filters)
            choices = [("as_is", "As it is now"), *choices]
        self.fields["view"].choices = choices  # type: ignore[attr-defined]
        self.fields["provider"].choices = [ANY, *provider_choices()]  # type: ignore[attr-defined]
        if agencies is None:
            del self.fields["agency"]
        else:
            choose_one_of(self, "agency", agencies)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("view") and any(data.get(name) for name in _FILTERS):
            self.add_error("view", "Choose a list, or cut all young people down: not both.")
        return data

    def details(self) -> AuditDetails:
        data = self.cleaned_data
        filters = PeopleFilters(**{name: data[name] for name in _FILTERS}).query()
        listing, filters = self._views.get(data["view"], (Listing.YOUNG_PEOPLE, filters))
        return AuditDetails(
            title=data["title"], purpose=data["purpose"], starts_on=data["starts_on"], ends_on=data["ends_on"],
            listing=listing, filters=filters,
        )  # fmt: skip

    @staticmethod
    def initial_of(audit: Audit) -> dict[str, Any]:
        names = ("title", "purpose", "starts_on", "ends_on")
        return {**{name: getattr(audit, name) for name in names}, "view": "as_is"}


class QuestionForm(ServiceForm):
    text = forms.CharField(
        label="What is asked about each young person?", max_length=300, help_text="For example: did the plan make a difference?"
    )  # fmt: skip
    kind = forms.ChoiceField(label="How is it answered?", choices=AuditQuestionKind.choices, widget=forms.RadioSelect)

    def details(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "kind": AuditQuestionKind(self.cleaned_data["kind"])}

    @staticmethod
    def initial_of(question: AuditQuestion) -> dict[str, Any]:
        return {"text": question.text, "kind": question.kind}


class DrawForm(ServiceForm):
    size = forms.IntegerField(
        label="How many are drawn?", min_value=1, max_value=LARGEST,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )  # fmt: skip
    reason = forms.CharField(label="Why is a further sample needed?", max_length=300)

    def __init__(self, *args: Any, further: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not further:
            del self.fields["reason"]


class ShareOutForm(ServiceForm):
    auditors = forms.MultipleChoiceField(
        label="Who answers?", widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"})
    )
    due_on = DayField(label="By when?", help_text="They are reminded in time.")

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(hat.uuid): hat for hat in people}
        self.fields["auditors"].choices = [(key, hat.user.name) for key, hat in self._people.items()]  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        chosen = self.cleaned_data["auditors"]
        return {"auditors": [self._people[key] for key in chosen], "due_on": self.cleaned_data["due_on"]}


class GiveForm(ServiceForm):
    auditor = forms.ChoiceField(label="Who answers?")
    due_on = DayField(
        label="By when?", help_text="Somebody who answers for others in this audit keeps the day they have."
    )

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(hat.uuid): hat for hat in people}
        choices = [("", "Choose"), *((key, hat.user.name) for key, hat in self._people.items())]
        self.fields["auditor"].choices = choices  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        return {"auditor": self._people[self.cleaned_data["auditor"]], "due_on": self.cleaned_data["due_on"]}


class SetAsideForm(ServiceForm):
    reason = forms.CharField(
        label="Why does nobody answer?", max_length=300, help_text="They stay in the sample and are not counted."
    )


class AnswersForm(ServiceForm):
    """Every question about one young person. Nothing need be answered to save; `revision` is what was there when the page was
    opened.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)

    mark_optional = False

    def __init__(self, *args: Any, questions: Sequence[AuditQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions = questions
        for question in questions:
            values = VALUES[AuditQuestionKind(question.kind)]
            if values:
                self.fields[f"value_{question.uuid}"] = forms.ChoiceField(
                    label=question.text, required=False, widget=forms.RadioSelect,
                    choices=[(value.value, value.label) for value in values],
                )  # fmt: skip
            label = f"{question.text} In your words" if values else question.text
            rows = 2 if values else 4
            self.fields[f"words_{question.uuid}"] = LinesField(
                label=label, max_length=LONGEST, rows=rows, required=False
            )

    def answers(self) -> dict[UUID, tuple[str, str]]:
        data = self.cleaned_data
        return {
            question.uuid: (data.get(f"value_{question.uuid}", ""), data[f"words_{question.uuid}"])
            for question in self._questions
        }

    @staticmethod
    def initial_of(revision: int, answers: Sequence[AuditAnswer]) -> dict[str, Any]:
        initial: dict[str, Any] = {"revision": revision}
        for answer in answers:
            initial[f"value_{answer.question.uuid}"] = answer.value
            initial[f"words_{answer.question.uuid}"] = answer.words
        return initial


class CloseAuditForm(ServiceForm):
    conclusion = LinesField(
        label="What came of it?", max_length=LONGEST, rows=5, help_text="Without a name of a young person."
    )


class FindingForm(ServiceForm):
    kind = forms.ChoiceField(label="What is it?", choices=FindingKind.choices, widget=forms.RadioSelect)
    theme = forms.CharField(label="Theme", max_length=80)
    text = LinesField(
        label="What do the answers show?", max_length=LONGEST, rows=4, help_text="Without a name of a young person."
    )

    def details(self) -> dict[str, Any]:
        return {**self.cleaned_data, "kind": FindingKind(self.cleaned_data["kind"])}

    @staticmethod
    def initial_of(finding: AuditFinding) -> dict[str, Any]:
        return {"kind": finding.kind, "theme": finding.theme, "text": finding.text}


class FindingActionForm(ServiceForm):
    """An action in a strategy or work plan of the agency."""

    parent = forms.ChoiceField(label="Under which row of a strategy or work plan?")
    text = LinesField(label="What is to be done?", max_length=LONGEST, rows=3)
    due_on = DayField(label="By when?", required=False)
    lead = forms.ChoiceField(label="Who leads it?", required=False)

    def __init__(self, *args: Any, rows: Sequence[StrategyRow], people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = {str(row.uuid): row for row in rows}
        self._people = {str(hat.uuid): hat for hat in people}
        choices = [("", "Choose"), *((key, f"{row.strategy}: {row.short}") for key, row in self._rows.items())]
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]
        self.fields["lead"].choices = people_choices(people, "Nobody yet")  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = {"parent": self._rows[data["parent"]], "lead": self._people.get(data["lead"])}
        return {**found, "text": data["text"], "due_on": data["due_on"]}


class AnswersFilterForm(forms.Form):
    """Which answers a list holds; what makes no sense leaves it empty."""

    mark_optional = False

    value = forms.ChoiceField(label="Answer", required=False)
    area = forms.ChoiceField(label="Where they learn", choices=[ANY, *Area.choices], required=False)

    def __init__(self, *args: Any, question: AuditQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values: Sequence[AuditValue] = VALUES[AuditQuestionKind(question.kind)]
        self.fields["value"].choices = [ANY, *((value.value, value.label) for value in values)]  # type: ignore[attr-defined]
