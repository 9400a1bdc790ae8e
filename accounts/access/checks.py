"""What views ask before they show or change anything."""

from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Manager, Model, QuerySet
from django.shortcuts import get_object_or_404
from guardian.core import ObjectPermissionChecker

from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.roles import PERMISSION_WORDS
from accounts.selectors import agency_ids_where, may_anywhere

M = TypeVar("M", bound=Model)


def visible_or_404(model: "type[M] | Manager[M] | QuerySet[M]", user: User | AnonymousUser, **lookup: object) -> M:
    """The one record that matches and that `user` may see; Http404 otherwise: a stranger cannot tell if it exists.

    `model` may also be a manager or a queryset (with `select_related`, say) that has `visible_to`.
    """
    records = model._default_manager if isinstance(model, type) else model
    return get_object_or_404(records.visible_to(user), **lookup)  # type: ignore[union-attr]


def allows(user: User | AnonymousUser, permission: Permission, obj: Model) -> bool:
    """Whether a hat that `user` wears now carries the permission, and guardian grants it for this object.

    Guardian's rows follow dates once a day, hats at once; asking both leaves no time at which a role that has ended
    still works.
    """
    if not isinstance(user, User) or not may_anywhere(user, permission):
        return False
    return bool(_checker(user).has_perm(str(permission), obj))


def require(user: User | AnonymousUser, permission: Permission, obj: Model) -> None:
    """Return if `user` may do this with `obj`, which `visible_or_404` gave, else raise PermissionDenied (403)."""
    if not allows(user, permission, obj):
        raise PermissionDenied(_refusal(permission))


def require_anywhere(user: User | AnonymousUser, permission: Permission) -> None:
    """Return if any of the user's roles carries the permission, else raise PermissionDenied."""
    if not may_anywhere(user, permission):
        raise PermissionDenied(_refusal(permission))


def require_at(user: User | AnonymousUser, permission: Permission, agency: Agency) -> None:
    """Return if one of the user's roles at `agency` carries the permission, else raise PermissionDenied."""
    if agency.pk not in agency_ids_where(user, permission):
        raise PermissionDenied(_refusal(permission))


def _checker(user: User) -> ObjectPermissionChecker:
    """Guardian's checker, kept for the rest of a web request. It reads an object's grants at the first question."""
    if not user.remembers_memberships:
        return ObjectPermissionChecker(user)
    if user.permission_checker is None:
        user.permission_checker = ObjectPermissionChecker(user)
    return user.permission_checker


def _refusal(permission: Permission) -> str:
    return f"Your role does not let you {PERMISSION_WORDS[permission]} here."
