"""A strategy of Home Virtual School, shared with social care, and rows to put into it."""

from datetime import datetime
from typing import Any

from accounts.clock import local_date
from oversight.enums import LeadKind, RowKind, StrategyKind
from oversight.models import Strategy, StrategyRow
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
    """A KPI under a theme, that social care leads with its team manager; of a strategy that is in force."""
    theme = added(strategy, world, now, RowKind.THEME, "School and college")
    leads = [
        NewLead(kind=LeadKind.AGENCY, agency=world.social_care, is_main=True),
        NewLead(kind=LeadKind.LEAD, membership=world.social_worker, is_main=True),
    ]
    kpi = added(strategy, world, now, RowKind.KPI, "Everybody is at their lessons", theme, **{"leads": leads, **more})
    if in_force:
        put_in_force(strategy=strategy, by=world.head.user, now=now)
    kpi.refresh_from_db()
    return kpi
