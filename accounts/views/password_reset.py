"""Choosing a new password through a link sent by e-mail. Nothing says if an address belongs to anybody."""

from axes.utils import reset as forgive_failures
from django.conf import settings
from django.contrib.auth.views import (
    PasswordResetCompleteView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.http import HttpResponse
from django.urls import reverse_lazy

from accounts.forms import NewPasswordForm, ResetForm


class ChoosePassword(PasswordResetConfirmView):
    """The page behind the link: valid once, for an hour."""

    form_class = NewPasswordForm
    template_name = "accounts/password_reset/choose.html"
    success_url = reverse_lazy("accounts:password-chosen")

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        # Whoever reads the mailbox is the person: wrong guesses of before no longer lock them out.
        forgive_failures(username=self.user.email.casefold())
        return response


reset_password = PasswordResetView.as_view(
    form_class=ResetForm,
    template_name="accounts/password_reset/ask.html",
    subject_template_name="accounts/email/password_reset_subject.txt",
    email_template_name="accounts/email/password_reset.txt",
    success_url=reverse_lazy("accounts:password-reset-asked"),
    # Never the host that the request claims: it would be written into the link.
    extra_email_context={
        "base_url": settings.MAINSTAY_BASE_URL,
        "valid_minutes": int(settings.PASSWORD_RESET_TIMEOUT // 60),
    },
)
reset_asked = PasswordResetDoneView.as_view(
    template_name="accounts/password_reset/asked.html",
    extra_context={"valid_minutes": int(settings.PASSWORD_RESET_TIMEOUT // 60)},
)
choose_password = ChoosePassword.as_view()
password_chosen = PasswordResetCompleteView.as_view(template_name="accounts/password_reset/chosen.html")
