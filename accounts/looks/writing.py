"""The row that says who has looked."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from accounts.enums import LookKind
from accounts.looks.limits import LIMITS, refuse_too_many, wait_for_turn
from accounts.looks.noting import Shown, basis_of
from accounts.models import Look, User
from accounts.origin import recorded_address
from accounts.selectors import current_memberships

#: How much of a young person's name is kept in the label.
LABEL_LENGTH = Look._meta.get_field("label").max_length


def write(request: HttpRequest) -> None:
    """One row for what the request has shown; none if it showed nobody and searched for nobody.

    One insert. A search or an export is counted in the same transaction: TooMany if the person has had as many as
    allowed.
    """
    user = request.user
    shown: Shown | None = getattr(user, "shown", None)
    if shown is None or request.resolver_match is None:
        return
    worn = current_memberships(user)
    look = Look(
        user_id=user.pk,
        agency_id=worn[0].agency_id if worn else None,
        roles=[membership.role for membership in worn],
        kind=shown.kind,
        what=request.resolver_match.view_name,
        learner_uuids=list(shown.people),
        label=next(iter(shown.people.values()))[:LABEL_LENGTH] if len(shown.people) == 1 else "",
        basis=shown.basis or basis_of(user, shown.people),
        address=recorded_address(request),
    )
    user.shown = None
    if shown.kind not in LIMITS:
        look.save(force_insert=True)
        return
    with transaction.atomic():
        wait_for_turn(user)
        refuse_too_many(user, shown.kind)
        look.save(force_insert=True)


def write_made(user: User, *, kind: LookKind, what: str, people: Mapping[UUID, str], now: datetime) -> None:
    """One row for what a worker made for somebody outside of a request: `user` wears the hats they asked with."""
    worn = current_memberships(user)
    Look(
        at=now,
        user_id=user.pk,
        agency_id=worn[0].agency_id if worn else None,
        roles=[membership.role for membership in worn],
        kind=kind,
        what=what,
        learner_uuids=list(people),
        label=next(iter(people.values()))[:LABEL_LENGTH] if len(people) == 1 else "",
        basis=basis_of(user, people),
    ).save(force_insert=True)
