"""Forms about a strategy as a whole: its top, its people, its colours, its versions and the text for young people."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField

from accounts.form_choices import choose_one_of, people_choices
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency, Membership
from accounts.service_form import ServiceForm
from education_plans.enums import Rag
from oversight.enums import PlanRole, Rated, StrategyKind, StrategyStatus
from oversight.models import Strategy, StrategyPerson, StrategyRow
from oversight.selectors.strategy import Meant
from oversight.services.strategy import PersonDetails, StrategyDetails

LONGEST = 8_000


class StrategyFilterForm(forms.Form):
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *StrategyKind.choices])
    state = forms.ChoiceField(label="Status", required=False, choices=[("", "All"), *StrategyStatus.choices])

    mark_optional = False


class StrategyForm(ServiceForm):
    """What stands at the top of the document, and who sees it. Of one that exists kind and owner stay."""

    owner = forms.ModelChoiceField(Agency.objects.none(), label="Whose is it?", to_field_name="uuid")
    kind = forms.ChoiceField(label="What is it?", choices=StrategyKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Title", max_length=200)
    about = LinesField(label="What is it for?", max_length=LONGEST, rows=6, required=False)
    starts_on = DayField(label="From when does it apply?")
    ends_on = DayField(label="Until when?", required=False)
    written_on = DayField(label="When was it written?", required=False)
    review_on = DayField(label="When is it to be reviewed?", required=False)
    partners = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which partners see it?",
        help_text="Those who oversee young people’s education there see it once it is in force. They lead rows and rate them.",
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    def __init__(self, *args: Any, partners: QuerySet[Agency], owners: QuerySet[Agency] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["partners"].queryset = partners  # type: ignore[attr-defined]
        if owners is None:
            del self.fields["owner"], self.fields["kind"]
        else:
            choose_one_of(self, "owner", owners)

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        rest = {name: data.pop(name) for name in ("owner", "kind", "partners") if name in data}
        return {**rest, "partners": list(rest["partners"]), "details": StrategyDetails(**data)}

    @staticmethod
    def initial_of(strategy: Strategy) -> dict[str, Any]:
        names = ("title", "about", "starts_on", "ends_on", "written_on", "review_on")
        partners = [str(uuid) for uuid in strategy.partners.values_list("uuid", flat=True)]
        return {**{name: getattr(strategy, name) for name in names}, "partners": partners}


class EndStrategyForm(ServiceForm):
    reason = forms.CharField(label="Why does it end?", max_length=100)


class PersonForm(ServiceForm):
    role = forms.ChoiceField(label="What are they?", choices=PlanRole.choices, widget=forms.RadioSelect)
    membership = forms.ChoiceField(label="Which colleague?", required=False)
    name = forms.CharField(label="Or somebody else, by name", max_length=120, required=False)
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    part = forms.CharField(label="What do they do for it?", max_length=200, required=False)
    address = LinesField(label="Address", max_length=400, rows=3, required=False)
    phone = forms.CharField(label="Telephone", max_length=30, required=False)
    mobile = forms.CharField(label="Mobile telephone", max_length=30, required=False)
    email = forms.EmailField(label="E-mail address", max_length=254, required=False)

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(hat.uuid): hat for hat in people}
        self.fields["membership"].choices = people_choices(people, "Nobody who uses Mainstay")  # type: ignore[attr-defined]

    def details(self) -> PersonDetails:
        data = self.cleaned_data
        return PersonDetails(**{**data, "membership": self._people.get(data["membership"])})

    @staticmethod
    def initial_of(person: StrategyPerson) -> dict[str, Any]:
        names = ("role", "name", "job_title", "part", "address", "phone", "mobile", "email")
        initial: dict[str, Any] = {name: getattr(person, name) for name in names}
        return initial | {"membership": str(person.membership.uuid) if person.membership else ""}


class MeaningsForm(ServiceForm):
    """What each colour of both ratings means, from a day on."""

    from_on = DayField(label="From when on?")

    def __init__(self, *args: Any, meant: dict[Rated, list[Meant]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for which, meanings in meant.items():
            for one in meanings:
                self.fields[f"{which.value}_{one.colour.value}"] = LinesField(
                    label=f"{which.label}: {one.colour.label.lower()}", max_length=300, rows=2, initial=one.meaning
                )
        self.order_fields([*(name for name in self.fields if name != "from_on"), "from_on"])

    def meanings(self) -> dict[tuple[Rated, Rag], str]:
        data = self.cleaned_data
        return {
            (which, colour): data[name]
            for which in Rated
            for colour in Rag
            if (name := f"{which.value}_{colour.value}") in data
        }

    @property
    def day(self) -> date:
        return self.cleaned_data["from_on"]  # type: ignore[no-any-return]


class VersionForm(ServiceForm):
    changed = LinesField(label="What changed?", max_length=4_000, rows=4)
    why = LinesField(
        label="Why?",
        max_length=4_000,
        rows=3,
        help_text="For example: an outcome that was not reached, and who decided.",
    )


class CompareForm(forms.Form):
    """Which two versions are held against each other."""

    before = forms.ChoiceField(label="The earlier one")
    after = forms.ChoiceField(label="The later one")

    mark_optional = False

    def __init__(self, *args: Any, numbers: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(number), f"Version {number}") for number in numbers]
        self.fields["before"].choices = choices  # type: ignore[attr-defined]
        self.fields["after"].choices = [("now", "As it stands now"), *choices]  # type: ignore[attr-defined]


class YoungForm(ServiceForm):
    """The text for young people: of the whole, and of each theme and objective."""

    text = LinesField(label="What is this plan about?", max_length=LONGEST, rows=8, required=False)

    mark_optional = False

    def __init__(self, *args: Any, rows: Sequence[StrategyRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows: dict[str, UUID] = {}
        for row in rows:
            name = f"row_{row.uuid}"
            self._rows[name] = row.uuid
            self.fields[name] = LinesField(
                label=f"In plain words: {row.short}", max_length=LONGEST, rows=5, required=False, initial=row.young_text
            )

    @staticmethod
    def initial_of(strategy: Strategy) -> dict[str, Any]:
        return {"text": strategy.young_text}

    def of_rows(self) -> dict[UUID, str]:
        return {uuid: self.cleaned_data[name] for name, uuid in self._rows.items()}

    def texts(self) -> list[tuple[BoundField, str]]:
        """Each text as it stands in its box now."""
        return [(self[name], str(self[name].value() or "")) for name in self.fields]
