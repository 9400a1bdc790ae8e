"""Whose sign-in failed: what the lock-out counts by, beside the address (`accounts.origin`)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def account_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str | None:
    """The e-mail address that was typed, in one spelling, so that capitals do not buy more attempts.

    The page that asks for the password once more (`accounts.sign_in`) passes the address of whoever is signed in, so
    that guesses there count too.
    """
    typed = (credentials or {}).get("username") or (credentials or {}).get("email") or request.POST.get("username")
    return str(typed).strip().casefold() if typed else None
