"""The form of a review that was held."""

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm

LONGEST_NOTE = 4_000


class ReviewForm(ServiceForm):
    held_on = DayField(label="When was the review held?", help_text="For example, 27 3 2026")
    place = forms.CharField(label="Where", max_length=120, required=False)
    attendees = LinesField(
        label="Who was there", max_length=LONGEST_NOTE, help_text="One person on each line, with their role."
    )
    young_person_said = LinesField(
        label="What the young person said",
        max_length=LONGEST_NOTE,
        help_text="In their own words if you can. If they were not there, say how they were heard.",
    )
    decisions = LinesField(label="What was decided", max_length=LONGEST_NOTE, help_text="Who does what, by when.")
