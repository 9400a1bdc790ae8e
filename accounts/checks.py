"""Refuses to start a production process in which somebody could sign in without a password."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import NoReverseMatch, reverse


@register(Tags.security)
def no_demonstration_sign_in(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """One-command mode is the only mode with demonstration sign-in, and follows from the mode alone."""
    if settings.MODE == "embedded":
        return []
    errors: list[CheckMessage] = []
    if settings.MAINSTAY_EMBEDDED:
        errors.append(
            Error(
                f"MAINSTAY_EMBEDDED is on in {settings.MODE} mode.",
                hint="It lists accounts that sign in without a password; only MAINSTAY_MODE=embedded may set it.",
                id="accounts.E001",
            )
        )
    if _is_routed():
        errors.append(
            Error(
                f"The sign-in without a password has an address in {settings.MODE} mode.",
                hint="accounts.urls gives it one in one-command mode only; look for another place that does.",
                id="accounts.E002",
            )
        )
    return errors


def _is_routed() -> bool:
    try:
        reverse("accounts:sign-in-as", args=["00000000-0000-0000-0000-000000000000"])
    except NoReverseMatch:
        return False
    return True
