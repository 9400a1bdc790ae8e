"""Addresses of the notifications app."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("messages/", views.inbox, name="inbox"),
    path("messages/read/", views.mark_all_read, name="mark-all-read"),
    path("messages/preferences/", views.preferences, name="preferences"),
    path("messages/sent/", views.sent, name="sent"),
    path("messages/<uuid:message_uuid>/", views.message, name="message"),
]
