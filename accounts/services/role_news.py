"""Who is told when a role is given, changed or ended: the person, and those who look after the agency's people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.enums import Permission
from accounts.models import Membership, User
from accounts.names import initials
from accounts.roles import roles_with
from accounts.telling import News, tell

PERSON = {
    "given": "accounts/email/role_given.txt",
    "changed": "accounts/email/role_changed.txt",
    "ended": "accounts/email/role_ended.txt",
    "kept": "accounts/email/role_kept.txt",
}
WATCHERS = "accounts/email/people_changed.txt"


def tell_role_given(membership: Membership, *, by: User | None, now: datetime) -> None:
    _tell("given", membership, by=by, now=now, what=f"now has the role “{_role(membership)}”")


def tell_role_changed(earlier: Membership, membership: Membership, *, by: User | None, now: datetime) -> None:
    """`earlier` and `membership` are the same where only the job title changed."""
    if earlier.pk == membership.pk:
        words = f"has another job title as “{_role(membership)}”"
    else:
        words = f"now has the role “{_role(membership)}” instead of “{_role(earlier)}”"
    _tell("changed", membership, by=by, now=now, what=words, earlier_role=_role(earlier))


def tell_role_ended(membership: Membership, *, by: User | None, now: datetime) -> None:
    """Also told when a role will end on a later day, and once more if that day is changed."""
    later = membership.ends_at is not None and membership.ends_at > now
    words = "will no longer have" if later else "no longer has"
    _tell("ended", membership, by=by, now=now, what=f"{words} the role “{_role(membership)}”", later=later)


def tell_role_kept(membership: Membership, *, by: User | None, now: datetime) -> None:
    _tell("kept", membership, by=by, now=now, what=f"keeps the role “{_role(membership)}”")


def watchers_of(membership: Membership, *, by: User | None, now: datetime) -> Sequence[User]:
    """The other administrators of the agency. Who gives a role to themselves is watched by its leaders too."""
    permissions = {Permission.MANAGE_AGENCY}
    if by is not None and by.pk == membership.user_id:
        permissions.add(Permission.MANAGE_CONTACTS)
    roles = {role for permission in permissions for role in roles_with(permission)}
    leaving_out = {membership.user_id, by.pk if by else None}
    found = Membership.objects.active(now).filter(agency_id=membership.agency_id, role__in=roles).order_by("pk")
    people = {hat.user_id: hat.user for hat in found.select_related("user") if hat.user_id not in leaving_out}
    return list(people.values())


def _tell(act: str, membership: Membership, *, by: User | None, now: datetime, what: str, **words: Any) -> None:
    """An e-mail may be read before anybody has signed in, so it says who by initials."""
    person, agency = membership.user, membership.agency
    said = {"agency": agency.name, "role": _role(membership), "ends_at": membership.ends_at, **words}
    key = f"role:{act}:{membership.uuid}:{now.isoformat()}"
    news = [
        News(
            recipient=person,
            template=PERSON[act],
            context=said,
            link=reverse("accounts:profile"),
            key=f"{key}:{person.pk}",
        )
    ]
    news += [
        News(
            recipient=watcher,
            template=WATCHERS,
            context={**said, "initials": initials(person.name), "what": what},
            link=reverse("accounts:person", args=[agency.uuid, person.uuid]),
            key=f"{key}:{watcher.pk}",
        )
        for watcher in watchers_of(membership, by=by, now=now)
    ]
    tell(news, now=now)


def _role(membership: Membership) -> str:
    return str(membership.get_role_display())
