"""What was said about sharing, and sharing without consent."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from accounts.clock import local_date
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency
from accounts.service_form import ServiceForm
from accounts.wording import written_day
from learners.enums import TOLD_OUTSIDE, ConsentDecision, ConsentHow, ConsentPurpose, ConsentSaidBy, OverrideGround
from learners.models import Learner
from learners.rules import LONGEST_OVERRIDE, turns_18_on
from learners.selectors.choices import agencies_to_share_with


class ConsentForm(ServiceForm):
    """One answer for one purpose (P19e)."""

    purpose = forms.ChoiceField(label="What is it about?", choices=ConsentPurpose.choices, widget=forms.RadioSelect)
    decision = forms.ChoiceField(label="What was said?", choices=ConsentDecision.choices, widget=forms.RadioSelect)
    said_by = forms.ChoiceField(label="Who decided?", choices=ConsentSaidBy.choices, widget=forms.RadioSelect)
    said_by_name = forms.CharField(
        label="Their name", max_length=120, required=False, help_text="Needed unless the young person decided."
    )
    decided_on = DayField(label="On which day?", help_text="The day on the form, or when it was said.")
    how = forms.ChoiceField(label="How was it said?", choices=ConsentHow.choices, widget=forms.RadioSelect)
    form = forms.FileField(
        label="The form or letter",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
        help_text="Needed for a signed form. PDF, JPEG, PNG or Word (DOCX), up to 10 MB.",
    )
    note = LinesField(
        label="Note", required=False, max_length=2000, rows=3, help_text="What they want shared, and what not."
    )

    choice_hints = {
        "decision": {
            "given": "It may be shared until they say otherwise.",
            "refused": "They were asked and said no.",
            "withdrawn": "They agreed before and take it back. What is shared through it ends at once.",
        }
    }

    def __init__(self, *args: Any, learner: Learner, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        birthday = turns_18_on(learner.date_of_birth)
        adult = birthday <= local_date(now)
        self.fields["said_by"].help_text = (
            f"The young person has been 18 since {written_day(birthday)}: from then on only they decide."
            if adult
            else f"At 18, on {written_day(birthday)}, it passes to the young person alone."
        )
        self.fields["said_by"].initial = ConsentSaidBy.YOUNG_PERSON if adult else None
        self.fields["decided_on"].initial = local_date(now)


class OverrideForm(ServiceForm):
    """Sharing without consent: with whom, on which ground, until when (P19f)."""

    recipient = forms.ModelChoiceField(
        label="Which agency?", queryset=Agency.objects.none(), empty_label="Choose an agency"
    )
    purpose = forms.ChoiceField(
        label="What is shared?",
        choices=[(each.value, each.label) for each in ConsentPurpose if each not in TOLD_OUTSIDE],
        widget=forms.RadioSelect,
    )
    ground = forms.ChoiceField(label="On which ground?", choices=OverrideGround.choices, widget=forms.RadioSelect)
    reason = LinesField(
        label="Why now, and why without consent?",
        max_length=2000,
        rows=4,
        help_text="What the danger is, whom you asked, and what the agency needs to know.",
    )
    until = DayField(label="Last day")

    def __init__(self, *args: Any, learner: Learner, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        last = local_date(now) + LONGEST_OVERRIDE
        self.fields["recipient"].queryset = agencies_to_share_with(learner, now)  # type: ignore[attr-defined]
        self.fields["until"].help_text = f"At most 28 days: {written_day(last)}."
        self.fields["until"].initial = local_date(now) + timedelta(days=7)
