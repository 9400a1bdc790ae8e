"""What views ask before they show or change anything."""

from collections.abc import Sequence
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Manager, Model, QuerySet
from django.shortcuts import get_object_or_404
from guardian.core import ObjectPermissionChecker

from accounts import looks
from accounts.access.registry import source_of
from accounts.enums import LEARNER_PERMISSIONS, Permission, RoleCode, Scope
from accounts.models import Agency, User
from accounts.roles import PERMISSION_WORDS, PURPOSE_PERMISSIONS, ROLES
from accounts.selectors import agency_ids_where, current_memberships, may_anywhere, roles_stood_in_for

M = TypeVar("M", bound=Model)


def visible_or_404(model: "type[M] | Manager[M] | QuerySet[M]", user: User | AnonymousUser, **lookup: object) -> M:
    """The one record that matches and that `user` may see; Http404 otherwise: a stranger cannot tell if it exists.

    `model` may also be a manager or a queryset (with `select_related`, say) that has `visible_to`. Whose record it is
    about is noted, and written down when the page is answered (`accounts.looks`).
    """
    records = model._default_manager if isinstance(model, type) else model
    found: M = get_object_or_404(records.visible_to(user), **lookup)  # type: ignore[union-attr]
    looks.note_shown(user, found)
    return found


def allows(user: User | AnonymousUser, permission: Permission, obj: Model) -> bool:
    """Whether a hat that `user` wears now carries the permission, and guardian grants it for this object.

    Guardian's rows follow dates once a day, hats at once; asking both leaves no time at which a role that has ended
    still works. Guardian knows a person and not which of their hats they wear, nor for whom they stand in: where that
    matters the source of the grants is asked as well.
    """
    if not isinstance(user, User):
        return False
    carried = may_anywhere(user, permission)
    if not carried and (permission not in LEARNER_PERMISSIONS or not roles_stood_in_for(user)):
        return False
    if not _checker(user).has_perm(str(permission), obj):
        return False
    return (carried and not user.memberships_not_worn) or _through_worn_hats(user, permission, obj)


def allowed(user: User | AnonymousUser, permission: Permission, objects: Sequence[M]) -> list[M]:
    """Those of `objects` with which `user`, who sees them, may do this: the answer of `allows` for each, with the grants of
    all of them read at once.
    """
    if isinstance(user, User) and user.remembers_memberships and objects:
        _checker(user).prefetch_perms(list(objects))  # type: ignore[arg-type]  # a list is taken too
    return [obj for obj in objects if allows(user, permission, obj)]


def _through_worn_hats(user: User, permission: Permission, obj: Model) -> bool:
    """Whether the permission comes through a hat worn now, or a colleague it stands in for: asked of the source."""
    worn = current_memberships(user)
    source = source_of(type(obj))
    if any(
        grant.user_id == user.pk
        and grant.membership_id in {membership.pk for membership in worn}
        and permission in ROLES[grant.role].permissions & grant.ceiling
        for grant in source.personal_grants([obj.pk])
    ):
        return True
    agencies = {
        membership.agency_id
        for membership in worn
        if ROLES[RoleCode(membership.role)].scope == Scope.AGENCY
        and permission in ROLES[RoleCode(membership.role)].permissions
    }
    return any(
        grant.agency_id in agencies and permission in PURPOSE_PERMISSIONS[grant.purpose]
        for grant in source.agency_grants([obj.pk])
    )


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
