"""Entitlements and imports."""

from datetime import datetime
from typing import Any

from tests.people import World


def build(world: World, now: datetime) -> dict[str, Any]:
    return {"dfe_code": world.virtual_school.local_authority.dfe_code}
