"""Signing in and out, and staying signed in while typing."""

from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import single_sign_on
from accounts.selectors import demonstration_accounts
from accounts.sessions import only_prolong
from accounts.sign_in import SignInAdapter


class SignIn(LoginView):
    """E-mail address and password, a passkey, or the agency's own sign-in. Whoever was stopped on the way somewhere gets
    there afterwards (`next`, within Mainstay only).
    """

    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # The lists exist in one-command mode only; in production neither they nor the address that they post to do.
        context["demonstration"] = demonstration_accounts() if settings.MAINSTAY_EMBEDDED else []
        context["next"] = self.get_next_url() or ""
        context["was_stopped"] = bool(context["next"])
        context["idle_minutes"] = settings.SESSION_COOKIE_AGE // 60
        context["providers"] = single_sign_on.offered_providers()
        return context


class SecondStep(AuthenticateView):
    """A code or a passkey, after the password."""

    template_name = "accounts/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_passkey = is_mfa_enabled(self.stage.login.user, [Authenticator.Type.WEBAUTHN])
        return {**super().get_context_data(**kwargs), "has_passkey": has_passkey}


sign_in = SignIn.as_view()
second_step = SecondStep.as_view()
sign_in_with_passkey = LoginWebAuthnView.as_view()


@login_not_required
@require_safe
@never_cache
def single_sign_on_begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to the agency's own sign-in."""
    following = request.GET.get("next", "")
    safe = bool(following) and SignInAdapter(request).is_safe_url(following)
    return single_sign_on.begin(request, provider_id, following=following if safe else settings.LOGIN_REDIRECT_URL)


@login_not_required
@require_safe
@never_cache
def single_sign_on_finish(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the agency's own sign-in."""
    return single_sign_on.finish(request, provider_id)


@login_not_required
@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session. Also for somebody whose session has already ended, or who is between two steps of signing in."""
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()
    logout(request, show_message=False)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@require_POST
@never_cache
def keep_alive(request: HttpRequest) -> HttpResponse:
    """204 while the session lives (being asked prolongs it), 403 once it has ended: the page then leads to sign-in."""
    if not request.user.is_authenticated:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    only_prolong(request.session)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What django-allauth answers beyond one of its limits (`ACCOUNT_RATE_LIMITS`)."""
    return render(request, "accounts/too_many_requests.html", status=HTTPStatus.TOO_MANY_REQUESTS)
