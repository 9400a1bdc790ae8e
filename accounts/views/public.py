"""Pages that everybody may read, signed in or not."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/public/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/public/privacy.html")


@login_not_required
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The cookies by the names under which this installation sets them."""
    page = {
        "own_page_cookie": settings.MAINSTAY_OWN_PAGE_COOKIE,
        "device_cookie": settings.MAINSTAY_DEVICE_COOKIE,
        "own_page_days": settings.MAINSTAY_OWN_PAGE_VALID.days,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "form_cookie": settings.CSRF_COOKIE_NAME,
        "idle_minutes": settings.SESSION_COOKIE_AGE // 60,
        "form_cookie_weeks": settings.CSRF_COOKIE_AGE // (7 * 24 * 60 * 60),
    }
    return render(request, "accounts/public/cookies.html", page)


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    page = {
        "idle_minutes": settings.SESSION_COOKIE_AGE // 60,
        "longest_hours": settings.MAINSTAY_SESSION_LONGEST // 3600,
        "lock_minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        "attempts": settings.AXES_FAILURE_LIMIT,
    }
    return render(request, "accounts/public/help.html", page)
