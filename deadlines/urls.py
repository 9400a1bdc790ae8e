"""Addresses of the deadlines app."""

from django.urls import URLPattern

app_name = "deadlines"
urlpatterns: list[URLPattern] = []
