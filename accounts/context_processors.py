"""What every page's header says about the person who signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.enums import Permission
from accounts.selectors import current_memberships, describe_hats, may_anywhere

#: What a role must allow for an address of the menu to be of use. The others are for everybody.
NEEDED = {
    "/learners/": Permission.VIEW_LEARNER,
    "/agreements/": Permission.VIEW_AGREEMENT,
    "/oversight/": Permission.VIEW_OVERSIGHT,
}


def hats(request: HttpRequest) -> dict[str, Any]:
    """`current_membership` (or None), `other_memberships` and `hats` in words, and what the menu leaves out because no
    role of this person opens it. Read only by a page that shows them.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"current_membership": None, "other_memberships": [], "hats": []}
    memberships = SimpleLazyObject(lambda: current_memberships(user))
    return {
        "current_membership": SimpleLazyObject(lambda: next(iter(memberships), None)),
        "other_memberships": SimpleLazyObject(lambda: memberships[1:]),
        "hats": SimpleLazyObject(lambda: describe_hats(user)),
        "navigation_hidden": SimpleLazyObject(
            lambda: [url for url, permission in NEEDED.items() if not may_anywhere(user, permission)]
        ),
        "search_hidden": SimpleLazyObject(lambda: not may_anywhere(user, Permission.VIEW_LEARNER)),
    }
