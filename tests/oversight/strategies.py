"""A strategy of Home Virtual School, shared with social care, and rows to put into it."""

from datetime import datetime
from typing import Any

from accounts.clock import local_date
from oversight.enums import LeadKind, RowKind, StrategyKind
from oversight.models import Strategy, StrategyLead, StrategyRow
from oversight.services.strategy import StrategyDetails, open_strategy, put_in_force
from oversight.services.strategy_rows import NewLead, RowDetails, add_row
from tests.people import World


def strategy_of(world: World, now: datetime, title: str = "Learning and work", **more: Any) -> Strategy:
    """A draft without rows."""
    return open_strategy(
        **{"owner": world.virtual_school, "kind": StrategyKind.STRATEGY, "partners": [world.social_care], **more},
        details=StrategyDetails(title=title, starts_on=local_date(now)), by=world.head.user, now=now,
    )  # fmt: skip


def added(
    strategy: Strategy,
    world: World,
    now: datetime,
    kind: RowKind,
    text: str = "Something",
    parent: Any = None,
    **more: Any,
) -> StrategyRow:
    leads = more.pop("leads", ())
    return add_row(
        strategy=strategy, kind=kind, parent=parent, details=RowDetails(text=text, **more), leads=leads,
        by=world.head.user, now=now,
    )  # fmt: skip


def kpi_of(strategy: Strategy, world: World, now: datetime, *, in_force: bool = True, **more: Any) -> StrategyRow:
    """A KPI under a theme, that social care leads; of a strategy that is in force. Somebody leads it who oversaw education
    when they were put on it, and is a social worker now.
    """
    theme = added(strategy, world, now, RowKind.THEME, "School and college")
    leads = [NewLead(kind=LeadKind.AGENCY, agency=world.social_care, is_main=True)]
    kpi = added(strategy, world, now, RowKind.KPI, "Everybody is at their lessons", theme, **{"leads": leads, **more})
    lead = world.social_worker
    StrategyLead.objects.create(row=kpi, kind=LeadKind.LEAD, membership=lead, name=lead.user.name, is_main=True)
    if in_force:
        put_in_force(strategy=strategy, by=world.head.user, now=now)
    kpi.refresh_from_db()
    return kpi
