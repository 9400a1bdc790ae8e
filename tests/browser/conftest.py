"""The browser fixtures live in tests/browser/fixtures.py, so that the journeys can use them too."""

from tests.browser.fixtures import *  # noqa: F403
