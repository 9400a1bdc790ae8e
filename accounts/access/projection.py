"""Guardian's rows, kept equal to what the registered sources say.

Rows go to one group for each agency × agency-wide role that somebody holds (a new officer is one row in the group, not
one for each young person) and to single people only for their own work. Everything is compared and written in sets,
within the caller's transaction.

Locks. Projections of different objects run side by side under a shared lock; whatever changes groups, and each step of
a rebuild, takes it alone. Objects are locked first, by primary key and without their key (FOR NO KEY UPDATE), so that
rows of other tables may still point at them: services that lock a young person's record before they project it do the
same, `select_for_update(no_key=True)`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import Permission as DjangoPermission
from django.db import connection, transaction
from django.db.models import Model
from guardian.ctypes import get_content_type
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from accounts.access import groups
from accounts.access.registry import AgencyGrant, PersonalGrant, projected_models, source_of
from accounts.models import Membership
from accounts.roles import PURPOSE_PERMISSIONS, ROLES

T = TypeVar("T")

CHUNK = 1000
"""Objects compared at once: about eighty thousand rows of each side in memory."""
ROWS_AT_ONCE = 10_000
"""Rows of one INSERT or DELETE."""
_LOCK = 0x4D41494E  # an advisory lock of our own; any number that nothing else in this database uses

#: (group or user id, permission id, object id): one row of guardian.
Grant = tuple[int, int, int]


@dataclass(frozen=True)
class Drift:
    """How far guardian's rows, groups and group members were from what memberships and links say."""

    missing: int = 0
    surplus: int = 0

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus)

    def __add__(self, other: "Drift") -> "Drift":
        return Drift(self.missing + other.missing, self.surplus + other.surplus)


@transaction.atomic(savepoint=False)
def project(model: type[Model], object_ids: Iterable[int]) -> Drift:
    """Bring guardian's rows for these objects to what the model's source says; the answer counts what was changed.

    Called by a service after it has written links, key workers or restrictions, in the same transaction.
    """
    ids = sorted(set(object_ids))
    drift = Drift()
    for some in _chunks(ids):
        list(model._default_manager.filter(pk__in=some).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    _lock(alone=False)
    for some in _chunks(ids):
        drift += _align(model, some)
    return drift


@transaction.atomic(savepoint=False)
def project_membership(membership: Membership) -> None:
    """Bring the group of the membership's agency and role, and its holder's personal grants, to what is in force now.

    Called after a membership begins or ends, or its holder is deactivated, in the same transaction. The first holder of
    an agency-wide role brings the group and its grants into being, the last one takes them along.
    """
    _lock(alone=True)
    change = groups.align(agency_id=membership.agency_id, role=membership.role)
    _remove_groups(change.removed)
    for model in projected_models():
        source = source_of(model)
        object_ids = set(source.objects_of_membership(membership))
        if change.added:
            object_ids.update(source.objects_of_agency(membership.agency_id))
        for some in _chunks(sorted(object_ids)):
            _align(model, some)


def rebuild(*, check: bool = False) -> Drift:
    """Compare everything, and put right what differs unless `check`.

    Each step is a transaction of its own, so it may run while people work.
    """
    with transaction.atomic():
        _lock(alone=not check)
        change = groups.align(write=not check)
        drift = Drift(len(change.added) + change.members_missing, len(change.removed) + change.members_surplus)
        if not check:
            drift += Drift(surplus=_remove_groups(change.removed))
    for model in projected_models():
        for ids in _all_ids(model):
            with transaction.atomic():
                _lock(alone=not check)
                # Groups may come and go between steps; a check judges by those there should have been at its start.
                drift += _align(model, ids, change.slots if check else None, write=not check)
    return drift


def _lock(*, alone: bool) -> None:
    """Wait for the projection lock and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [_LOCK])


def _remove_groups(group_ids: list[int]) -> int:
    """Delete groups that nobody holds any more, their grants first and in sets; the number of grants."""
    if not group_ids:
        return 0
    grants = 0
    for model in projected_models():
        deleted, _ = _tables(model)[0].objects.filter(group__in=group_ids).delete()
        grants += deleted
    groups.drop(group_ids)
    return grants


def _align(model: type[Model], ids: list[int], slots: groups.Slots | None = None, *, write: bool = True) -> Drift:
    """Compare the grants on these objects with what the source says: to groups, then to people."""
    source = source_of(model)
    permissions = _permission_ids(model)
    reached = set(source.agency_grants(ids))
    if slots is None:
        slots = groups.of_agencies({row.agency_id for row in reached})
    wanted_of_groups = _wanted_of_groups(reached, slots, permissions)
    wanted_of_people = _wanted_of_people(set(source.personal_grants(ids)), permissions)
    of_groups, of_people = _tables(model)
    drift = _align_rows(of_groups, "group_id", ids, wanted_of_groups, write=write)
    return drift + _align_rows(of_people, "user_id", ids, wanted_of_people, write=write)


def _wanted_of_groups(rows: Iterable[AgencyGrant], slots: groups.Slots, permissions: Mapping[str, int]) -> set[Grant]:
    return {
        (group_id, permissions[permission], row.object_id)
        for row in rows
        for role, group_id in slots.get(row.agency_id, {}).items()
        for permission in ROLES[role].learner_permissions & PURPOSE_PERMISSIONS[row.purpose]
    }


def _wanted_of_people(rows: Iterable[PersonalGrant], permissions: Mapping[str, int]) -> set[Grant]:
    return {
        (row.user_id, permissions[permission], row.object_id)
        for row in rows
        for permission in ROLES[row.role].learner_permissions & row.ceiling
    }


def _align_rows(table: Any, holder: str, ids: list[int], wanted: set[Grant], *, write: bool) -> Drift:
    there: dict[Grant, int] = {
        (holder_id, permission_id, object_id): pk
        for pk, holder_id, permission_id, object_id in table.objects.filter(content_object_id__in=ids).values_list(
            "pk", holder, "permission_id", "content_object_id"
        )
    }
    missing = sorted(wanted - there.keys())
    surplus = [pk for grant, pk in there.items() if grant not in wanted]
    if write:
        for some in _chunks(surplus, ROWS_AT_ONCE):
            table.objects.filter(pk__in=some).delete()
        for grants in _chunks(missing, ROWS_AT_ONCE):
            _insert(table, holder, grants)
    return Drift(len(missing), len(surplus))


def _insert(table: Any, holder: str, grants: list[Grant]) -> None:
    """The rows in one statement, without an object for each: a role's first holder may reach ten thousand records.

    Rows are unique; a projection of the same object that came first has written the same ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {connection.ops.quote_name(table._meta.db_table)} ({holder}, permission_id, content_object_id)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING",
            [list(column) for column in zip(*grants, strict=True)],
        )


def _tables(model: Any) -> tuple[Any, Any]:
    """Guardian's tables for the model: grants to groups, grants to people."""
    return get_group_obj_perms_model(model), get_user_obj_perms_model(model)


def _permission_ids(model: type[Model]) -> dict[str, int]:
    content_type = get_content_type(model)
    return dict(DjangoPermission.objects.filter(content_type=content_type).values_list("codename", "pk"))


def _all_ids(model: type[Model]) -> Iterator[list[int]]:
    """Every primary key, a chunk at a time, found by key so that a chunk is never read twice."""
    after = 0
    while ids := list(model._default_manager.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield ids
        after = ids[-1]


def _chunks(items: list[T], size: int = CHUNK) -> Iterator[list[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
