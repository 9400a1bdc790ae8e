"""Who has looked: noted while a request runs, written as one row when it is answered.

`accounts.access.visible_or_404` notes every record it gives. Lists, searches and downloads that name young people say
so with `note`. `accounts.middleware.LookMiddleware` writes the row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest

from accounts.enums import LookKind
from accounts.models import Look, User
from accounts.origin import recorded_address
from accounts.selectors import current_memberships

#: How much of a young person's name is kept in the label.
LABEL_LENGTH = Look._meta.get_field("label").max_length

_paths: dict[type[Model], tuple[str, ...]] = {}


@dataclass
class Shown:
    """What one request has shown so far."""

    kind: LookKind
    people: dict[UUID, str]
    basis: str = ""


def register_shown(model: type[Model], path: str = "") -> None:
    """Called from the `ready()` of the app that owns the model: the way from a row of `model` to the young person it is
    about, as in `incident__learner`; empty for the young person.
    """
    _paths[model] = tuple(path.split("__")) if path else ()


def registered_models() -> frozenset[type[Model]]:
    return frozenset(_paths)


def note_shown(user: User | AnonymousUser, found: Model) -> None:
    """`found` was loaded for `user` to see: note whose record it belongs to. Nothing outside a web request."""
    path = _paths.get(type(found))
    if path is None or not isinstance(user, User) or not user.remembers_memberships:
        return
    learner: Any = reduce(getattr, path, found)
    if learner is not None:
        note(user, LookKind.VIEW, [(learner.uuid, str(learner))])


def note(user: User | AnonymousUser, kind: LookKind, people: Iterable[tuple[UUID, str]]) -> None:
    """Note that this request shows these young people, by UUID and name. The most telling kind is kept: a download
    counts as one also where it first loaded the record.
    """
    if not isinstance(user, User) or not user.remembers_memberships:
        return
    if user.shown is None:
        user.shown = Shown(kind, {})
    if kind != LookKind.VIEW:
        user.shown.kind = kind
    user.shown.people.update(people)


def note_basis(user: User | AnonymousUser, basis: str) -> None:
    """On which basis what this request shows is shared with the user's agency."""
    if isinstance(user, User) and user.shown is not None:
        user.shown.basis = basis


def write(request: HttpRequest) -> None:
    """One row for what the request has shown; none if it showed nobody."""
    user = request.user
    shown: Shown | None = getattr(user, "shown", None)
    if shown is None or not shown.people or request.resolver_match is None:
        return
    worn = current_memberships(user)
    Look.objects.create(
        user_id=user.pk,
        agency_id=worn[0].agency_id if worn else None,
        roles=[membership.role for membership in worn],
        kind=shown.kind,
        what=request.resolver_match.view_name,
        learner_uuids=list(shown.people),
        label=next(iter(shown.people.values()))[:LABEL_LENGTH] if len(shown.people) == 1 else "",
        basis=shown.basis,
        address=recorded_address(request),
    )
    user.shown = None
