"""Addresses of the deadlines app."""

from django.urls import path

from deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("deadlines/", views.deadlines, name="list"),
    path("deadlines/<uuid:deadline_uuid>/", views.detail, name="detail"),
    path("deadlines/<uuid:deadline_uuid>/pause/", views.pause, name="pause"),
    path("deadlines/<uuid:deadline_uuid>/resume/", views.resume, name="resume"),
    path("deadlines/<uuid:deadline_uuid>/move/", views.move, name="move"),
    path("deadlines/<uuid:deadline_uuid>/waive/", views.waive, name="waive"),
]
