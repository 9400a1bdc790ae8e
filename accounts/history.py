"""Saving a record that people edit, so that its history says who, when and why."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

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

    `QuerySet.update` and `bulk_create` write no history, so services that change one record save through here, in a
    request or outside one.
    """
    instance._history_user = by  # type: ignore[attr-defined]  # read by simple-history
    instance._change_reason = reason or None  # type: ignore[attr-defined]
    if at is not None:
        instance._history_date = at  # type: ignore[attr-defined]
    try:
        instance.save(update_fields=update_fields)
    finally:
        # What stays on the instance would sign its next save too.
        for attribute in ("_history_user", "_change_reason", "_history_date"):
            instance.__dict__.pop(attribute, None)
