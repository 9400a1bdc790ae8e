"""A PostgreSQL of a scenario's own, which it may harm: crash it, end its connections, use them all up."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import psycopg2
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from psycopg2.extensions import connection as Connection
from pytest_django.plugin import DjangoDbBlocker

from config.embedded.temporary import TemporaryServer
from config.settings import env
from tests import template_database

#: What was committed survives a crash of the server, as in production; fsync is needed for a crash of the machine only.
SETTINGS = {"synchronous_commit": "on", "full_page_writes": "on"}


class PostgresServer(TemporaryServer):
    """Its databases are copies of the tests' migrated template."""

    def __init__(self, *, max_connections: int = 100) -> None:
        super().__init__(SETTINGS | {"max_connections": str(max_connections)})
        self._made = 0

    def start(self) -> None:
        super().start()
        template_database.make(self)

    def new_database(self) -> str:
        """The address of a new one; whoever connects by it is known as `mainstay` to `pg_stat_activity`."""
        self._made += 1
        name = f"scenario_{self._made}"
        self.run("psql", self.url, "--quiet", "--command", f"CREATE DATABASE {name} TEMPLATE {template_database.NAME}")
        return self.url_of(name)


def named(url: str, application: str) -> str:
    """The same address for a process that `pg_stat_activity` shall know by this name."""
    return f"{url}&application_name={application}"


@contextmanager
def working_on(url: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test's own queries go to this database meanwhile."""
    connection.close()
    kept = dict(connection.settings_dict)
    connection.settings_dict.update(env.db_url_config(named(url, "test")), CONN_MAX_AGE=None)
    ContentType.objects.clear_cache()
    try:
        with blocker.unblock():
            yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(kept)
        ContentType.objects.clear_cache()


MID_WORK = "xact_start IS NOT NULL"


def terminate(application: str, *, only: str = "true") -> int:
    """End the connections of the processes known by that name, or those of which `only` is true; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            f"WHERE application_name = %s AND datname = current_database() AND {only}",
            [application],
        )
        (ended,) = cursor.fetchone()
    return int(ended)


def hold_every_connection(url: str, *, against: Iterable[str]) -> list[Connection]:
    """End the connections of these programs and take their places, until the test itself and what is returned are all
    that the server has room for. A place may become free only after the server refused somebody: so they are counted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int")
        (room,) = cursor.fetchone()
    held: list[Connection] = []
    while len(held) + 1 < room:
        for name in against:
            terminate(name)
        held += _take_what_is_free(url)
    return held


def _take_what_is_free(url: str) -> list[Connection]:
    """Connect until the server refuses."""
    taken: list[Connection] = []
    while True:
        try:
            taken.append(psycopg2.connect(named(url, "filler")))
        except psycopg2.OperationalError as refusal:
            if "too many clients" not in str(refusal):
                raise
            return taken
