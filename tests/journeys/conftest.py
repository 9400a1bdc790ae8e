"""A clock that a story can turn."""

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts import clock


@pytest.fixture
def turn_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """From now on every page believes it is this moment. Everything behind the page takes the time as an argument."""
    return lambda moment: monkeypatch.setattr(clock, "database_now", lambda: moment)
