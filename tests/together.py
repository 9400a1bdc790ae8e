"""Which tests run one after the other in one worker, when several workers share the tests."""

from typing import Any

import pytest

#: Files whose tests share something slow to make: what one worker made is not made again by another.
TOGETHER = {"tests/oversight/test_demo.py"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            return path if path in TOGETHER else nodeid

    return Scheduling(config, log)
