"""Every bench writes into one table, which is shown and kept when all have ended."""

from collections.abc import Iterator

import pytest

from bench.table import Table

_KEPT = pytest.StashKey[Table]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_KEPT] = Table()


@pytest.fixture
def table(pytestconfig: pytest.Config) -> Table:
    return pytestconfig.stash[_KEPT]


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> Iterator[None]:
    done = config.stash[_KEPT]
    if done.rows:
        terminalreporter.section("measured")
        terminalreporter.write_line(str(done))
        done.keep()
    return (yield)
