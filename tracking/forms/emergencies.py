"""What people fill in about emergencies."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.form_fields import MomentField
from accounts.service_form import ServiceForm
from tracking.forms.fields import text_field
from tracking.forms.filters import FilterForm


class EmergencyForm(ServiceForm):
    description = text_field("What is the emergency?", help_text="What has happened, and where the young person is now")


class ResponseForm(ServiceForm):
    responded_at = MomentField(
        label="When did you respond?", help_text="This is set to now. Change it if it was earlier."
    )
    response = text_field("What was done?")

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["responded_at"].initial = now


class CloseEmergencyForm(ServiceForm):
    note = text_field("Anything to add?", required=False)


class EmergencyFilterForm(FilterForm):
    state = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "All"), ("open", "Open"), ("unanswered", "Not yet answered"), ("closed", "Closed")],
    )
