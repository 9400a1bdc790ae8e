"""Addresses under the names by which django-allauth finds them. Only what is used is here; its other pages (signing up,
changing one's address, joining identities) have no address at all.
"""

from django.urls import URLPattern, path

from accounts import views
from accounts.views import two_factor

urlpatterns: list[URLPattern] = [
    # The same pages as in `accounts.urls`: django-allauth leads to them by these names.
    path("sign-in/", views.sign_in, name="account_login"),
    path("password-reset/<uidb36>/<key>/", views.choose_password, name="account_reset_password_from_key"),
    # Signing in beyond the password.
    path("sign-in/second-step/", views.second_step, name="mfa_authenticate"),
    path("sign-in/passkey/", views.sign_in_with_passkey, name="mfa_login_webauthn"),
    path("sign-in/with/<slug:provider_id>/back/", views.single_sign_on_finish, name="openid_connect_callback"),
    # Who one is, once more.
    path("account/confirm/", two_factor.confirm_password, name="account_reauthenticate"),
    path("account/confirm/code/", two_factor.confirm_code, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", two_factor.confirm_passkey, name="mfa_reauthenticate_webauthn"),
    # Second steps.
    path("account/two-factor/", two_factor.two_factor, name="mfa_index"),
    path("account/two-factor/app/", two_factor.set_up_app, name="mfa_activate_totp"),
    path("account/two-factor/app/remove/", two_factor.remove_app, name="mfa_deactivate_totp"),
    path("account/two-factor/codes/", two_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/two-factor/codes/new/", two_factor.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/two-factor/codes/download/", two_factor.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/two-factor/passkeys/add/", two_factor.add_passkey, name="mfa_add_webauthn"),
    path("account/two-factor/passkeys/<int:pk>/", two_factor.rename_passkey, name="mfa_edit_webauthn"),
    path("account/two-factor/passkeys/<int:pk>/remove/", two_factor.remove_passkey, name="mfa_remove_webauthn"),
]
