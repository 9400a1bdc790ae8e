"""Saving a record that people edit, so that its history says who, when and why."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.models import User


def save(
    instance: models.Model,
    *,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
    update_fields: Iterable[str] | None = None,
) -> None:
    """Save `instance`; its history row names `by` (None: Mainstay itself), the reason, and `at` if the change was made
    at another moment than now.

    `QuerySet.update` and `bulk_create` write no history, so services that change people's records save through here, in
    a request or outside one.
    """
    with _signed([(instance, reason)], by=by, at=at):
        instance.save(update_fields=update_fields)


def create_all(instances: Sequence[models.Model], *, by: User | None, reason: str, at: datetime) -> None:
    """Add many new records of one model, with their history, in two queries."""
    if not instances:
        return
    with _signed([(instance, reason) for instance in instances], by=by, at=at):
        bulk_create_with_history(list(instances), type(instances[0]))


def change_all(
    changes: Sequence[tuple[models.Model, str]], *, fields: Sequence[str], by: User | None, at: datetime
) -> None:
    """Save `fields` of many records of one model, each with its own reason in its history, in two queries."""
    if not changes:
        return
    with _signed(changes, by=by, at=at):
        bulk_update_with_history([instance for instance, _ in changes], type(changes[0][0]), list(fields))


@contextmanager
def _signed(changes: Iterable[tuple[models.Model, str]], *, by: User | None, at: datetime | None) -> Iterator[None]:
    """While it lasts the records carry who changes them, why and when, as simple-history reads it."""
    instances = []
    for instance, reason in changes:
        instances.append(instance)
        instance._history_user = by  # type: ignore[attr-defined]
        instance._change_reason = reason or None  # type: ignore[attr-defined]
        if at is not None:
            instance._history_date = at  # type: ignore[attr-defined]
    try:
        yield
    finally:
        # What stays on the instance would sign its next save too.
        for instance in instances:
            for attribute in ("_history_user", "_change_reason", "_history_date"):
                instance.__dict__.pop(attribute, None)
