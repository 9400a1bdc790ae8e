"""Setting a target, closing it, and choosing those that go on in a new plan."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Membership
from accounts.service_form import ServiceForm
from accounts.wording import short_day
from education_plans.enums import Domain, TargetState
from education_plans.models import Target
from education_plans.services.targets import TargetWords

LONGEST_OUTCOME = 2_000


class TargetForm(ServiceForm):
    domain = forms.ChoiceField(
        label="What is it about?",
        choices=Domain,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose what it is about"},
    )
    what = forms.CharField(
        label="What is to be reached?",
        max_length=300,
        help_text="One thing, so that everybody can tell whether it happened. For example: passes the maths resit in June.",
        error_messages={"required": "Say what is to be reached"},
    )
    by_young_person = forms.BooleanField(label="The young person does it themselves", required=False)
    helper = forms.ModelChoiceField(
        Membership.objects.none(), label="Who helps?", required=False, empty_label="Nobody from this list"
    )
    helper_name = forms.CharField(
        label="Somebody else who helps", max_length=120, required=False, help_text="If they do not use Mainstay."
    )
    due_on = DayField(label="By when?")
    evidence = forms.CharField(
        label="How shall we know?",
        max_length=300,
        help_text="What can be seen or shown when it is reached. For example: the result slip.",
        error_messages={"required": "Say how you shall know that it is reached"},
    )

    def __init__(self, *args: Any, helpers: Sequence[Membership], called: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["helper"]
        field.queryset = Membership.objects.filter(pk__in=[hat.pk for hat in helpers])  # type: ignore[attr-defined]
        field.to_field_name = "uuid"  # type: ignore[attr-defined]
        field.choices = [  # type: ignore[attr-defined]
            ("", "Nobody from this list"),
            *[(str(hat.uuid), f"{hat.user.name}, {hat.agency.name}") for hat in helpers],
        ]
        self.fields["by_young_person"].label = f"{called} does it themselves"

    def words(self) -> TargetWords:
        given = self.cleaned_data
        return TargetWords(
            domain=Domain(given["domain"]),
            what=given["what"],
            due_on=given["due_on"],
            evidence=given["evidence"],
            by_young_person=given["by_young_person"],
            helper=given["helper"],
            helper_name=given["helper_name"],
        )

    @staticmethod
    def initial_of(target: Target) -> dict[str, Any]:
        """A target as the form shows it."""
        return {
            "domain": target.domain,
            "what": target.what,
            "by_young_person": target.by_young_person,
            "helper": target.helper.uuid if target.helper else None,
            "helper_name": target.helper_name,
            "due_on": target.due_on,
            "evidence": target.evidence,
        }


class CloseTargetForm(ServiceForm):
    state = forms.ChoiceField(
        label="Was it reached?",
        choices=[(state.value, state.label) for state in TargetState if state != TargetState.OPEN],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was reached"},
    )
    outcome = LinesField(
        label="What came of it?",
        max_length=LONGEST_OUTCOME,
        help_text="What happened, and what you learnt from it. The young person reads this.",
        error_messages={"required": "Say what came of it"},
    )
    closed_on = DayField(label="When?")

    choice_hints = {"state": {TargetState.DROPPED.value: "It is given up. The parties of the plan are asked again."}}


class CarryForm(ServiceForm):
    targets = forms.ModelMultipleChoiceField(
        Target.objects.none(),
        label="Which targets go on?",
        to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one target"},
    )
    due_on = DayField(label="To be reached by", help_text="The same day for all of them; change it for one afterwards.")

    def __init__(self, *args: Any, targets: Sequence[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["targets"]
        field.queryset = Target.objects.filter(pk__in=[target.pk for target in targets])  # type: ignore[attr-defined]
        field.choices = [(str(target.uuid), target.what) for target in targets]  # type: ignore[attr-defined]
        self.choice_hints = {
            "targets": {
                str(target.uuid): f"{target.get_state_display()}, was to be reached by {short_day(target.due_on)}"
                for target in targets
            }
        }
