"""Forms of panels: setting one up, planning a meeting, its agenda, and who comes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from accounts.form_choices import people_choices
from accounts.form_fields import MomentField
from accounts.models import Agency, Membership
from accounts.service_form import ServiceForm
from learners.models import Learner
from oversight.models import PanelPerson

CAME = [("yes", "Came"), ("no", "Sent apologies")]


class PanelForm(ServiceForm):
    virtual_school = forms.ModelChoiceField(
        Agency.objects.none(), label="Of which Virtual School?", to_field_name="uuid", empty_label=None
    )
    name = forms.CharField(label="What is the panel called?", max_length=120)
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which partners come to it?",
        help_text="They see the meetings, and of the young people those who agreed that their record is shown to the panel.",
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    def __init__(
        self, *args: Any, partners: QuerySet[Agency], schools: QuerySet[Agency] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = partners  # type: ignore[attr-defined]
        if schools is None:
            del self.fields["virtual_school"]
        else:
            self.fields["virtual_school"].queryset = schools  # type: ignore[attr-defined]


class MeetingForm(ServiceForm):
    """When and where a panel meets, and who chairs it."""

    scheduled_for = MomentField(label="When does the panel meet?")
    place = forms.CharField(label="Where?", max_length=160, required=False)
    chair = forms.ChoiceField(label="Who chairs it?", required=False)

    def __init__(self, *args: Any, chairs: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._chairs = {str(hat.uuid): hat for hat in chairs}
        self.fields["chair"].choices = people_choices(chairs, "Nobody yet")  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        return {**self.cleaned_data, "chair": self._chairs.get(self.cleaned_data["chair"])}


class PersonForm(ServiceForm):
    membership = forms.ChoiceField(label="Colleague", required=False)
    name = forms.CharField(
        label="Or somebody who does not use Mainstay",
        max_length=120,
        required=False,
        help_text="Their name and where they come from.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    mark_optional = False

    def __init__(self, *args: Any, colleagues: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._colleagues = {str(hat.uuid): hat for hat in colleagues}
        self.fields["membership"].choices = people_choices(colleagues, "Choose a colleague")  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"membership": self._colleagues.get(data["membership"]), "name": data["name"]}


class WhoCameForm(ServiceForm):
    """Each person on the list: came, or sent apologies."""

    mark_optional = False

    def __init__(self, *args: Any, people: Sequence[PanelPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows: dict[str, UUID] = {}
        for number, person in enumerate(people):
            name = f"came_{number}"
            self._rows[name] = person.uuid
            self.fields[name] = forms.ChoiceField(
                label=f"{person.name}, {person.membership.agency}" if person.membership else person.name,
                choices=CAME,
                required=False,
                initial={True: "yes", False: "no"}.get(person.came),  # type: ignore[arg-type]
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
            )

    def came(self) -> dict[UUID, bool]:
        said = {uuid: self.cleaned_data.get(name, "") for name, uuid in self._rows.items()}
        return {uuid: answer == "yes" for uuid, answer in said.items() if answer}


class AddForm(ServiceForm):
    """One of the young people that were found, and why they are put on the agenda."""

    learner = forms.ChoiceField(label="Who?", choices=(), widget=forms.RadioSelect)
    why = forms.CharField(label="Why should the panel look at them?", max_length=200)

    def __init__(self, *args: Any, found: Sequence[Learner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found = {str(learner.uuid): learner for learner in found}
        self.fields["learner"].choices = [  # type: ignore[attr-defined]
            (key, f"{learner.full_name}, born {learner.date_of_birth:%-d %B %Y}")
            for key, learner in self._found.items()
        ]
        if len(self._found) == 1:
            self.fields["learner"].initial = next(iter(self._found))

    def details(self) -> dict[str, Any]:
        return {"learner": self._found[self.cleaned_data["learner"]], "why": self.cleaned_data["why"]}


class TakeOffForm(ServiceForm):
    reason = forms.CharField(
        label="Why need the panel not look at them this time?",
        max_length=200,
        help_text="It is kept. Drawing the agenda up again does not bring them back.",
    )


class DoneForm(ServiceForm):
    result = forms.CharField(label="What came of it?", max_length=300)
