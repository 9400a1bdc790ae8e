"""How an agreement is renewed."""

from django import forms

from accounts.service_form import ServiceForm


class RenewForm(ServiceForm):
    how = forms.ChoiceField(
        label="How is it renewed?",
        choices=[("renew", "As it is"), ("amend", "With changes")],
        initial="renew",
        widget=forms.RadioSelect,
    )

    choice_hints = {
        "how": {
            "renew": "The same wording and limits, and the support of social care that is recorded.",
            "amend": "The newest wording. Social care is asked for its support anew.",
        }
    }
