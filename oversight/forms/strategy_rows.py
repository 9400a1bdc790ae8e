"""Forms about one row of a strategy: what it says, who leads it, how it comes along, what shows it, what it costs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import people_choices
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency, Membership
from accounts.service_form import ServiceForm
from agreements.models import ProjectNotice
from education_plans.enums import Rag
from oversight.enums import BudgetKind, Direction, EntryKind, LeadKind, Rated, RowKind, RowStatus
from oversight.measures import registry
from oversight.models import StrategyEntry, StrategyRow
from oversight.reading import LIMITS
from oversight.rules.strategy import RATED, STATUSES
from oversight.selectors.strategy import Meant
from oversight.services.strategy_rows import NewLead, RowDetails

LONGEST = 4_000
#: As long as what a document may bring in, so that a row of a document can be changed without being cut.
LONGEST_ROW = LIMITS.longest_cell
#: What is asked about each kind of row besides number, text and note.
ASKED = {
    RowKind.THEME: (),
    RowKind.OBJECTIVE: ("agency", "agency_name", "membership", "lead_name"),
    RowKind.KPI: (
        "agency", "agency_name", "membership", "lead_name", "due_on", "measure_code", "target", "direction", "green_from",
        "amber_from", "first_rating_on",
    ),
    RowKind.EXPECTATION: ("agency", "agency_name", "membership", "lead_name", "timescale", "due_on"),
    RowKind.ACTION: ("agency", "agency_name", "membership", "lead_name", "timescale", "due_on", "notice"),
}  # fmt: skip
_LEADS = ("agency", "agency_name", "membership", "lead_name")
_ALWAYS = ("number", "text", "note")


class RowForm(ServiceForm):
    """What a document says in one row. Who leads it is asked once, with the new row; after that it has a page of its own."""

    number = forms.CharField(
        label="Number", max_length=20, required=False, help_text="As the document has it, for example 1.4.1 or 6k."
    )
    text = LinesField(label="Text", max_length=LONGEST_ROW, rows=4)
    note = LinesField(label="Note", max_length=LONGEST_ROW, rows=2, required=False)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Lead agency", to_field_name="uuid", required=False, empty_label="None of these"
    )
    agency_name = forms.CharField(
        label="Lead agency, by name", max_length=160, required=False,
        help_text="For one that does not use Mainstay, or in the words of the document.",
    )  # fmt: skip
    membership = forms.ChoiceField(label="Main lead", required=False)
    lead_name = forms.CharField(label="Or somebody else, by name", max_length=120, required=False)
    timescale = forms.CharField(
        label="Timescale", max_length=60, required=False, help_text="In words, for example: ongoing."
    )
    due_on = DayField(label="By when?", required=False)
    measure_code = forms.ChoiceField(
        label="Which measure says how it stands?", required=False,
        help_text="It is counted from the record, and its colour is proposed by the limits below.",
    )  # fmt: skip
    target = forms.DecimalField(label="Target", max_digits=10, decimal_places=2, required=False)
    direction = forms.ChoiceField(
        label="Which way is it to move?", choices=Direction.choices, widget=forms.RadioSelect, initial=Direction.HIGHER
    )
    green_from = forms.DecimalField(label="Green from", max_digits=10, decimal_places=2, required=False)
    amber_from = forms.DecimalField(label="Amber from", max_digits=10, decimal_places=2, required=False)
    first_rating_on = DayField(
        label="By when is it rated for the first time?", required=False,
        help_text="For a KPI that is rated by hand. Whoever leads it is reminded.",
    )  # fmt: skip
    notice = forms.ModelChoiceField(
        ProjectNotice.objects.none(), label="Bid or joint project", to_field_name="uuid", required=False,
        empty_label="None", help_text="Of which partners were told. Its planned outcomes are shown with the row.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        kind: RowKind,
        agencies: QuerySet[Agency],
        people: Sequence[Membership],
        notices: QuerySet[ProjectNotice],
        is_new: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(hat.uuid): hat for hat in people}
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["membership"].choices = people_choices(people, "None of these")  # type: ignore[attr-defined]
        self.fields["notice"].queryset = notices  # type: ignore[attr-defined]
        measures = [(measure.code, measure.title) for measure in registry.all()]
        self.fields["measure_code"].choices = [("", "None: it is rated by hand"), *measures]  # type: ignore[attr-defined]
        wanted = {*_ALWAYS, *ASKED[kind]} - (set() if is_new else set(_LEADS))
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]

    def details(self) -> RowDetails:
        return RowDetails(**{name: value for name, value in self.cleaned_data.items() if name not in _LEADS})

    def changed(self, row: StrategyRow) -> RowDetails:
        """The answers, and of what is not asked here what the row says already."""
        return RowDetails(**{**self.initial_of(row), **self.cleaned_data, "notice": self._notice(row)})

    def _notice(self, row: StrategyRow) -> ProjectNotice | None:
        return self.cleaned_data["notice"] if "notice" in self.fields else row.notice

    def leads(self) -> list[NewLead]:
        data, found = self.cleaned_data, []
        if data.get("agency") or data.get("agency_name"):
            found.append(NewLead(kind=LeadKind.AGENCY, agency=data["agency"], name=data["agency_name"], is_main=True))
        hat = self._people.get(data.get("membership", ""))
        if hat or data.get("lead_name"):
            found.append(NewLead(kind=LeadKind.LEAD, membership=hat, name=data["lead_name"], is_main=True))
        return found

    @staticmethod
    def initial_of(row: StrategyRow) -> dict[str, Any]:
        names = (
            "number", "text", "note", "timescale", "due_on", "target", "direction", "green_from", "amber_from",
            "first_rating_on", "measure_code",
        )  # fmt: skip
        return {**{name: getattr(row, name) for name in names}, "notice": row.notice.uuid if row.notice else None}


class LeadForm(ServiceForm):
    """One more agency or person on a row."""

    kind = forms.ChoiceField(label="What do they do?", choices=LeadKind.choices, widget=forms.RadioSelect)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Which agency?", to_field_name="uuid", required=False, empty_label="None of these"
    )
    membership = forms.ChoiceField(label="Or which colleague?", required=False)
    name = forms.CharField(label="Or by name", max_length=160, required=False)
    is_main = forms.BooleanField(label="They are the main lead", required=False)

    mark_optional = False

    def __init__(self, *args: Any, agencies: QuerySet[Agency], people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(hat.uuid): hat for hat in people}
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["membership"].choices = people_choices(people, "None of these")  # type: ignore[attr-defined]

    def details(self) -> NewLead:
        data = self.cleaned_data
        return NewLead(**{**data, "kind": LeadKind(data["kind"]), "membership": self._people.get(data["membership"])})


class StatusForm(ServiceForm):
    status = forms.ChoiceField(label="How far has it come?", widget=forms.RadioSelect)
    on = DayField(label="Since when?", required=False)
    reason = forms.CharField(
        label="Why?", max_length=500, required=False, help_text="Needed where it is withdrawn or superseded."
    )
    superseded_by = forms.ChoiceField(label="Which row takes its place?", required=False)

    mark_optional = False

    def __init__(self, *args: Any, row: StrategyRow, others: Sequence[StrategyRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = STATUSES[RowKind(row.kind)]
        self._others = {str(other.uuid): other for other in others}
        self.fields["status"].choices = [(status.value, status.label) for status in offered]  # type: ignore[attr-defined]
        if RowStatus.SUPERSEDED in offered:
            choices = [("", "None"), *((key, other.short) for key, other in self._others.items())]
            self.fields["superseded_by"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["superseded_by"]

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        other = self._others.get(data.get("superseded_by", ""))
        return {**data, "status": RowStatus(data["status"]), "superseded_by": other}


class EntryForm(ServiceForm):
    kind = forms.ChoiceField(label="What is it?", choices=EntryKind.choices, widget=forms.RadioSelect)
    text = LinesField(label="In words", max_length=LONGEST, rows=4)
    on = DayField(label="When?", required=False, help_text="Empty if there is no day.")
    fulfils = forms.ChoiceField(label="Which next step was taken with it?", required=False)

    mark_optional = False

    def __init__(self, *args: Any, steps: Sequence[StrategyEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._steps = {str(step.uuid): step for step in steps}
        if steps:
            choices = [("", "None"), *((key, step.text[:90]) for key, step in self._steps.items())]
            self.fields["fulfils"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["fulfils"]

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        fulfils = self._steps.get(data.get("fulfils", ""))
        return {**data, "kind": EntryKind(data["kind"]), "fulfils": fulfils}


class RateForm(ServiceForm):
    """A colour and why. What each colour means stands beside it (W3)."""

    colour = forms.ChoiceField(label="Which colour?", widget=forms.RadioSelect)
    rationale = LinesField(label="Why?", max_length=LONGEST, rows=4)
    on = DayField(label="Of which day does it speak?")
    again_on = DayField(
        label="By when is it rated again?", required=False, help_text="Whoever leads it is reminded in time."
    )

    def __init__(
        self, *args: Any, row: StrategyRow, which: Rated, meanings: Sequence[Meant], by_hand: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.which = which
        choices = [(one.colour.value, f"{one.colour.label}: {one.meaning}") for one in meanings]
        self.fields["colour"].choices = choices  # type: ignore[attr-defined]
        if not by_hand or which != Rated.KPI or which not in RATED[RowKind(row.kind)]:
            del self.fields["again_on"]

    def details(self) -> dict[str, Any]:
        return {**self.cleaned_data, "which": self.which, "colour": Rag(self.cleaned_data["colour"])}


class RatingDayForm(ServiceForm):
    due_on = DayField(label="By when is it rated next?")
    reason = forms.CharField(
        label="Why is the day moved?", max_length=200, required=False, help_text="Needed where a day was set already."
    )

    mark_optional = False


class EvidenceForm(ServiceForm):
    form = forms.FileField(
        label="A file that shows it",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
        help_text="PDF, JPEG, PNG or Word (DOCX), up to 10 MB. Nothing about a young person.",
    )
    note = forms.CharField(label="What does it show?", max_length=200, required=False)


class BudgetForm(ServiceForm):
    kind = forms.ChoiceField(label="What is it?", choices=BudgetKind.choices, widget=forms.RadioSelect)
    amount = forms.DecimalField(
        label="Amount in pounds", max_digits=11, decimal_places=2, min_value=Decimal("-100000000"),
        help_text="With a minus sign it takes back what was written before.",
    )  # fmt: skip
    what = forms.CharField(label="What for?", max_length=200)
    on = DayField(label="On which day?")
    row = forms.ChoiceField(label="For which row?", required=False)

    mark_optional = False

    def __init__(self, *args: Any, rows: Sequence[StrategyRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = {str(row.uuid): row for row in rows}
        choices = [("", "The whole"), *((key, row.short) for key, row in self._rows.items())]
        self.fields["row"].choices = choices  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**data, "kind": BudgetKind(data["kind"]), "row": self._rows.get(data["row"])}


class MoveForm(ServiceForm):
    parent = forms.ChoiceField(label="Under which row does it stand?")

    def __init__(self, *args: Any, parents: Sequence[StrategyRow], may_stand_on_top: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parents = {str(row.uuid): row for row in parents}
        top = [("top", "On top")] if may_stand_on_top else []
        self.fields["parent"].choices = [*top, *((key, row.short) for key, row in self._parents.items())]  # type: ignore[attr-defined]

    def parent_chosen(self) -> StrategyRow | None:
        return self._parents.get(self.cleaned_data["parent"])
