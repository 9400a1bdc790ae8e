"""The second step of signing in: who has to have one, and how its secrets are kept.

The second steps themselves (authenticator app, passkey, recovery codes) are django-allauth's.
"""

import base64
import hashlib
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse

from accounts.models import User
from accounts.selectors import current_memberships

#: The key of the session under which `accounts.sign_in` notes the agency whose single sign-on began it.
AGENCY_OF_SIGN_IN = "sign_in_agency"

#: What proves possession of something. Recovery codes stand in for one of these; they are none by themselves.
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_required(user: User | AnonymousUser) -> bool:
    """Whether a hat that the user wears asks for a second step (`MAINSTAY_TWO_FACTOR_ROLES`)."""
    roles = settings.MAINSTAY_TWO_FACTOR_ROLES
    return bool(roles) and any(membership.role in roles for membership in current_memberships(user))


def has_second_step(user: User | AnonymousUser) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_STEPS).exists()


def began_elsewhere(session: SessionBase) -> bool:
    """Whether the session began at an agency's own sign-in."""
    return session.get(AGENCY_OF_SIGN_IN) is not None


class SecondStep(AuthenticateStage):
    """Asks for the second step after the password.

    Who came from the agency's own sign-in has done it there, unless this installation says that this does not count
    (`MAINSTAY_SINGLE_SIGN_ON_IS_TWO_FACTOR`).
    """

    def handle(self) -> tuple[HttpResponse | None, bool]:
        from_agency = "sociallogin" in (self.login.signal_kwargs or {})
        if from_agency and settings.MAINSTAY_SINGLE_SIGN_ON_IS_TWO_FACTOR:
            return None, True
        return super().handle()  # type: ignore[no-any-return]


class TwoFactorAdapter(DefaultMFAAdapter):
    """Mainstay's answers to django-allauth's questions about second steps."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is not right. Codes of an app change every 30 seconds; each code works once.",
        "cannot_delete_authenticator": "Your role needs a second step. Add a passkey before you remove the app.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
    }

    def get_totp_issuer(self) -> str:
        return "Mainstay"

    def encrypt(self, text: str) -> str:
        """The secret of an app and the seed of recovery codes are stored so that a copy of the database does not give
        them away.
        """
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A person whose role asks for a second step keeps one."""
        user = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=SECOND_STEPS).exclude(pk=authenticator.pk)
        return others.exists() or not is_required(user)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Mainstay"}


def _box() -> MultiFernet:
    """Locks with the present secret key; opens what was locked with one of the earlier ones too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (hashlib.sha256(b"mainstay second step:" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
