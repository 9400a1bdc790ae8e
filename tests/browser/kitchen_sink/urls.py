"""Addresses of the kitchen sink, with stand-ins for the names the frame links to."""

from django.urls import include, path

from tests.browser.kitchen_sink import views

accounts = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_in, name="sign-out"),
    path("keep-alive/", views.keep_alive, name="keep-alive"),
    path("profile/", views.sign_in, name="profile"),
    path("hats/", views.sign_in, name="hats"),
    path("help/", views.sign_in, name="help"),
    path("accessibility/", views.sign_in, name="accessibility"),
    path("privacy/", views.sign_in, name="privacy"),
]
urlpatterns = [
    path("", include((accounts, "accounts"))),
    path("kitchen/", views.components),
    path("learners/", views.listing),
    path("kitchen/form/", views.every_field),
    path("kitchen/fails/<int:status>/", views.failing),
]
