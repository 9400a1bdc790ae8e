"""Pytest plugin: faults of the broker are tried wherever a Redis is installed, and the run says so loudly where none is."""

import pytest

from tests.faults.redis_server import MISSING, find_redis


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if find_redis() is None:
        terminalreporter.section("THE TESTS WITH REDIS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.write_line(MISSING)
        terminalreporter.write_line("On Debian: sudo apt install redis-server")
