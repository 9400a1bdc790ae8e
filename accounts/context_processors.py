"""What every page's header says about the person who signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.enums import Permission
from accounts.selectors import agencies_to_choose_from, current_memberships, may_anywhere

#: What a role must allow for an address of the menu to be of use. The others are for everybody.
NEEDED = {
    "/learners/": Permission.VIEW_LEARNER,
    "/plans/": Permission.VIEW_LEARNER,
    "/agreements/": Permission.VIEW_AGREEMENT,
    "/partnership/": Permission.VIEW_AGREEMENT,
    "/oversight/": Permission.VIEW_OVERSIGHT,
    "/operations/": Permission.OPERATE,
}


def hats(request: HttpRequest) -> dict[str, Any]:
    """The hats worn now: `current_membership` (the first of them, or None), `roles_worn` in words, and whether this
    person may wear those of another agency; and what the menu leaves out because no role worn opens it. Read only by a
    page that shows them.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"current_membership": None, "roles_worn": "", "may_change_hat": False}
    memberships = SimpleLazyObject(lambda: current_memberships(user))
    return {
        "current_membership": SimpleLazyObject(lambda: next(iter(memberships), None)),
        "roles_worn": SimpleLazyObject(lambda: ", ".join(str(m.get_role_display()) for m in memberships)),
        "may_change_hat": SimpleLazyObject(lambda: len(agencies_to_choose_from(user)) > 1),
        "navigation_hidden": SimpleLazyObject(
            lambda: [url for url, permission in NEEDED.items() if not may_anywhere(user, permission)]
        ),
        "search_hidden": SimpleLazyObject(lambda: not may_anywhere(user, Permission.VIEW_LEARNER)),
    }
