"""Hats: put on and taken off, with the access that goes with them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts import access, history
from accounts.enums import AgencyKind, RoleCode
from accounts.errors import ServiceError
from accounts.models import Agency, Membership, User
from accounts.roles import ROLES


class MembershipError(ServiceError):
    """The membership cannot be changed like this; the text says why."""


class RoleNotHeldThere(MembershipError):
    def __init__(self, role: RoleCode, agency: Agency) -> None:
        super().__init__(
            f"{role.label} is not a role at {agency}: it is held at "
            f"{' or '.join(sorted(str(kind.label) for kind in ROLES[role].held_at))} only."
        )


class GivenByCommand(MembershipError):
    field = "role"

    def __init__(self, role: RoleCode) -> None:
        super().__init__(f"{role.label} is a role for all agencies: only whoever runs the server gives it, by command.")


class PersonDeactivated(MembershipError):
    def __init__(self, user: User) -> None:
        super().__init__(f"The account of {user} is closed. Open it again before giving it a role.")


class AlreadyHeld(MembershipError):
    def __init__(self, user: User, role: RoleCode, agency: Agency) -> None:
        super().__init__(f"{user} already has the role {role.label} at {agency} at that time.")


class AlreadyEnded(MembershipError):
    def __init__(self, membership: Membership) -> None:
        super().__init__(f"The role of {membership.user} at {membership.agency} has already ended.")


class EndsBeforeStart(MembershipError):
    def __init__(self) -> None:
        super().__init__("A role cannot end before it starts.")


@transaction.atomic
def begin_membership(
    *,
    user: User,
    agency: Agency,
    role: RoleCode | str,
    job_title: str = "",
    starts_at: datetime,
    by: User | None,
    now: datetime,
    reason: str = "Role given",
) -> Membership:
    """Give `user` the role at `agency` from `starts_at`, with everything it opens. A later start opens nothing before
    the day it comes.

    Raises RoleNotHeldThere, PersonDeactivated or AlreadyHeld.
    """
    code = RoleCode(role)
    if AgencyKind(agency.kind) not in ROLES[code].held_at:
        raise RoleNotHeldThere(code, agency)
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not person.is_active:
        raise PersonDeactivated(person)
    same = Membership.objects.filter(user=person, agency=agency, role=code)
    if same.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at)).exists():
        raise AlreadyHeld(person, code, agency)
    membership = Membership(user=user, agency=agency, role=code, job_title=job_title, starts_at=starts_at)
    history.save(membership, by=by, reason=reason, at=now)
    access.project_membership(membership)
    return membership


@transaction.atomic
def end_membership(
    *, membership: Membership, by: User | None, now: datetime, at: datetime | None = None, reason: str = "Role ended"
) -> Membership:
    """End the role at `at` (now unless given), and with it what it opens. A role that has not begun ends as it starts.

    Raises AlreadyEnded, or EndsBeforeStart if `at` is before the role began.
    """
    locked = Membership.objects.select_for_update(no_key=True).select_related("user", "agency").get(pk=membership.pk)
    if locked.ends_at is not None and locked.ends_at <= now:
        raise AlreadyEnded(locked)
    if at is not None and at < locked.starts_at:
        raise EndsBeforeStart
    locked.ends_at = at or max(now, locked.starts_at)
    history.save(locked, by=by, reason=reason, at=now)
    access.project_membership(locked)
    membership.ends_at = locked.ends_at
    return membership
