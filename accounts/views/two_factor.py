"""Second steps of signing in: authenticator app, passkeys, recovery codes. django-allauth's views on our pages."""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.http import HttpResponse
from django.urls import reverse_lazy

from accounts.two_factor import TwoFactorAdapter, has_second_step, is_required

FORM_PAGE = "components/form_page.html"
INDEX = reverse_lazy("mfa_index")


class TwoFactor(IndexView):
    """What protects the account besides the password, and what its roles ask for."""

    template_name = "accounts/two_factor/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = context["authenticators"]
        codes = found.get(Authenticator.Type.RECOVERY_CODES)
        return {
            **context,
            "app": found.get(Authenticator.Type.TOTP),
            "passkeys": found.get(Authenticator.Type.WEBAUTHN, []),
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "required": is_required(self.request.user),
            "protected": has_second_step(self.request.user),
        }


class RemovePasskey(RemoveWebAuthnView):
    """Removes one passkey; not the last second step of somebody whose role asks for one."""

    template_name = FORM_PAGE
    success_url = INDEX
    extra_context = {
        "heading": "Remove this passkey",
        "intro": "You can no longer sign in with it. Remove it from the device too, in the settings of the device.",
        "submit": "Remove the passkey",
        "submit_class": "govuk-button--warning",
        "back_url": INDEX,
        "cancel_url": INDEX,
    }

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = TwoFactorAdapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            form.add_error(
                None, "Your role needs a second step. Add another passkey or an app before you remove this one."
            )
            return self.form_invalid(form)  # type: ignore[no-any-return]
        return super().form_valid(form)


two_factor = TwoFactor.as_view()
set_up_app = ActivateTOTPView.as_view(
    template_name="accounts/two_factor/app.html",
    extra_context={
        "heading": "Set up an authenticator app",
        "submit": "Set up the app",
        "back_url": INDEX,
        "cancel_url": INDEX,
    },
)
remove_app = DeactivateTOTPView.as_view(
    template_name=FORM_PAGE,
    extra_context={
        "heading": "Remove the authenticator app",
        "intro": "Its codes will no longer let you sign in.",
        "submit": "Remove the app",
        "submit_class": "govuk-button--warning",
        "back_url": INDEX,
        "cancel_url": INDEX,
    },
)
recovery_codes = ViewRecoveryCodesView.as_view(template_name="accounts/two_factor/codes.html")
download_recovery_codes = DownloadRecoveryCodesView.as_view(template_name="accounts/two_factor/codes.txt")
new_recovery_codes = GenerateRecoveryCodesView.as_view(
    template_name=FORM_PAGE,
    extra_context={
        "heading": "Make new recovery codes",
        "intro": "You get ten new codes. The old ones stop working at once, also those you wrote down.",
        "submit": "Make new codes",
        "back_url": INDEX,
        "cancel_url": INDEX,
    },
)
add_passkey = AddWebAuthnView.as_view(template_name="accounts/two_factor/passkey.html")
rename_passkey = EditWebAuthnView.as_view(
    template_name=FORM_PAGE,
    success_url=INDEX,
    extra_context={"heading": "Rename this passkey", "submit": "Save the name", "back_url": INDEX, "cancel_url": INDEX},
)
remove_passkey = RemovePasskey.as_view()
_CONFIRM = {
    "heading": "Confirm that it is you",
    "intro": "You are about to change how this account is protected.",
    "submit": "Go on",
    "back_url": reverse_lazy("accounts:profile"),
}
confirm_password = ReauthenticateView.as_view(template_name="accounts/two_factor/confirm.html", extra_context=_CONFIRM)
confirm_code = ReauthenticateByCodeView.as_view(
    template_name="accounts/two_factor/confirm.html", extra_context=_CONFIRM
)
confirm_passkey = ReauthenticateWebAuthnView.as_view(template_name="accounts/two_factor/confirm_passkey.html")
