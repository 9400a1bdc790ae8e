"""What the tests of panels and of measures begin with."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction

from oversight.models import Panel
from tests.oversight.measured import fill
from tests.oversight.panels import panel_of
from tests.people import World, build_world


@pytest.fixture
def panel(world: World, now: datetime) -> Panel:
    return panel_of(world, now)


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One world for the module; what a test adds is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        fill(world)
        yield world
        transaction.set_rollback(True)
