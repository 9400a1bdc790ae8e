"""One form with every kind of field."""

from django import forms

from accounts.form_fields import DayField, MomentField
from accounts.form_text import LinesField

KINDS = [
    ("temporary", "Temporary suspension"),
    ("fixed", "Fixed-term exclusion"),
    ("other", "Something else"),
]


class EveryField(forms.Form):
    choice_hints = {"kind": {"temporary": "Sent home for a short time while it is sorted out"}}
    reveals = {"kind": {"other": ["other_kind"]}}

    name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(label="E-mail address", help_text="We send notices here", required=False)
    phone = forms.CharField(
        label="Telephone number", widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"})
    )
    password = forms.CharField(label="Password", widget=forms.PasswordInput(render_value=True), required=False)
    places = forms.IntegerField(
        label="Places", min_value=1, max_value=99, widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"})
    )
    what_happened = LinesField(label="What happened?", max_length=500, rows=4, help_text="In your own words")
    level = forms.ChoiceField(label="Level", choices=[("", "Choose a level"), ("2", "Level 2"), ("3", "Level 3")])
    kind = forms.ChoiceField(label="Kind of incident", choices=KINDS, widget=forms.RadioSelect)
    other_kind = forms.CharField(label="What kind?", required=False)
    told = forms.ChoiceField(
        label="Has the young person been told?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
    )
    people = forms.MultipleChoiceField(
        label="Who was there?",
        choices=[("tutor", "Tutor"), ("mentor", "Mentor <b>not bold</b>")],
        widget=forms.CheckboxSelectMultiple,
    )
    start_on = DayField(label="Start date")
    occurred_at = MomentField(label="When it happened")
    agreed = forms.BooleanField(label="The young person agrees")
    evidence = forms.FileField(label="Letter", help_text="A PDF or Word file", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class FilterForm(forms.Form):
    mark_optional = False

    q = forms.CharField(label="Name or reference", required=False)
    agency = forms.ChoiceField(
        label="Agency",
        choices=[("", "Every agency"), ("1", "Northfield Sixth Form"), ("2", "Harbour College")],
        required=False,
    )
    state = forms.MultipleChoiceField(
        label="State",
        choices=[("overdue", "Overdue"), ("due_today", "Due today"), ("paused", "Paused")],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        required=False,
    )
    due_from = DayField(label="Due from", required=False, help_text="")
