"""One of everything in the agreements app that an address can name, each concept in a file of its own."""

from datetime import datetime
from typing import Any

from tests.agreement_things import preparing, public, registers, reviews, signing
from tests.people import World


def build_agreement_things(world: World, now: datetime) -> dict[str, Any]:
    """What stands for each part of their addresses."""
    found: dict[str, Any] = {}
    for part in (preparing, signing, reviews, registers, public):
        found |= part.build(world, now)
    return found
