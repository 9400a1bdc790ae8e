"""Over which time one looks at how an agreement is kept."""

from django import forms

from agreements.selectors.adherence_page import PERIODS, USUAL


class PeriodForm(forms.Form):
    mark_optional = False

    period = forms.ChoiceField(
        label="Period",
        choices=[("" if key == USUAL else key, words) for key, words in PERIODS.items()],
        required=False,
    )

    def chosen(self) -> str:
        """The period asked for; the last twelve months unless it makes sense."""
        return (self.cleaned_data["period"] if self.is_valid() else "") or USUAL
