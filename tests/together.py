"""Which tests run one after the other in one worker, and which run late, when several workers share the tests."""

from typing import Any

import pytest

FAULTS = "tests/faults/"
#: Files and folders whose tests share something slow to make: what one worker made is not made again by another.
TOGETHER = ("tests/oversight/test_demo.py", FAULTS)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that empty the tables, and with them what migrations put there, run after all others: pytest-django has put them
    last. Of them those of faults come first, so that the other worker has something to do meanwhile.
    """
    faults = [item for item in items if item.nodeid.startswith(FAULTS)]
    others = [item for item in items if not item.nodeid.startswith(FAULTS)]
    place = next((at for at, item in enumerate(others) if _empties_tables(item)), len(others))
    items[:] = [*others[:place], *faults, *others[place:]]


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", ())
    return bool(marker and marker.kwargs.get("transaction")) or not {"transactional_db", "live_server"}.isdisjoint(
        fixtures
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False  # the order of the tests is kept

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            return next((one for one in TOGETHER if path.startswith(one)), nodeid)

    return Scheduling(config, log)
