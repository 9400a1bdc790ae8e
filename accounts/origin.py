"""Where a request comes from."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


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


def recorded_address(request: HttpRequest) -> str | None:
    """The same where it is an address that can be written down; None for a socket without one."""
    try:
        return str(ip_address(client_address(request)))
    except ValueError:
        return None
