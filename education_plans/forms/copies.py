"""Recording that the young person was given a copy."""

from django import forms

from accounts.form_fields import DayField
from accounts.service_form import ServiceForm
from education_plans.enums import CopyDesign, CopyForm, CopyHow


class CopyGivenForm(ServiceForm):
    design = forms.ChoiceField(
        label="Which copy?", choices=CopyDesign, initial=CopyDesign.YOUNG_PERSON, widget=forms.RadioSelect
    )
    form = forms.ChoiceField(
        label="In which print?", choices=CopyForm, initial=CopyForm.PRINT, widget=forms.RadioSelect
    )
    how = forms.ChoiceField(
        label="How was it given?",
        choices=CopyHow,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how the copy was given"},
    )
    given_on = DayField(label="When?", help_text="For example, 27 3 2026. If it was today, enter today.")

    choice_hints = {
        "design": {
            CopyDesign.PROFESSIONAL.value: "Print it without the safeguarding section if they are to keep it.",
            CopyDesign.YOUNG_PERSON.value: "Plain words, large print, nothing that is not theirs to read.",
        }
    }
