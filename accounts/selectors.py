"""Questions about people and the hats they wear, and whether every kept file is still what its row says."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import FileField, Model, Q, QuerySet
from django.db.models.fields.files import FieldFile

from accounts.enums import AgencyKind, Permission, RoleCode, Scope
from accounts.files import PRIVATE_FILES
from accounts.lookups import written
from accounts.models import Agency, Delegation, Membership, StoredFile, User


def current_memberships(user: User | AnonymousUser) -> list[Membership]:
    """The hats `user` wears now. Within a web request they are read once (`accounts.middleware`), elsewhere afresh at
    each call.

    Somebody with hats at more than one agency wears those of one agency at a time in a web request; a worker, and a
    service that asks about somebody else, counts all of them.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    if user.memberships_of_request is not None:
        return user.memberships_of_request
    memberships = list(
        Membership.objects.active().filter(user=user).select_related("agency__local_authority").order_by("id")
    )
    if not user.remembers_memberships:
        return memberships
    worn = _worn(user, memberships)
    user.memberships_of_request = worn
    user.memberships_not_worn = tuple(membership for membership in memberships if membership not in worn)
    return worn


def wearing(user: User, agency: Agency) -> User:
    """The same person with the hats of one agency alone, as they are now: for what a worker does for somebody who asked for
    it there.
    """
    worn: User = User.objects.get(pk=user.pk)
    hats = Membership.objects.active().filter(user=user, agency=agency).select_related("agency__local_authority")
    worn.memberships_of_request = list(hats.order_by("id"))
    return worn


def agencies_to_choose_from(user: User) -> list[Agency]:
    """The agencies whose hats the user may wear in this session, the one worn now among them."""
    memberships = [*current_memberships(user), *user.memberships_not_worn]
    agencies = {membership.agency_id: membership.agency for membership in memberships}
    if user.agency_of_sign_in is not None:
        agencies = {pk: agency for pk, agency in agencies.items() if pk == user.agency_of_sign_in}
    return sorted(agencies.values(), key=lambda agency: (agency.sort_name, agency.pk))


def _worn(user: User, memberships: Sequence[Membership]) -> list[Membership]:
    """Those of the agency chosen in the session, else of the first. Who signed in through an agency's own single
    sign-on wears that agency's hats or none: it vouches for nobody elsewhere.
    """
    agencies = [membership.agency_id for membership in memberships]
    chosen = user.agency_chosen if user.agency_chosen in agencies else next(iter(agencies), None)
    if user.agency_of_sign_in is not None:
        chosen = user.agency_of_sign_in
    return [membership for membership in memberships if membership.agency_id == chosen]


def roles_stood_in_for(user: User) -> frozenset[RoleCode]:
    """Roles of colleagues for whom a hat worn now is the deputy; which young people, a higher floor knows. Read once
    in a web request.
    """
    if user.roles_stood_in_for is not None:
        return user.roles_stood_in_for
    hats = [membership.pk for membership in current_memberships(user)]
    given = Delegation.objects.active().filter(deputy__in=hats, giver__in=Membership.objects.active())
    roles = frozenset(RoleCode(role) for role in given.values_list("giver__role", flat=True)) if hats else frozenset()
    if user.remembers_memberships:
        user.roles_stood_in_for = roles
    return roles


def agency_ids_where(user: User | AnonymousUser, permission: Permission) -> list[int]:
    """Agencies at which one of the user's roles carries `permission`."""
    return sorted({m.agency_id for m in current_memberships(user) if permission in m.role_definition.permissions})


def agencies_where(user: User | AnonymousUser, permission: Permission) -> QuerySet[Agency]:
    """The same, by name, to choose from."""
    return Agency.objects.filter(pk__in=agency_ids_where(user, permission)).order_by("sort_name", "id")


def agency_ids_reached(user: User | AnonymousUser, permission: Permission = Permission.VIEW_LEARNER) -> list[int]:
    """Agencies of whose linked young people the user may see every unrestricted record, through a role that carries
    `permission` too.
    """
    return sorted(
        {
            m.agency_id
            for m in current_memberships(user)
            if m.role_definition.scope == Scope.AGENCY
            and {Permission.VIEW_LEARNER, permission} <= m.role_definition.permissions
        }
    )


def membership_ids_with_own_records(
    user: User | AnonymousUser, permission: Permission = Permission.VIEW_LEARNER
) -> list[int]:
    """Hats under which the user may see the young people they themselves work with, and that carry `permission` too."""
    return [
        m.pk
        for m in current_memberships(user)
        if {Permission.VIEW_LEARNER, permission} <= m.role_definition.permissions
    ]


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


def demonstration_accounts() -> list[tuple[Agency, list[Membership]]]:
    """Everybody who may sign in and has a role, by agency: the list of the one-command mode, in one query."""
    order = {code: position for position, code in enumerate(RoleCode)}
    memberships = Membership.objects.active().filter(user__is_staff=False).select_related("user", "agency")
    in_order = sorted(
        memberships,
        key=lambda m: (m.agency.kind, m.agency.sort_name, m.agency_id, order[RoleCode(m.role)], m.user.name),
    )
    return [(agency, list(hats)) for agency, hats in groupby(in_order, key=lambda m: m.agency)]


def wrong_files() -> Iterator[str]:
    """Every kept file, of whatever app, that is missing or not what its row says; a line for each. Reads a file at a time."""
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, FileField)]
        for field in fields:
            if field.storage is not PRIVATE_FILES:
                continue
            kept = model._default_manager.exclude(**{field.name: ""}).order_by("pk")
            for row in kept.iterator(200):
                if why := _what_is_wrong(row, getattr(row, field.name)):
                    yield f"{model._meta.label} {row.pk}: {why}"


def _what_is_wrong(row: Model, file: FieldFile) -> str:
    if not PRIVATE_FILES.exists(str(file.name)):
        return "its file is missing"
    if isinstance(row, StoredFile):
        with file.open("rb") as stored:
            if hashlib.file_digest(stored.file, "sha256").hexdigest() != row.sha256:
                return "its bytes are not those that were kept"
    return ""


def remembered(user: User | AnonymousUser, door: str, find: Callable[[], list[Q]]) -> list[Q]:
    """The conditions of a door, found and written once within a web request that changes nothing."""
    if not isinstance(user, User) or not user.remembers_learners:
        return find()
    if user.conditions_of_request is None:
        user.conditions_of_request = {}
    if door not in user.conditions_of_request:
        user.conditions_of_request[door] = [written(condition) for condition in find()]
    return user.conditions_of_request[door]
