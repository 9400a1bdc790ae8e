"""The addresses of Mainstay. Each app holds its own paths, written from the root."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("accounts.allauth_urls")),
    path("", include("notifications.urls")),
    path("", include("deadlines.urls")),
    path("", include("agreements.urls")),
    path("", include("learners.urls")),
    path("", include("tracking.urls")),
    path("", include("education_plans.urls")),
    path("", include("oversight.urls")),
]

handler429 = "accounts.views.sign_in.too_many_requests"  # asked for by django-allauth
handler500 = "config.errors.something_broke"
