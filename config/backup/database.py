"""One PostgreSQL database, from outside: how many rows its tables hold, its name, and the programs that dump and restore
it.
"""

import contextlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

from config.backup.manifest import Unusable

#: Rows as text must not depend on who asks.
PLAIN = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'"
#: Where there are rows somebody works with it, whatever migrations put into other tables.
IN_USE = ("accounts_agency", "accounts_membership", "learners_learner")


@dataclass(frozen=True)
class Database:
    """`url` as in DATABASE_URL."""

    url: str

    @property
    def name(self) -> str:
        return str(self._parts()["dbname"])

    def called(self, name: str) -> "Database":
        """Another database of the same server."""
        return Database(urlsplit(self.url)._replace(path=f"/{quote(name)}").geturl())

    def environment(self) -> dict[str, str]:
        """How PostgreSQL's own programs find it: never on a command line, which everybody on the machine can read."""
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
        names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
        ours = {variable: str(self._parts()[key]) for key, variable in names.items() if self._parts().get(key)}
        return {**{k: v for k, v in os.environ.items() if not k.startswith("PG")}, "LC_ALL": "C", **ours}

    def run(self, program: str, *arguments: str | Path) -> None:
        """pg_dump or pg_restore. Unusable with its last words if it fails."""
        done = subprocess.run([_program(program), *arguments], env=self.environment(), capture_output=True, text=True)
        if done.returncode != 0:
            raise Unusable(f"{program} failed:\n{done.stderr.strip()[-2000:]}")

    @contextlib.contextmanager
    def asking(self, *, snapshot: bool = False) -> Iterator[Any]:
        """A cursor; with `snapshot` everything it reads is of one moment."""
        connection = psycopg2.connect(self.url)
        try:
            if snapshot:
                connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
            else:
                connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def exists(self) -> bool:
        with self.called("postgres").asking() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            return cursor.fetchone() is not None

    def is_in_use(self) -> bool:
        """Whether anybody's data is in it: an agency, a role of somebody, a young person."""
        if not self.exists():
            return False
        with self.asking() as cursor:
            here = [table for table in tables(cursor) if table in IN_USE]
            return any(count > 0 for count in rows(cursor, here).values())

    def create(self) -> None:
        with self.called("postgres").asking() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name)))

    def drop(self) -> None:
        with self.called("postgres").asking() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))

    def takes_the_place_of(self, other: "Database", *, which_becomes: str) -> None:
        """This one gets the name of `other`, and `other` the name `which_becomes`, in one transaction: whoever connects
        finds the one or the other. Connections to both are ended first, and no new ones let in meanwhile.
        """
        with self.called("postgres").asking() as cursor:
            old = [other.name] if other.exists() else []
            for name in old:
                cursor.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
            try:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = ANY(%s)",
                    [[*old, self.name]],
                )
                rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                steps = [rename.format(sql.Identifier(name), sql.Identifier(which_becomes)) for name in old]
                steps.append(rename.format(sql.Identifier(self.name), sql.Identifier(other.name)))
                allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true")
                steps += [allow.format(sql.Identifier(which_becomes)) for _ in old]
                cursor.execute(sql.SQL("; ").join([sql.SQL("BEGIN"), *steps, sql.SQL("COMMIT")]))
            except psycopg2.Error:
                cursor.execute("ROLLBACK")
                for name in old:
                    cursor.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))
                raise

    def _parts(self) -> Mapping[str, str]:
        parts: dict[str, str] = parse_dsn(self.url)
        return parts


def tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [name for (name,) in cursor.fetchall()]


def rows(cursor: Any, names: list[str]) -> dict[str, int]:
    """How many rows each of these tables holds, counted one by one."""
    found = {}
    for name in names:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", name)))
        found[name] = cursor.fetchone()[0]
    return found


def contents(cursor: Any) -> dict[str, tuple[int, str]]:
    """Rows of each table with a sum over all they say: two tables with the same pair hold the same rows."""
    cursor.execute(PLAIN)
    found = {}
    for name in tables(cursor):
        cursor.execute(
            sql.SQL("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {} t").format(
                sql.Identifier("public", name)
            )
        )
        found[name] = cursor.fetchone()
    return found


def migrations(cursor: Any) -> list[str]:
    """Those that have been applied, as `app.0001_name`."""
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in cursor.fetchall()]


def _program(name: str) -> str | Path:
    """In one-command mode what the wheel holds, which is as new as its server; else what is installed here."""
    if importlib.util.find_spec("config.embedded") is not None:
        from config.embedded.place import CannotPlace, client_programs

        with contextlib.suppress(CannotPlace):
            return client_programs() / name
    found = shutil.which(name)
    if found is None:
        raise Unusable(f"{name} is not installed here; it has to be of the server's version or newer.")
    return found
