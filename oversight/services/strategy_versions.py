"""Versions of a strategy, kept with what changed and why (K5); and how it is told to young people (K15)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import User
from oversight.models import Strategy, StrategyVersion
from oversight.selectors.strategy_content import content_of
from oversight.services.strategy import StrategyRefused, locked


class NotToTell(ServiceError):
    def __init__(self) -> None:
        super().__init__("A draft is not shown to everybody. Put it in force first.")


class NothingChanged(ServiceError):
    def __init__(self) -> None:
        super().__init__("Nothing has changed since the last version.")


@transaction.atomic
def keep_version(*, strategy: Strategy, changed: str, why: str, by: User, now: datetime) -> StrategyVersion:
    """Keep the whole as it stands now, under the next number. Raises StrategyRefused, NothingChanged, StrategyIsOver."""
    strategy = locked(strategy)
    if not changed.strip():
        raise StrategyRefused("changed", "Enter what changed.")
    if not why.strip():
        raise StrategyRefused("why", "Enter why.")
    content = content_of(strategy, local_date(now))
    last = strategy.versions.order_by("-number").first()
    if last is not None and last.content == content:
        raise NothingChanged
    number = (strategy.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = StrategyVersion(
        strategy=strategy, number=number, changed=changed.strip(), why=why.strip(), content=content, at=now, by=by
    )
    version.save(force_insert=True)
    return version


@transaction.atomic
def write_for_young_people(
    *, strategy: Strategy, text: str, of_rows: Mapping[UUID, str], by: User, now: datetime
) -> Strategy:
    """Write what it is about in plain words, for the whole and by the UUID of a theme or objective. What is published changes
    at once. Raises StrategyRefused, StrategyIsOver.
    """
    strategy = locked(strategy)
    if strategy.published_at is not None and not text.strip():
        raise StrategyRefused("text", "It is open to everybody. Enter the text, or take it back first.")
    strategy.young_text = text.strip()
    history.save(strategy, by=by, reason="Written for young people", at=now)
    for row in strategy.rows.select_for_update(of=("self",)).filter(uuid__in=of_rows.keys()):
        told = of_rows[row.uuid].strip()
        if row.is_heading and row.young_text != told:
            row.young_text = told
            history.save(row, by=by, reason="Written for young people", at=now)
    return strategy


@transaction.atomic
def publish(*, strategy: Strategy, by: User, now: datetime) -> Strategy:
    """Everybody may read the young people’s version from now on. Raises StrategyRefused, NotToTell, StrategyIsOver."""
    strategy = locked(strategy)
    if strategy.is_draft:
        raise NotToTell
    if not strategy.young_text:
        raise StrategyRefused("text", "Write the text for young people first.")
    strategy.published_at = strategy.published_at or now
    history.save(strategy, by=by, reason="Open to everybody", at=now)
    return strategy


@transaction.atomic
def take_back(*, strategy: Strategy, by: User, now: datetime) -> Strategy:
    """Nobody outside reads it any more, also where the strategy has ended."""
    strategy = Strategy.objects.select_for_update(of=("self",)).get(pk=strategy.pk)
    strategy.published_at = None
    history.save(strategy, by=by, reason="Not open to everybody any more", at=now)
    return strategy
