"""The rule of every address and of every model. A new one that is not named here fails `tests/test_access.py`."""

from tests.access_rules import (
    agreements,
    audits,
    boards,
    education_plans,
    feedback,
    lists,
    others,
    oversight,
    packs,
    strategies,
    tracking,
)
from tests.access_rules.models import MODELS
from tests.access_rules.who import Rule, Who

ROUTES: dict[str, Rule] = {
    **others.ROUTES,
    **agreements.ROUTES,
    **tracking.ROUTES,
    **education_plans.ROUTES,
    **oversight.ROUTES,
    **lists.ROUTES,
    **packs.ROUTES,
    **strategies.ROUTES,
    **boards.ROUTES,
    **feedback.ROUTES,
    **audits.ROUTES,
}

__all__ = ["MODELS", "ROUTES", "Rule", "Who"]
