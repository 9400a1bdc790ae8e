"""What every page's header says about messages."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.selectors import unread_count


def inbox(request: HttpRequest) -> dict[str, Any]:
    """`inbox_count`: unread messages of the person who signed in. Counted when a page shows it, once."""
    user = getattr(request, "user", None)
    return {"inbox_count": SimpleLazyObject(lambda: unread_count(user)) if user is not None else 0}
