"""Which tests run one after the other in one worker, when several workers share the tests."""

from typing import Any

import pytest

#: Files and folders whose tests share something slow to make: what one worker made is not made again by another.
TOGETHER = ("tests/oversight/test_demo.py", "tests/faults/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            return next((one for one in TOGETHER if path.startswith(one)), nodeid)

    return Scheduling(config, log)
