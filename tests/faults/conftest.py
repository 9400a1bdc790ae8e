"""Workers, and the mail server they talk to."""

from collections.abc import Iterator

import pytest

from tests.faults.processes import Crew
from tests.faults.smtp import Recorder


@pytest.fixture
def crew(transactional_db: None) -> Iterator[Crew]:
    crew = Crew()
    yield crew
    crew.dismiss()  # before the tables are emptied, which a living worker's lock would hold up


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    recorder.start()
    yield recorder
    recorder.stop()
