"""What the tests of panels begin with."""

from datetime import datetime

import pytest

from oversight.models import Panel
from tests.oversight.panels import panel_of
from tests.people import World


@pytest.fixture
def panel(world: World, now: datetime) -> Panel:
    return panel_of(world, now)
