"""Choosing a new password through a link sent by e-mail. Nothing says if an address belongs to anybody."""

import time
from typing import Any

from allauth.account.views import (
    PasswordResetDoneView,
    PasswordResetFromKeyDoneView,
    PasswordResetFromKeyView,
    PasswordResetView,
)
from axes.utils import reset as forgive_failures
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse_lazy

from accounts import services
from accounts.forms import NewPasswordForm, ResetForm


class AskForLink(PasswordResetView):
    """Every address gets the same answer, and none sooner than another: writing a message takes time that would tell."""

    template_name = "accounts/password_reset/ask.html"
    success_url = reverse_lazy("accounts:password-reset-asked")

    def form_valid(self, form: ResetForm) -> HttpResponse:
        earliest = time.monotonic() + settings.MAINSTAY_RESET_ANSWER_SECONDS
        answer = super().form_valid(form)
        time.sleep(max(0.0, earliest - time.monotonic()))
        return answer


class ChoosePassword(PasswordResetFromKeyView):
    """The page behind the link: valid once, for an hour."""

    template_name = "accounts/password_reset/choose.html"
    success_url = reverse_lazy("accounts:password-chosen")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"token_fail": False, **kwargs})  # type: ignore[no-any-return]

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        answer = super().form_valid(form)
        # Whoever reads the mailbox is the person: wrong guesses of before no longer lock them out.
        forgive_failures(username=self.reset_user.email.casefold())
        services.end_sessions(user=self.reset_user)
        return answer


reset_password = AskForLink.as_view()
reset_asked = PasswordResetDoneView.as_view(
    template_name="accounts/password_reset/asked.html",
    extra_context={"valid_minutes": int(settings.PASSWORD_RESET_TIMEOUT // 60)},
)
choose_password = ChoosePassword.as_view()
password_chosen = PasswordResetFromKeyDoneView.as_view(template_name="accounts/password_reset/chosen.html")
