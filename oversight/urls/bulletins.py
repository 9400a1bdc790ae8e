"""Addresses of the carers’ bulletin."""

from django.urls import path

from oversight.views import bulletins as views

_ONE = "bulletins/<uuid:bulletin_uuid>/"

urlpatterns = [
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/new/", views.bulletin_new, name="bulletin-new"),
    path("bulletins/stopped/", views.bulletin_stopped, name="bulletin-stopped"),
    path("bulletins/stopped/<uuid:unsubscription_uuid>/again/", views.bulletin_again, name="bulletin-again"),
    path("bulletins/stop/<str:stop_token>/", views.bulletin_stop, name="bulletin-stop"),
    path(_ONE, views.bulletin, name="bulletin"),
    path(f"{_ONE}change/", views.bulletin_change, name="bulletin-change"),
    path(f"{_ONE}send/", views.bulletin_send, name="bulletin-send"),
]
