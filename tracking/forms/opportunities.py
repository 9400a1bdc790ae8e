"""What people fill in about opportunities and referrals."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from agreements.rules import academic_year, academic_year_of
from tracking.enums import Barrier, OpportunityKind, ReferralState
from tracking.forms.fields import offer, text_field
from tracking.forms.filters import FilterForm
from tracking.models import Opportunity, Referral
from tracking.rules.referrals import NEXT, OVER, WITHOUT_SUCCESS
from tracking.selectors.opportunities import SHOWN
from tracking.selectors.referrals import STAGES
from tracking.services.opportunities import OpportunityDetails
from tracking.services.referrals import Step

ANY = ("", "All")
#: How many academic years back the report and the list can be narrowed to.
YEARS = 6


class OpportunityForm(ServiceForm):
    agency = forms.ChoiceField(label="Which agency keeps this entry?")
    kind = forms.ChoiceField(label="What is it?", choices=OpportunityKind, widget=forms.RadioSelect)
    title = forms.CharField(label="What is it called?", max_length=160)
    offered_by = forms.CharField(label="Who offers it?", max_length=160, help_text="The employer, college or project.")
    what = text_field("What happens there?", help_text="What they do, for how long, and what they get from it.")
    for_whom = forms.CharField(
        label="Who is it for?", max_length=300, required=False, help_text="For example, 16 to 18, ready to start work"
    )
    where = forms.CharField(label="Where is it?", max_length=160, required=False)
    contact = forms.CharField(
        label="Whom to ask", max_length=200, required=False, help_text="Name, telephone number or e-mail address."
    )
    places = forms.IntegerField(
        label="How many places are there?", min_value=1, max_value=9999, required=False,
        help_text="Leave it empty if nobody counts them.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )  # fmt: skip
    apply_by_on = DayField(label="Until which day can somebody be referred?", required=False)
    starts_on = DayField(label="When does it start?", required=False)
    ends_on = DayField(label="When does it end?", required=False)

    def __init__(self, *args: Any, keepers: Sequence[Agency] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.keepers = {str(agency.uuid): agency for agency in keepers}
        offer(self, "agency", {uuid: agency.name for uuid, agency in self.keepers.items()})
        if len(keepers) < 2:
            self.fields.pop("agency")

    @property
    def chosen_agency(self) -> Agency:
        """Who keeps it: the only agency, or the one chosen."""
        return self.keepers[self.cleaned_data.get("agency") or next(iter(self.keepers))]

    def details(self) -> OpportunityDetails:
        given = {name: value for name, value in self.cleaned_data.items() if name != "agency"}
        return OpportunityDetails(**given)


class OpportunityFilterForm(FilterForm):
    q = forms.CharField(label="Word", required=False, max_length=80, help_text="In the name, who offers it, or where.")
    kind = forms.ChoiceField(label="Kind", required=False, choices=[ANY, *OpportunityKind.choices])
    show = forms.ChoiceField(label="Show", required=False, choices=list(SHOWN.items()))


class ReferForm(ServiceForm):
    opportunity = forms.ModelChoiceField(
        label="Which opportunity?", queryset=Opportunity.objects.none(), to_field_name="uuid", empty_label="Choose one",
        error_messages={"required": "Choose an opportunity", "invalid_choice": "Choose one that is still open"},
    )  # fmt: skip
    why = LinesField(
        label="Why does it fit?", max_length=300, rows=3, help_text="What they want, and what they said about it.",
        error_messages={"required": "Say why it fits"},
    )  # fmt: skip

    def __init__(self, *args: Any, opportunities: Sequence[Opportunity], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["opportunity"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Opportunity.objects.filter(pk__in=[each.pk for each in opportunities]).order_by("title", "id")
        field.label_from_instance = lambda each: f"{each.title} ({each.get_kind_display()}, {each.offered_by})"  # type: ignore[method-assign]


class StepForm(ServiceForm):
    """What happened next: only what can follow where the referral stands."""

    state = forms.ChoiceField(
        label="What happened?", widget=forms.RadioSelect, error_messages={"required": "Choose what happened"}
    )
    started_on = DayField(label="When did they start?", required=False)
    ended_on = DayField(label="When did it end for them?")
    barrier = forms.ChoiceField(
        label="What stood in the way?", choices=[("", "Choose one"), *Barrier.choices], required=False
    )
    reason = forms.CharField(
        label="Why?", max_length=300, required=False, help_text="In a few words, as the young person would say it."
    )
    what_next = forms.CharField(
        label="What happens next?", max_length=300, required=False,
        help_text="For example, a job offer, a course, another referral. You can add it later.",
    )  # fmt: skip

    def __init__(self, *args: Any, referral: Referral, **options: Any) -> None:
        super().__init__(*args, **options)
        self.before = ReferralState(referral.state)
        allowed = NEXT[self.before]
        offer(self, "state", {state.value: str(state.label) for state in allowed})
        (without,) = [state for state in allowed if state in WITHOUT_SUCCESS]
        self.reveals = {"state": {without.value: ["barrier", "reason"]}}
        if ReferralState.STARTED in allowed:
            self.reveals["state"][ReferralState.STARTED.value] = ["started_on"]
        else:
            self.fields.pop("started_on")
        if not any(state in OVER - {ReferralState.UNSUITABLE} for state in allowed):
            self.fields.pop("ended_on")
            self.fields.pop("what_next")

    def step(self) -> Step:
        given = self.cleaned_data
        state = ReferralState(given["state"])
        is_without = state in WITHOUT_SUCCESS
        return Step(
            state=state,
            on=given.get("started_on") if state == ReferralState.STARTED else given.get("ended_on"),
            barrier=given["barrier"] if is_without else "",
            reason=given["reason"] if is_without else "",
            what_next=given.get("what_next", ""),
        )


class WhatNextForm(ServiceForm):
    what_next = LinesField(
        label="What happened next?", max_length=300, rows=3,
        help_text="For example, they work there now, or they applied for a course.",
        error_messages={"required": "Say what happened next"},
    )  # fmt: skip


class TakeBackForm(ServiceForm):
    reason = forms.CharField(label="What was wrong?", max_length=200, error_messages={"required": "Say what was wrong"})


class FindForm(forms.Form):
    """Whom to refer: a name or the beginning of a learner number."""

    mark_optional = False
    q = forms.CharField(label="Name or ULN", required=False, max_length=80, help_text="A near spelling is enough.")


class ReferralFilterForm(FilterForm):
    stage = forms.ChoiceField(
        label="Stage", required=False, choices=[ANY, *((name, words) for name, (words, _) in STAGES.items())]
    )
    kind = forms.ChoiceField(label="Kind of opportunity", required=False, choices=[ANY, *OpportunityKind.choices])
    barrier = forms.ChoiceField(label="What stood in the way", required=False, choices=[ANY, *Barrier.choices])
    year = forms.ChoiceField(label="Referred in the academic year", required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "year", {"": "All", **years(today)})


class ReportYearForm(FilterForm):
    year = forms.ChoiceField(label="Academic year", required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "year", years(today))


def years(today: date) -> dict[str, str]:
    """This academic year and those before it, by the calendar year in which each began."""
    this = academic_year_of(today)
    return {str(year): academic_year(year) for year in range(this, this - YEARS, -1)}
