"""How people sign in with a password: Mainstay's answers to django-allauth's questions about accounts."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Agency, User
from accounts.origin import recorded_address
from accounts.two_factor import AGENCY_OF_SIGN_IN

BACKEND = "django.contrib.auth.backends.ModelBackend"
UNKNOWN_ADDRESS = "0.0.0.0"
NOT_RIGHT = "The e-mail address or the password is not right. Capitals matter in the password."

#: What django-allauth may say after an act, by the name of its own text; it is silent about everything else.
SAID = {
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app is removed.",
    "mfa/messages/webauthn_added.txt": "The passkey is added.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
}


class SignInAdapter(DefaultAccountAdapter):
    """Nobody signs up, nobody changes their own address, and no answer says whether an address belongs to somebody."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": NOT_RIGHT,
        "incorrect_password": "The password is not right.",
        "enter_current_password": "The present password is not right.",
        "too_many_login_attempts": (
            "Too many wrong codes. Wait half an hour, then try again. If it was not you who tried, choose a new password."
        ),
        "rate_limited": "Too many wrong codes. Wait half an hour, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages answer with pages, whatever a request says that it accepts; only a passkey is asked for by script."""
        match = request.resolver_match
        return match is not None and match.view_name == "mfa_login_webauthn" and bool(super().is_ajax(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as the lock-out reads it; 0.0.0.0 where the server does not know one."""
        return recorded_address(request) or UNKNOWN_ADDRESS

    # --- Passwords ----------------------------------------------------------------------------------------------------

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by account and address (axes, `config.lockout`). The limit of django-allauth
        that is asked here stays for wrong codes, which axes does not see.
        """

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Whoever's account is closed is refused in the same words as a wrong password."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def reauthenticate(self, user: User, password: str) -> bool:
        confirmed = self.authenticate(context.request, email=user.email, password=password)
        return confirmed is not None and confirmed.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago is not asked for the password once more."""
        if not super().is_reauthentication_required(app=app):
            return False
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    # --- Sessions -----------------------------------------------------------------------------------------------------

    def login(self, request: HttpRequest, user: User) -> None:
        user.backend = BACKEND  # a passkey or an agency's own sign-in knows none
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        """Note through which agency's sign-in the session began: it wears only that agency's hats."""
        sociallogin = (hooks.get("signal_kwargs") or {}).get("sociallogin")
        if sociallogin is None:
            request.session.pop(AGENCY_OF_SIGN_IN, None)
        else:
            agency = Agency.objects.only("pk").get(uuid=sociallogin.provider.app.settings["agency"])
            request.session[AGENCY_OF_SIGN_IN] = agency.pk
        return super().post_login(request, user, **hooks)

    def get_login_stages(self) -> list[str]:
        return ["accounts.two_factor.SecondStep"]

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, "You cannot sign in with this account.")
        return HttpResponseRedirect(reverse("accounts:sign-in"))

    # --- What is said -------------------------------------------------------------------------------------------------

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        words = message or SAID.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """The link begins with our own address, never with the host that the request claims."""
        page = {
            "base_url": settings.MAINSTAY_BASE_URL,
            "valid_minutes": int(settings.PASSWORD_RESET_TIMEOUT // 60),
            "uid": context["uid"],
            "key": context["key"],
        }
        send_mail(
            render_to_string("accounts/email/password_reset_subject.txt").strip(),
            render_to_string("accounts/email/password_reset.txt", page),
            None,
            [user.email],
        )

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Mainstay's own messages say what concerns an account."""
