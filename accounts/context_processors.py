"""What every page's header says about the person who signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.selectors import current_memberships, describe_hats


def hats(request: HttpRequest) -> dict[str, Any]:
    """`current_membership` (or None), `other_memberships` and `hats` in words. Read only by a page that shows them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"current_membership": None, "other_memberships": [], "hats": []}
    memberships = SimpleLazyObject(lambda: current_memberships(user))
    return {
        "current_membership": SimpleLazyObject(lambda: next(iter(memberships), None)),
        "other_memberships": SimpleLazyObject(lambda: memberships[1:]),
        "hats": SimpleLazyObject(lambda: describe_hats(user)),
    }
