"""What one Virtual School asks of another."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.clock import local_date
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from accounts.wording import written_day
from learners.models import Learner
from learners.selectors.support import latest_last_day, school_where_they_learn, schools_to_ask


class AskForm(ServiceForm):
    """Whom, for what, and until when (A8)."""

    host_school = forms.ModelChoiceField(
        label="Which Virtual School do you ask?",
        queryset=Agency.objects.none(),
        empty_label="Choose a Virtual School",
        help_text="Usually that of the authority where the young person learns.",
    )
    asks = LinesField(
        label="What do you ask them to do?",
        max_length=2000,
        rows=6,
        help_text="They read this before they accept. Do not name the young person or say more than they need.",
    )
    until = DayField(label="Last day", help_text="They see the record up to the end of that day.")

    def __init__(self, *args: Any, learner: Learner, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        school = school_where_they_learn(learner, now)
        latest = latest_last_day(local_date(now))
        self.fields["host_school"].queryset = schools_to_ask(learner, now)
        self.fields["host_school"].initial = school.pk if school else None
        self.fields["until"].help_text += f" At most a year: {written_day(latest)}."


class NoteForm(ServiceForm):
    note = LinesField(label="Anything the home school should know", max_length=1000, rows=4, required=False)


class WhyForm(ServiceForm):
    reason = LinesField(label="Why?", max_length=1000, rows=4, help_text="The other school reads this.")
