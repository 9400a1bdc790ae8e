"""Addresses of the accounts app."""

from django.conf import settings
from django.urls import URLPattern, path

from accounts import views
from accounts.views.demonstration import sign_in_as

app_name = "accounts"


def patterns(*, embedded: bool) -> list[URLPattern]:
    """The addresses; the one that signs in without a password is among them in one-command mode only."""
    always = [
        path("sign-in/", views.sign_in, name="sign-in"),
        path("sign-in/with/<slug:provider_id>/", views.single_sign_on_begin, name="single-sign-on"),
        path("sign-out/", views.sign_out, name="sign-out"),
        path("keep-alive/", views.keep_alive, name="keep-alive"),
        path("password-reset/", views.reset_password, name="password-reset"),
        path("password-reset/sent/", views.reset_asked, name="password-reset-asked"),
        path("password-reset/done/", views.password_chosen, name="password-chosen"),
        path("password-reset/<uidb36>/<key>/", views.choose_password, name="choose-password"),
        path("account/", views.profile, name="profile"),
        path("account/details/", views.change_details, name="change-details"),
        path("account/password/", views.change_password, name="change-password"),
        path("account/sessions/", views.sessions, name="sessions"),
        path("account/roles/", views.roles, name="roles"),
        path("help/", views.help_page, name="help"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("privacy/", views.privacy, name="privacy"),
        path("cookies/", views.cookies, name="cookies"),
    ]
    if not embedded:
        return always
    return [*always, path("sign-in/as/<uuid:user_uuid>/", sign_in_as, name="sign-in-as")]


urlpatterns = patterns(embedded=settings.MAINSTAY_EMBEDDED)
