"""Key workers, contacts, restricted access, and the end of a case."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.clock import local_date
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.models import Agency, User
from agreements.enums import ContactKind
from learners.enums import KeyWorkerKind
from learners.forms.fields import PersonField
from learners.models import Learner
from learners.selectors.choices import key_worker_candidates, people_who_could_see, post_candidates


class KeyWorkerForm(forms.Form):
    """Who is key worker from when, and who covers (A9)."""

    person = PersonField(label="Key worker", names_agency=True)
    kind = forms.ChoiceField(
        label="They are the young person’s", choices=KeyWorkerKind.choices, widget=forms.RadioSelect
    )
    cover = PersonField(
        label="Cover", required=False, names_agency=True, help_text="Stands in when the key worker cannot be reached."
    )
    starts_on = DayField(label="Key worker from")

    def __init__(self, *args: Any, learner: Learner, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        people = key_worker_candidates(learner, now)
        self.fields["person"].queryset = people
        self.fields["cover"].queryset = people
        self.fields["starts_on"].initial = local_date(now)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        person, cover = data.get("person"), data.get("cover")
        if person and cover and person.user_id == cover.user_id:
            self.add_error("cover", "Choose somebody else: the key worker cannot cover for themselves")
        return data


class CoverForm(forms.Form):
    """Another cover for the same key worker."""

    cover = PersonField(label="Cover", required=False, names_agency=True)

    def __init__(self, *args: Any, learner: Learner, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cover"].queryset = key_worker_candidates(learner, now)


class EndKeyWorkerForm(forms.Form):
    ends_on = DayField(label="Last day as key worker")

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ends_on"].initial = local_date(now)


class ContactForm(forms.Form):
    """Who holds a post of an agency from when, and who covers (A20, A36)."""

    holder = PersonField(label="Who takes the post?")
    cover = PersonField(label="Cover", required=False, help_text="Stands in when the post holder cannot be reached.")
    starts_on = DayField(label="From")

    def __init__(self, *args: Any, agency: Agency, kind: ContactKind, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        people = post_candidates(agency, kind, now)
        self.fields["holder"].queryset = people
        self.fields["cover"].queryset = people
        self.fields["starts_on"].initial = local_date(now)


class DeathForm(forms.Form):
    died_on = DayField(label="Date of death")


class CloseForm(forms.Form):
    closed_on = DayField(label="Closed on")
    reason = LinesField(label="Why is the case closed?", max_length=300, rows=3)

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["closed_on"].initial = local_date(now)


def _with_hats(person: User) -> str:
    """The name with the roles under which the person could see the record: names alone may be alike."""
    return ", ".join([person.name, *(f"{hat.get_role_display()}, {hat.agency}" for hat in person.hats_here)])


class _PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return _with_hats(obj)


class _OnePersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return _with_hats(obj)


class RestrictForm(forms.Form):
    """Who may still know of the record, and why nobody else may."""

    people = _PeopleField(
        label="Who may see this record?",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The key worker and you will see it in any case.",
    )
    reason = LinesField(label="Reason", max_length=300, rows=3)

    def __init__(self, *args: Any, learner: Learner, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].queryset = people_who_could_see(learner, now)


class NamePersonForm(forms.Form):
    """One more person who may know of a restricted record."""

    person = _OnePersonField(label="Person", queryset=User.objects.none())
    reason = LinesField(label="Reason", max_length=300, rows=3)

    def __init__(self, *args: Any, learner: Learner, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        known = learner.named_people.values("user")
        self.fields["person"].queryset = people_who_could_see(learner, now).exclude(pk__in=known)


class ReasonForm(forms.Form):
    reason = LinesField(label="Reason", max_length=300, rows=3)
