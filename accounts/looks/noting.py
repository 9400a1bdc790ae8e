"""What a request shows, kept on its user until the page is answered."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.enums import LookKind
from accounts.models import User

#: The more telling kind of two: what leaves Mainstay says more than what was looked at.
_TELLING = (LookKind.VIEW, LookKind.SEARCH, LookKind.EXPORT, LookKind.DOWNLOAD)

_paths: dict[type[Model], tuple[str, ...]] = {}
_finders: list[Callable[[User, Collection[UUID]], str]] = []


@dataclass
class Shown:
    """What one request has shown so far: young people by UUID and name."""

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
    if type(found) in _paths and _in_a_request(user):
        note_found(user, LookKind.VIEW, [found])


def note_found(user: User | AnonymousUser, kind: LookKind, found: Iterable[Model]) -> None:
    """Note the young people whom these rows are about. A row without one names nobody; the rows' young people should be
    loaded already. A search that found nobody is noted too.
    """
    if not _in_a_request(user):
        return
    learners: list[Any] = [reduce(_next, _paths[type(row)], row) for row in found]
    people = [(learner.uuid, str(learner)) for learner in learners if learner is not None]
    if people or kind != LookKind.VIEW:
        note(user, kind, people)


def note(user: User | AnonymousUser, kind: LookKind, people: Iterable[tuple[UUID, str]]) -> None:
    """Note that this request shows these young people, by UUID and name. The most telling kind is kept: a download
    counts as one also where it first loaded the record.
    """
    if not isinstance(user, User) or not user.remembers_memberships:
        return
    if user.shown is None:
        user.shown = Shown(kind, {})
    user.shown.kind = max(user.shown.kind, kind, key=_TELLING.index)
    user.shown.people.update(people)


def register_basis(finder: Callable[[User, Collection[UUID]], str]) -> None:
    """Called from the `ready()` of the app that knows: on which basis people of the user's agency are shown these young
    people, where the view has not said it; empty for the agencies that are responsible for them. At most one query.
    """
    _finders.append(finder)


def basis_of(user: User, learner_uuids: Collection[UUID]) -> str:
    """What the registered finder says; empty without one."""
    return _finders[-1](user, learner_uuids) if _finders and learner_uuids else ""


def note_basis(user: User | AnonymousUser, basis: str) -> None:
    """On which basis what this request shows is shared with the user's agency."""
    if isinstance(user, User) and user.shown is not None:
        user.shown.basis = basis


def _in_a_request(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.remembers_memberships


def _next(row: Any, name: str) -> Any:
    """One step on the way to the young person; a way may end early."""
    return None if row is None else getattr(row, name)
