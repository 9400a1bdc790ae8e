"""What lists can be cut down to, and what is asked about a file or a view to be kept."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.models import Agency, User
from accounts.service_form import ServiceForm
from learners.enums import CareStatus
from learners.forms.caseload import ANY
from learners.selectors.caseload import NO_KEY_WORKER, SORTS, PlanState, Show, key_worker_choices, provider_choices
from oversight.enums import Ages, Area, Attending, Doing, ExportFormat, Recorded
from oversight.selectors.measures import PeopleFilters, knows_activity
from tracking.rules.attendance_weeks import monday_of


class PeopleForm(forms.Form):
    """The filters, in the address so that they can be shared. With a value that makes no sense the list is empty, never
    wider than what was asked.
    """

    mark_optional = False

    q = forms.CharField(label="Name or ULN", required=False, max_length=80, help_text="A near spelling is enough.")
    show = forms.ChoiceField(label="Show", choices=Show.choices, required=False)
    provider = forms.ChoiceField(label="Provider", required=False)
    key_worker = forms.ChoiceField(label="Key worker", required=False)
    care_status = forms.ChoiceField(label="Care status", choices=[ANY, *CareStatus.choices], required=False)
    area = forms.ChoiceField(label="Where they learn", choices=[ANY, *Area.choices], required=False)
    ages = forms.ChoiceField(label="Age group", choices=[ANY, *Ages.choices], required=False)
    doing = forms.ChoiceField(label="What they do", choices=[ANY, *Doing.choices], required=False)
    on = DayField(label="On the day", required=False)
    attending = forms.ChoiceField(label="Attendance", choices=[ANY, *Attending.choices], required=False)
    week = DayField(label="Attendance of the week of", required=False)
    recorded = forms.ChoiceField(label="That week is", choices=[ANY, *Recorded.choices], required=False)
    plan = forms.ChoiceField(label="Education plan", choices=[ANY, *PlanState.choices], required=False)

    def __init__(self, *args: Any, user: User, without: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["provider"].choices = [ANY, *provider_choices()]
        self.fields["key_worker"].choices = [ANY, (NO_KEY_WORKER, "No key worker"), *key_worker_choices(user)]
        # A day, and a week, are asked for by links alone; what young people do is for their own agencies.
        unasked = {"on"} if not self._names("on") else set()
        unasked |= {"week", "recorded"} if not self._names("week") else set()
        unasked |= {"doing", "on"} if not knows_activity(user) else set()
        for name in {*unasked, *without}:
            del self.fields[name]

    def _names(self, name: str) -> bool:
        return any(self.data.get(part) for part in (name, f"{name}_day", f"{name}_month", f"{name}_year"))

    def filters(self) -> PeopleFilters | None:
        """What was asked for; None if a value makes no sense."""
        if not self.is_valid():
            return None
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if "week" in chosen:
            chosen["week"] = monday_of(chosen["week"])
        sort = self.data.get("sort", "")
        return PeopleFilters(**chosen, sort=sort if sort.removeprefix("-") in SORTS else "")

    def in_words(self) -> str:
        """“Provider: Brindley College; Age group: Year 11”, for a file; empty where nothing was chosen."""
        said = []
        for name, value in self.cleaned_data.items() if self.is_valid() else ():
            if value:
                field = self.fields[name]
                words = dict(field.choices).get(value, value) if isinstance(field, forms.ChoiceField) else value
                said.append(f"{field.label}: {words}")
        return "; ".join(said)


class _ForWhomForm(ServiceForm):
    """As what, and for which agency. A person's own agency stands first."""

    format = forms.ChoiceField(
        label="Kind of file", choices=ExportFormat.choices, initial=ExportFormat.EXCEL, widget=forms.RadioSelect
    )
    recipient = forms.ChoiceField(
        label="For whom",
        help_text="For another agency it holds only young people about whom something may be shared with it, and each of "
        "them has a line in their log of what was shared.",
    )

    def __init__(self, *args: Any, recipients: Iterable[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        self.recipients = {str(agency.uuid): agency for agency in recipients}
        self.fields["recipient"].choices = [(key, agency.name) for key, agency in self.recipients.items()]

    def clean_recipient(self) -> Agency:
        return self.recipients[self.cleaned_data["recipient"]]


class DownloadForm(_ForWhomForm):
    pass


class RepeatForm(_ForWhomForm):
    pass


class SaveViewForm(ServiceForm):
    name = forms.CharField(
        label="Name of the view", max_length=80, widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        help_text="Everybody at your agency sees it. It keeps the filters, not the young people: who opens it sees those "
        "they may see. A name that was searched for is not kept.",
    )  # fmt: skip
