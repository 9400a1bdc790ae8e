"""Fixtures that every test may use."""

import gc
import os
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect

from accounts.clock import database_now
from accounts.models import User
from notifications.services import DeliveryResult, deliver
from tests.browser.fixtures import axe, browser, page_for, shot
from tests.emptying import quick_emptying
from tests.notifications.mail_server import mail_server
from tests.people import World, build_world

__all__ = [
    "axe",
    "browser",
    "mail_server",
    "page_for",
    "quick_emptying",
    "shot",
]  # they live beside what they are about

# A busy machine is no failure: neither of a property that takes its time nor of a page that is slow to appear.
# The same examples in every run, so that a run can be repeated; HYPOTHESIS_RANDOM=1 looks for others.
settings.register_profile(
    "mainstay", deadline=None, suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("HYPOTHESIS_RANDOM") != "1",
)  # fmt: skip
settings.load_profile("mainstay")
expect.set_options(timeout=15_000)

#: A Tuesday in term, at noon in London: the `now` of tests in which the day does not matter.
NOON = datetime(2026, 10, 6, 11, 0, tzinfo=UTC)


def pytest_collection_finish() -> None:
    """Thousands of collected tests are no garbage: not looking through them again and again saves a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture
def now() -> datetime:
    """A fixed moment. Pages read the database's clock instead: use `real_now` with them."""
    return NOON


@pytest.fixture
def real_now(db: None) -> datetime:
    return database_now()


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A web client signed in as `user`."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def deliver_at() -> Callable[[datetime], DeliveryResult]:
    """One delivery run at a given moment."""
    return lambda moment: deliver(now_source=lambda: moment)
