"""Forms of signing in and of a person's own account. What they check and do is django-allauth's; the words are ours."""

import hashlib
from collections.abc import Iterable
from typing import Any

from allauth.account import forms as account_forms
from allauth.account.fields import SetPasswordField
from allauth.mfa.base import forms as second_step_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.cache import cache

from accounts.models import Agency

WRONG_ADDRESS = "Enter an e-mail address in the correct format, like name@example.com."
NEW_PASSWORD_HINT = (
    "At least 12 characters. Three words that do not belong together are easy to remember and hard to guess."
)

PASSKEY_WRONG = "The passkey was not accepted. Try again, or use another way."
#: How the parsing of a credential fails that no browser would send.
SHAPELESS = (AttributeError, KeyError, TypeError, ValueError)

#: For how long a code of an app counts as used, in seconds: longer than any clock difference lets it be valid.
CODE_USED_FOR = 120


def _address(autocomplete: str, **more: Any) -> forms.EmailField:
    return forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"}),
        error_messages={"invalid": WRONG_ADDRESS},
        **more,
    )


def _password(label: str, autocomplete: str = "current-password") -> forms.CharField:
    return forms.CharField(label=label, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}))


def _new_password() -> SetPasswordField:
    field = SetPasswordField(label="New password", help_text=NEW_PASSWORD_HINT)
    field.widget.attrs.pop("placeholder", None)
    return field


def _code(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
    )


class SignInForm(account_forms.LoginForm):
    """E-mail address and password. The error is the same whichever of the two is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"username": _address("username"), "password": _password("Password")}

    def user_credentials(self) -> dict[str, str]:
        return {"email": self.cleaned_data["username"], "password": self.cleaned_data["password"]}

    def _clean_with_password(self, credentials: dict[str, str]) -> dict[str, Any]:
        self.cleaned_data["login"] = credentials["email"]  # asked for where the refusal is worded
        cleaned: dict[str, Any] = super()._clean_with_password(credentials)
        return cleaned


class ResetForm(account_forms.ResetPasswordForm):
    """Asks for the link to choose a new password. The answer is the same whether or not anybody has the address."""

    email = _address("email", help_text="The one you sign in with.")


class NewPasswordForm(account_forms.ResetPasswordKeyForm):
    """A new password, typed twice."""

    password1 = _new_password()
    password2 = _password("New password again", "new-password")


class ChangePasswordForm(account_forms.ChangePasswordForm):
    """The present password, and a new one typed twice."""

    oldpassword = _password("Present password")
    password1 = _new_password()
    password2 = _password("New password again", "new-password")


class ConfirmPasswordForm(account_forms.ReauthenticateForm):
    """The password once more, before something that protects the account is changed."""

    password = _password("Password")


class CodesUsedOnce:
    """A code of an app opens once. django-allauth remembers it for half a minute, which is shorter than it is valid."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP:
            digest = hashlib.sha256("".join(filter(str.isalnum, code)).encode()).hexdigest()
            if not cache.add(f"code-used:{authenticator.pk}:{digest}", True, CODE_USED_FOR):
                raise forms.ValidationError("This code was used already. Wait for the next one.")
        return code


class SecondStepForm(CodesUsedOnce, second_step_forms.AuthenticateForm):
    """A code of the authenticator app, or one of the recovery codes."""

    code = _code("Code", "Six digits from your authenticator app, or one of your recovery codes.")


class ConfirmCodeForm(CodesUsedOnce, second_step_forms.ReauthenticateForm):
    """A code, before something that protects the account is changed."""

    code = _code("Code", "Six digits from your authenticator app, or one of your recovery codes.")


class SetUpAppForm(ActivateTOTPForm):
    """The first code that the app shows proves that it was set up."""

    code = _code("Code from the app", "Six digits. It changes every 30 seconds.")


class CredentialField(forms.JSONField):
    """What the browser made with a passkey, or anything else that somebody sends in its place."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        try:
            answer = super().to_python(value)
        except RecursionError as error:
            raise forms.ValidationError(PASSKEY_WRONG) from error
        if answer is not None and not isinstance(answer, dict):
            raise forms.ValidationError(PASSKEY_WRONG)
        return answer

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Each passkey is used once: a refused one is not shown again."""
        return initial


class UsesPasskey(forms.Form):
    """An answer that has not the shape of a passkey's is as wrong as one that is signed with another key."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc, no-any-return]
        except SHAPELESS as error:
            raise forms.ValidationError(PASSKEY_WRONG) from error


class SignInWithPasskeyForm(UsesPasskey, passkey_forms.LoginWebAuthnForm):
    """A passkey alone: it proves both possession and a finger, a face or a PIN."""

    credential = CredentialField()


class SecondStepWithPasskeyForm(UsesPasskey, passkey_forms.AuthenticateWebAuthnForm):
    """A passkey after the password."""

    credential = CredentialField()


class ConfirmWithPasskeyForm(UsesPasskey, passkey_forms.ReauthenticateWebAuthnForm):
    """A passkey, before something that protects the account is changed."""

    credential = CredentialField()


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    """A name for the passkey; the browser adds what it made."""

    mark_optional = False
    credential = CredentialField()
    name = forms.CharField(
        label="Name of this passkey",
        help_text="So that you recognise it in the list, like “Work laptop”.",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    passwordless = forms.BooleanField(
        label="Sign in with this passkey alone, without a password",
        help_text="The device asks for your fingerprint, your face or its own PIN each time.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except SHAPELESS as error:
            raise forms.ValidationError(PASSKEY_WRONG) from error
        return cleaned


class RenamePasskeyForm(passkey_forms.EditWebAuthnForm):
    name = forms.CharField(
        label="Name of this passkey",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )


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


class HatForm(forms.Form):
    """For which agency somebody with roles at several works now."""

    question_page = True

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        to_field_name="uuid",
        label="Which agency are you working for?",
        help_text="You see and do what your roles there allow, until you change it.",
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = Agency.objects.filter(pk__in=[agency.pk for agency in agencies]).order_by("sort_name", "pk")
