"""What the list of plans can be narrowed to. The names are those of the address."""

from django import forms

from education_plans.selectors.plan_list import STATES


class PlanFilterForm(forms.Form):
    mark_optional = False

    state = forms.ChoiceField(label="Which plans", required=False, choices=[("", "All that run"), *STATES.items()])
