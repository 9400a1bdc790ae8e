"""Addresses of the education_plans app."""

from django.urls import URLPattern

app_name = "education_plans"
urlpatterns: list[URLPattern] = []
