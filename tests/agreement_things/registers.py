"""Promotion, meetings, events, notices, complaints and compliments."""

from datetime import datetime
from typing import Any

from tests.people import World


def build(world: World, now: datetime) -> dict[str, Any]:
    return {}
