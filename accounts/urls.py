"""Addresses of the accounts app."""

from django.conf import settings
from django.urls import URLPattern, path

from accounts import views
from accounts.views import invitations, people
from accounts.views.demonstration import sign_in_as
from accounts.views.hats import hats
from accounts.views.lost_second_step import lost_second_step

app_name = "accounts"


_AGENCY = "directory/<uuid:agency_uuid>/people/"
_people = [
    path(_AGENCY, people.people, name="people"),
    path(f"{_AGENCY}invite/", people.invite, name="invite"),
    path(
        f"{_AGENCY}invitations/<uuid:invitation_uuid>/again/",
        people.send_invitation_again,
        name="send-invitation-again",
    ),
    path(
        f"{_AGENCY}invitations/<uuid:invitation_uuid>/withdraw/",
        people.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path(f"{_AGENCY}roles/<uuid:membership_uuid>/change/", people.change_role, name="change-role"),
    path(f"{_AGENCY}roles/<uuid:membership_uuid>/end/", people.end_role, name="end-role"),
    path(f"{_AGENCY}<uuid:user_uuid>/", people.person, name="person"),
    path(f"{_AGENCY}<uuid:user_uuid>/address/", people.change_address, name="change-address"),
    path(f"{_AGENCY}<uuid:user_uuid>/second-step/", lost_second_step, name="lost-second-step"),
    path(f"{_AGENCY}<uuid:user_uuid>/close/", people.close_account, name="close-account"),
    path(f"{_AGENCY}<uuid:user_uuid>/open/", people.open_account, name="open-account"),
]


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
        path("account/agency/", hats, name="hats"),
        path("account/roles/", views.roles, name="roles"),
        path("invitation/", invitations.invitation_followed, name="invitation-followed"),
        path("invitation/<str:token>/", invitations.invitation, name="invitation"),
        *_people,
        path("help/", views.help_page, name="help"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("privacy/", views.privacy, name="privacy"),
        path("cookies/", views.cookies, name="cookies"),
    ]
    if not embedded:
        return always
    return [*always, path("sign-in/as/<uuid:user_uuid>/", sign_in_as, name="sign-in-as")]


urlpatterns = patterns(embedded=settings.MAINSTAY_EMBEDDED)
