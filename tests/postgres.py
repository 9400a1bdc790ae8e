"""Pytest plugin: the tests' environment, complete before Django reads its settings.

Unless DATABASE_URL names a server, the run gets a PostgreSQL of its own. With several test processes only the first one
starts it; the others inherit the address. The test database's name carries the process number, so that two runs on one
server do not meet.
"""

import os
import tempfile
from collections.abc import Iterator

import pytest

from config.embedded.temporary import TemporaryServer
from tests import template_database


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    os.environ["MAINSTAY_MODE"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Playwright drives its browser from a loop of its own, which Django takes for asynchronous code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        if "MAINSTAY_FILES" not in os.environ:  # uploads of the tests, thrown away with the run
            files = tempfile.TemporaryDirectory(prefix="mainstay-files-")
            early_config.add_cleanup(files.cleanup)
            os.environ["MAINSTAY_FILES"] = files.name
        os.environ["MAINSTAY_TEST_DATABASE"] = f"test_mainstay_{os.getpid()}"
        if not os.environ.get("DATABASE_URL") and not early_config.known_args_namespace.help:
            server = TemporaryServer()
            early_config.add_cleanup(server.stop)
            server.start()
            os.environ["DATABASE_URL"] = server.url
            os.environ["MAINSTAY_TEST_TEMPLATE"] = template_database.make(server)
    return (yield)
