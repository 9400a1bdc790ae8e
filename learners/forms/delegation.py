"""Who stands in, for whom, from when to when."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.clock import local_date
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Membership, User
from accounts.service_form import ServiceForm
from learners.forms.fields import PersonField
from learners.selectors.delegations import deputies_to_choose, learners_to_cover
from learners.services.delegation import LONGEST_DAYS


class DelegationForm(ServiceForm):
    deputy = PersonField(label="Who stands in for you?", help_text="A colleague whose role lets them open records.")
    learners = forms.ModelMultipleChoiceField(
        label="For which young people?",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one young person",
            "invalid_choice": "Choose from the young people on the list",
            "invalid_pk_value": "Choose from the young people on the list",
        },
    )
    first_on = DayField(label="First day")
    last_on = DayField(
        label="Last day", help_text=f"They stand in until the end of this day, for {LONGEST_DAYS} days at most."
    )
    note = LinesField(
        label="Note for your colleague",
        required=False,
        max_length=500,
        rows=4,
        help_text="What they should know. It is shown in Mainstay only, not in any e-mail.",
    )

    def __init__(self, *args: Any, givers: list[Membership], user: User, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["deputy"].queryset = deputies_to_choose(givers, user, now)
        self.fields["learners"].queryset = learners_to_cover(givers, user, now)
        self.fields["learners"].to_field_name = "uuid"
        self.fields["first_on"].initial = local_date(now)
