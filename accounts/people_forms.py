"""Forms of an agency's people: invitations, roles, accounts."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth import password_validation

from accounts.clock import end_of_day, local_date
from accounts.enums import RoleCode
from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.forms import NEW_PASSWORD_HINT, WRONG_ADDRESS, DetailsForm
from accounts.identity_providers import IdentityProvider
from accounts.models import Agency, Invitation, Membership, User
from accounts.people import roles_offered_at
from accounts.roles import ROLES
from accounts.service_form import ServiceForm

PASSWORD = "password"
NOW, LATER, KEEP = "now", "later", "keep"


def _name(**more: Any) -> forms.CharField:
    return forms.CharField(
        label="Full name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        **more,
    )


def _address(label: str = "E-mail address", **more: Any) -> forms.EmailField:
    return forms.EmailField(
        label=label,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": WRONG_ADDRESS},
        **more,
    )


def _job_title() -> forms.CharField:
    return forms.CharField(
        label="Job title",
        max_length=80,
        required=False,
        help_text="As it stands at your agency, like “Head of student services”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _reason(help_text: str) -> LinesField:
    return LinesField(label="Why?", max_length=500, rows=3, help_text=help_text)


class PeopleFilterForm(forms.Form):
    """Which of an agency's people are listed."""

    mark_optional = False
    q = forms.CharField(
        label="Name or e-mail address", required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    left = forms.BooleanField(label="Show people who left", required=False)


class RoleForm(ServiceForm):
    """A choice among the roles that can be held at the agency, each with what it is for."""

    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = roles_offered_at(agency)
        self.fields["role"].choices = [(code.value, code.label) for code in codes]
        self.choice_hints = {"role": {code.value: ROLES[code].description for code in codes}}

    def clean_role(self) -> RoleCode:
        return RoleCode(self.cleaned_data["role"])


class InviteForm(RoleForm):
    """Who is invited, and to what."""

    name = _name()
    email = _address(help_text="The link goes there. It should be their own, and not shared with others.")
    job_title = _job_title()
    field_order = ["name", "email", "role", "job_title"]


class ChangeRoleForm(RoleForm):
    """Another role, or another job title."""

    job_title = _job_title()
    reason = _reason("It stays in the history of the role.")
    field_order = ["role", "job_title", "reason"]


class OpenAccountForm(RoleForm):
    """With which role somebody comes back."""

    job_title = _job_title()
    reason = _reason("It stays in the history of the role.")
    field_order = ["role", "job_title", "reason"]


class EndRoleForm(ServiceForm):
    """When the role ends, and why. Cleans to `ends_at`: None for now."""

    when = forms.ChoiceField(label="When does the role end?", widget=forms.RadioSelect)
    last_day = DayField(label="Last day", required=False)
    reason = _reason("It stays in the history of the role.")
    reveals = {"when": {LATER: ["last_day"]}}
    choice_hints = {
        "when": {
            NOW: "Everything that the role opens is closed at once.",
            LATER: "The role works until midnight at the end of that day.",
        }
    }

    def __init__(self, *args: Any, membership: Membership, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = local_date(now)
        choices = [(NOW, "Now"), (LATER, "At the end of a later day")]
        if membership.ends_at is not None:
            choices.append((KEEP, "Not at all: the role goes on"))
        self.fields["when"].choices = choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        last_day: date | None = data.get("last_day")
        if data.get("when") == LATER and "last_day" in data:
            if last_day is None:
                self.add_error("last_day", "Enter the last day")
            elif last_day < self.today:
                self.add_error("last_day", "The last day must be today or later")
        return data

    @property
    def ends_at(self) -> datetime | None:
        """The end of the chosen day; None for now."""
        return end_of_day(self.cleaned_data["last_day"]) if self.cleaned_data["when"] == LATER else None

    @property
    def keeps(self) -> bool:
        return bool(self.cleaned_data["when"] == KEEP)


class CloseAccountForm(ServiceForm):
    reason = _reason("It stays in the history of the account.")


class ChangeAddressForm(ServiceForm):
    email = _address("New e-mail address", help_text="Their own, and not shared with others.")
    reason = _reason("It stays in the history of the account.")


class LostSecondStepForm(ServiceForm):
    reason = _reason("How you made sure that it is they who ask. It stays in the history of the account.")


class JoinForm(ServiceForm, DetailsForm):
    """Somebody without an account accepts: their name and number, and how they will sign in."""

    way = forms.ChoiceField(label="How will you sign in?", widget=forms.RadioSelect)
    password1 = forms.CharField(
        label="Password",
        help_text=NEW_PASSWORD_HINT,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Password again",
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, providers: list[IdentityProvider], **options: Any) -> None:
        super().__init__(*args, initial={"name": invitation.name}, **options)
        self.invitation = invitation
        if providers:
            own = [(provider.slug, f"With {provider.name}") for provider in providers]
            self.fields["way"].choices = [*own, (PASSWORD, "With a password of its own")]
            self.reveals = {"way": {PASSWORD: ["password1", "password2"]}}
            self.choice_hints = {
                "way": {provider.slug: "The same sign-in as for your agency’s other systems." for provider in providers}
            }
        else:
            del self.fields["way"]
        if providers:  # the password is asked for with its choice only
            self.mark_optional = False
            self.fields["phone"].label = "Phone number (optional)"
        else:
            self.fields["password1"].required = self.fields["password2"].required = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.provider is not None or ("way" in self.fields and "way" not in data):
            return data
        first, second = data.get("password1"), data.get("password2")
        if not first:
            if "password1" not in self.errors:
                self.add_error("password1", "Enter password")
            return data
        person = User(email=self.invitation.email, name=data.get("name", ""))
        try:
            password_validation.validate_password(first, person)
        except forms.ValidationError as error:
            self.add_error("password1", error)
        if first != second and "password2" not in self.errors:
            self.add_error("password2", "The two passwords are not the same")
        return data

    @property
    def provider(self) -> str | None:
        """The agency's own sign-in that was chosen; None: a password."""
        way = self.cleaned_data.get("way", PASSWORD)
        return None if way == PASSWORD else str(way)

    @property
    def password(self) -> str | None:
        return None if self.provider else self.cleaned_data["password1"]
