"""Forms of signing in and of a person's own account."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms

from accounts.models import User


class SignInForm(auth_forms.AuthenticationForm):
    """E-mail address and password. The error is the same whichever of the two is wrong."""

    error_messages = {
        "invalid_login": "The e-mail address or the password is not right. Capitals matter in the password.",
        "inactive": "The e-mail address or the password is not right. Capitals matter in the password.",
    }

    username = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={"invalid": "Enter an e-mail address in the correct format, like name@example.com."},
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ResetForm(auth_forms.PasswordResetForm):
    """Asks for the link to choose a new password. The answer is the same whether or not anybody has the address."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The one you sign in with.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": "Enter an e-mail address in the correct format, like name@example.com."},
    )

    def get_users(self, email: str) -> Iterator[User]:
        """People who may sign in, also those who have no password yet: this is how they choose their first."""
        return User.objects.filter(email__iexact=email, is_active=True).iterator()


class NewPasswordForm(auth_forms.SetPasswordForm):
    """A new password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "New password"
        self.fields["new_password2"].label = "New password again"
        word_new_password(self.fields["new_password1"], self.fields["new_password2"])


class ChangePasswordForm(auth_forms.PasswordChangeForm):
    """The present password, and a new one typed twice."""

    error_messages = {
        **auth_forms.PasswordChangeForm.error_messages,
        "password_incorrect": "The present password is not right.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Present password"
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        self.fields["new_password1"].label = "New password"
        self.fields["new_password2"].label = "New password again"
        word_new_password(self.fields["new_password1"], self.fields["new_password2"])


def word_new_password(first: forms.Field, second: forms.Field) -> None:
    first.help_text = (
        "At least 12 characters. Three words that do not belong together are easy to remember and hard to guess."
    )
    second.help_text = ""


class DetailsForm(forms.Form):
    """A person's own name and phone number."""

    name = forms.CharField(
        label="Full name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"})
    )
    phone = forms.RegexField(
        r"^\+?[0-9 ()\-]{7,}(?: ?(?:ext\.?|x) ?[0-9]+)?$",
        label="Phone number",
        required=False,
        max_length=30,
        help_text="People call it when a young person may lose their place: one that is answered in working hours.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}),
        error_messages={"invalid": "Enter a phone number, like 01632 960 001 or +44 1632 960 001."},
    )
