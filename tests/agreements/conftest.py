"""Fixtures of the tests about agreements."""

from datetime import datetime

import pytest

from agreements.models import Agreement
from tests.agreements.sides import agree
from tests.people import World


@pytest.fixture
def agreements(world: World, now: datetime) -> list[Agreement]:
    """The college with two Virtual Schools, both put in force today."""
    world.agreement.delete()
    return [
        agree(world, now, world.virtual_school, world.college),
        agree(world, now, world.host_virtual_school, world.college),
    ]
