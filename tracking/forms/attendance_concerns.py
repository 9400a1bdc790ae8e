"""What is done where attendance is low."""

from django import forms

from accounts.service_form import ServiceForm
from tracking.enums import ConcernState
from tracking.forms.fields import text_field


class PathwayForm(ServiceForm):
    """The attendance pathway in words."""

    young_person_says = text_field(
        "What does the young person say?",
        help_text="In their own words: what makes it hard, what would help",
        required=False,
    )
    what_helps = text_field(
        "What is done about it?", help_text="Who does what, and by when. The college, the key worker and others"
    )


class CloseConcernForm(ServiceForm):
    state = forms.ChoiceField(
        label="Why is it closed?",
        choices=[(state.value, state.label) for state in (ConcernState.BETTER, ConcernState.REVIEW)],
        widget=forms.RadioSelect,
    )
