"""The groups of agency × agency-wide role, and who is in them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import Group

from accounts.enums import RoleCode, Scope
from accounts.models import Membership, RoleGroup, User
from accounts.roles import ROLES, roles_reaching

#: The group of each role, by agency.
Slots = Mapping[int, Mapping[RoleCode, int]]


@dataclass
class Change:
    """What `align` found. Ids of `removed` groups still exist: their grants go first (`drop`)."""

    added: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    members_missing: int = 0
    members_surplus: int = 0
    slots: Slots = field(default_factory=dict)


def of_agencies(agency_ids: Collection[int]) -> Slots:
    """The groups there are now at these agencies."""
    rows = RoleGroup.objects.filter(agency__in=agency_ids).values_list("agency_id", "role", "group_id")
    return _as_slots(((agency_id, RoleCode(role)), group_id) for agency_id, role, group_id in rows)


def align(*, agency_id: int | None = None, role: str | None = None, write: bool = True) -> Change:
    """Compare groups and members with the memberships in force now, of one agency and role or all.

    Without `write`, a group that is missing is given a negative number in `slots`, so that what it lacks can be
    counted.
    """
    at = {name: value for name, value in (("agency_id", agency_id), ("role", role)) if value is not None}
    held: dict[tuple[int, RoleCode], set[int]] = defaultdict(set)
    memberships = Membership.objects.active().filter(role__in=_agency_wide(), **at)
    for held_at, code, user_id in memberships.values_list("agency_id", "role", "user_id"):
        held[held_at, RoleCode(code)].add(user_id)
    there = {
        (held_at, RoleCode(code)): group_id
        for held_at, code, group_id in RoleGroup.objects.filter(**at).values_list("agency_id", "role", "group_id")
    }
    new = sorted(held.keys() - there.keys())
    created = _create(new) if write else {key: -number for number, key in enumerate(new, start=1)}
    kept = {key: group_id for key, group_id in (there | created).items() if key in held}
    missing, surplus = _align_members({kept[key]: users for key, users in held.items()}, write=write)
    return Change(
        added=list(created.values()),
        removed=[group_id for key, group_id in there.items() if key not in held],
        members_missing=missing,
        members_surplus=surplus,
        slots=_as_slots(kept.items()),
    )


def drop(group_ids: Collection[int]) -> None:
    Group.objects.filter(pk__in=group_ids).delete()


def _agency_wide() -> list[RoleCode]:
    return sorted(code for code in roles_reaching(Scope.AGENCY) if ROLES[code].learner_permissions)


def _create(keys: list[tuple[int, RoleCode]]) -> dict[tuple[int, RoleCode], int]:
    if not keys:
        return {}
    names = {f"agency {agency_id}: {role}": (agency_id, role) for agency_id, role in keys}
    # A group that lost its RoleGroup keeps its name; it is taken up again.
    Group.objects.bulk_create((Group(name=name) for name in names), ignore_conflicts=True)
    ids = {names[name]: pk for name, pk in Group.objects.filter(name__in=names).values_list("name", "pk")}
    RoleGroup.objects.bulk_create(
        RoleGroup(agency_id=agency_id, role=role, group_id=ids[agency_id, role]) for agency_id, role in keys
    )
    return ids


def _align_members(wanted: Mapping[int, set[int]], *, write: bool) -> tuple[int, int]:
    """(missing, surplus) members of the groups; put right if `write`."""
    through = User.groups.through
    rows = {
        (group_id, user_id): pk
        for pk, group_id, user_id in through.objects.filter(group__in=wanted).values_list("pk", "group_id", "user_id")
    }
    expected = {(group_id, user_id) for group_id, users in wanted.items() for user_id in users}
    missing = sorted(expected - rows.keys())
    surplus = [pk for pair, pk in rows.items() if pair not in expected]
    if write:
        through.objects.filter(pk__in=surplus).delete()
        through.objects.bulk_create(
            (through(group_id=group_id, user_id=user_id) for group_id, user_id in missing), ignore_conflicts=True
        )
    return len(missing), len(surplus)


def _as_slots(items: Iterable[tuple[tuple[int, RoleCode], int]]) -> Slots:
    slots: dict[int, dict[RoleCode, int]] = defaultdict(dict)
    for (agency_id, role), group_id in items:
        slots[agency_id][role] = group_id
    return slots
