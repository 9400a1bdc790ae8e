"""Signing in and out, and staying signed in while typing."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.forms import SignInForm
from accounts.selectors import demonstration_accounts


class SignIn(LoginView):
    """Django's own sign-in. Whoever was stopped on the way somewhere gets there afterwards (`next`, within Mainstay
    only).
    """

    authentication_form = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # The lists exist in one-command mode only; in production neither they nor the address that they post to do.
        context["demonstration"] = demonstration_accounts() if settings.MAINSTAY_EMBEDDED else []
        context["was_stopped"] = bool(self.get_redirect_url())
        context["idle_minutes"] = settings.SESSION_COOKIE_AGE // 60
        return context


sign_in = SignIn.as_view()


@login_not_required
@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session. Also for somebody whose session has already ended."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@require_POST
@never_cache
def keep_alive(request: HttpRequest) -> HttpResponse:
    """204 while the session lives (being asked prolongs it), 403 once it has ended: the page then leads to sign-in."""
    return HttpResponse(status=204 if request.user.is_authenticated else 403)
