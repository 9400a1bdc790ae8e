"""What people fill in about a time without a place, and about strengths and difficulties."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from tracking.enums import Barrier, DayKind, HealthRoute
from tracking.forms.fields import text_field
from tracking.forms.filters import FilterForm
from tracking.selectors.neet_episodes import SHOWN
from tracking.services.neet_episodes import PlanWords
from tracking.services.neet_errors import ChangedMeanwhile
from tracking.services.neet_roles import RoleWords
from tracking.services.strengths import HIGHEST


class EpisodeFilterForm(FilterForm):
    show = forms.ChoiceField(label="Show", required=False, choices=list(SHOWN.items()))
    barrier = forms.ChoiceField(label="What stands in the way", required=False, choices=[("", "All"), *Barrier.choices])
    health = forms.ChoiceField(label="Health", required=False, choices=[("", "All"), *HealthRoute.choices])


class SeenForm(ServiceForm):
    """A form that carries which words its page showed. If somebody changed them meanwhile, what was typed stays, what stands
    there now is shown beside it, and the next saving answers that.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    #: What stands there now, as rows of a summary list.
    stands: Sequence[dict[str, object]] = ()

    def refuse(self, error: Exception) -> None:
        super().refuse(error)
        if isinstance(error, ChangedMeanwhile):
            self.stands = error.rows
            self.data = self.data.copy()
            self.data["seen"] = error.seen


class PlanForm(SeenForm):
    themes = forms.MultipleChoiceField(
        label="What stands in the way?", choices=Barrier, required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )  # fmt: skip
    barriers = text_field("In their own words, and yours", required=False)
    plan = text_field("What do we do together?", required=False, help_text="Who does what is written down one by one.")
    agreed_on = DayField(
        label="When did those who take part agree it?", required=False, help_text="Leave it empty until they have."
    )
    contingency = text_field("What do we do if that does not work?", required=False)

    def words(self) -> PlanWords:
        given = self.cleaned_data
        return PlanWords(
            barriers=given["barriers"],
            plan=given["plan"],
            contingency=given["contingency"],
            themes=[Barrier(theme) for theme in given["themes"]],
            agreed_on=given["agreed_on"],
        )


class HelpForm(SeenForm):
    health_route = forms.ChoiceField(label="Health", choices=HealthRoute, widget=forms.RadioSelect)
    health_note = forms.CharField(
        label="Which service, and what was agreed?", max_length=300, required=False,
        help_text="No diagnosis: only what those who work on the plan must know.",
    )  # fmt: skip
    jobcentre_plan_on = DayField(
        label="When did the jobcentre agree a plan with them?",
        required=False,
        help_text="Leave it empty if there is none.",
    )


class RoleForm(SeenForm):
    who = forms.CharField(
        label="Who?",
        max_length=120,
        help_text="Name, and what they are.",
        error_messages={"required": "Enter who does it"},
    )
    agency = forms.ModelChoiceField(
        label="Of which agency?", queryset=Agency.objects.none(), to_field_name="uuid", required=False,
        empty_label="None of these", help_text="Leave it at “None of these” for the young person, a carer, or somebody else.",
    )  # fmt: skip
    does = LinesField(label="What do they do?", max_length=300, rows=3, error_messages={"required": "Say what they do"})
    by_on = DayField(label="By when?", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.order_by("sort_name", "id")

    def words(self) -> RoleWords:
        return RoleWords(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})


class RoleDoneForm(ServiceForm):
    done_on = DayField(label="When was it done?")


class DayForm(ServiceForm):
    kind = forms.ChoiceField(label="What kind of day?", choices=DayKind, widget=forms.RadioSelect)
    on = DayField(label="Which day?")
    where = forms.CharField(
        label="Where is it?", max_length=160, help_text="The employer, college or project.",
        error_messages={"required": "Enter where it is"},
    )  # fmt: skip

    choice_hints = {
        "kind": {
            DayKind.TASTER: "They try a job, a course or a programme for a day",
            DayKind.IN_TOUCH: "They meet others and the people who can help, without being signed up",
        }
    }


class SettleForm(ServiceForm):
    attended = forms.TypedChoiceField(
        label="Did they come?", choices=[("yes", "Yes"), ("no", "No")], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect, error_messages={"required": "Say whether they came"},
    )  # fmt: skip
    what_came_of_it = forms.CharField(label="What came of it?", max_length=300, required=False)


class WhyForm(ServiceForm):
    reason = forms.CharField(label="Why?", max_length=200, error_messages={"required": "Give a reason"})


class ScoreForm(ServiceForm):
    on = DayField(label="When was it filled in?")
    score = forms.IntegerField(
        label="Total", help_text=f"From 0 to {HIGHEST}.",
        error_messages={"required": f"Enter a total from 0 to {HIGHEST}", "invalid": "Enter a whole number"},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )  # fmt: skip
    filled_in_by = forms.CharField(
        label="Who filled it in?", max_length=120, help_text="For example, the carer, a teacher, or the young person.",
        error_messages={"required": "Enter who filled it in"},
    )  # fmt: skip
