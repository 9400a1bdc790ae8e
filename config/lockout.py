"""Whose sign-in failed, and from where: what the lock-out counts by."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def account_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str | None:
    """The e-mail address that was typed, in one spelling, so that capitals do not buy more attempts."""
    typed = (credentials or {}).get("username") or (credentials or {}).get("email") or request.POST.get("username")
    return str(typed).strip().casefold() if typed else None


def client_address(request: HttpRequest) -> str:
    """The address that our outermost proxy saw.

    Each of our own proxies adds one address at the right of X-Forwarded-For; whatever stands further left was written
    by the sender and is not believed.
    """
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
