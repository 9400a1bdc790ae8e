"""A review and a challenge."""

from datetime import datetime
from typing import Any

from agreements.services.challenges import raise_challenge
from tests.people import World


def build(world: World, now: datetime) -> dict[str, Any]:
    challenge = raise_challenge(
        agreement=world.agreement, raised_by=world.virtual_school, raised_against=world.college,
        title="Plans come late", text="Three in a row.", by=world.officer.user, now=now,
    )  # fmt: skip
    return {"challenge_uuid": challenge.uuid}
