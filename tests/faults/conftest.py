"""Workers, and the mail server they talk to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.postgres_server import PostgresServer
from tests.faults.processes import Crew
from tests.faults.redis_server import RedisServer, find_redis
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


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis that nobody harms; where none is installed, a folder as in one-command mode."""
    if find_redis() is None:
        yield "filesystem://localhost"
        return
    server = RedisServer(tmp_path_factory.mktemp("broker"))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server of their own for scenarios that do it harm."""
    server = PostgresServer(max_connections=40)
    server.start()
    yield server
    server.stop()
