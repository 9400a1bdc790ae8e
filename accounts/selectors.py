"""Questions about people and the hats they wear."""

from collections.abc import Collection
from itertools import groupby

from django.contrib.auth.models import AnonymousUser

from accounts.enums import AgencyKind, Permission, RoleCode, Scope
from accounts.models import Agency, Membership, User
from accounts.roles import ROLES


def current_memberships(user: User | AnonymousUser) -> list[Membership]:
    """The hats `user` wears now. Within a web request they are read once (`accounts.middleware`), elsewhere afresh at
    each call.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    remembered: list[Membership] | None = getattr(user, "memberships_of_request", None)
    if remembered is not None:
        return remembered
    memberships = list(
        Membership.objects.active().filter(user=user).select_related("agency__local_authority").order_by("id")
    )
    if getattr(user, "remembers_memberships", False):
        user.memberships_of_request = memberships
    return memberships


def agency_ids_where(user: User | AnonymousUser, permission: Permission) -> list[int]:
    """Agencies at which one of the user's roles carries `permission`."""
    return sorted({m.agency_id for m in current_memberships(user) if permission in m.role_definition.permissions})


def agency_ids_reached(user: User | AnonymousUser) -> list[int]:
    """Agencies of whose linked young people the user may see every unrestricted record."""
    return sorted(
        {
            m.agency_id
            for m in current_memberships(user)
            if m.role_definition.scope == Scope.AGENCY and Permission.VIEW_LEARNER in m.role_definition.permissions
        }
    )


def membership_ids_with_own_records(user: User | AnonymousUser) -> list[int]:
    """Hats under which the user may see the young people they themselves work with."""
    return [m.pk for m in current_memberships(user) if Permission.VIEW_LEARNER in m.role_definition.permissions]


def provider_ids_worked_at(user: User | AnonymousUser) -> list[int]:
    """Providers at which a hat of the user opens records. Through these hats the user knows of the places there, and of
    no other provider's.
    """
    return sorted(
        {
            m.agency_id
            for m in current_memberships(user)
            if m.agency.kind == AgencyKind.PROVIDER and Permission.VIEW_LEARNER in m.role_definition.permissions
        }
    )


def may_anywhere(user: User | AnonymousUser, permission: Permission) -> bool:
    """Whether any of the user's roles carries `permission`."""
    return any(permission in m.role_definition.permissions for m in current_memberships(user))


def holders_of(roles: Collection[RoleCode], agency_ids: Collection[int]) -> dict[int, list[User]]:
    """People who hold one of `roles` now, by agency id."""
    held: dict[int, list[User]] = {agency_id: [] for agency_id in agency_ids}
    memberships = Membership.objects.active().filter(role__in=roles, agency__in=agency_ids).select_related("user")
    for membership in memberships.order_by("id"):
        held[membership.agency_id].append(membership.user)
    return held


def describe_hats(user: User) -> list[str]:
    """The user's roles in words, for the header: “Designated person, Brindley College”."""
    return [f"{ROLES[RoleCode(m.role)].name}, {m.agency.name}" for m in current_memberships(user)]


def demonstration_accounts() -> list[tuple[Agency, list[Membership]]]:
    """Everybody who may sign in and has a role, by agency: the list of the one-command mode, in one query."""
    order = {code: position for position, code in enumerate(RoleCode)}
    memberships = Membership.objects.active().filter(user__is_staff=False).select_related("user", "agency")
    in_order = sorted(
        memberships,
        key=lambda m: (m.agency.kind, m.agency.sort_name, m.agency_id, order[RoleCode(m.role)], m.user.name),
    )
    return [(agency, list(hats)) for agency, hats in groupby(in_order, key=lambda m: m.agency)]
