"""How tests that empty the tables do it.

Django truncates every table, full or not: with three hundred of them that takes longer than most tests. Here only those that
hold something are emptied, row by row and past the triggers that keep ledgers whole. What Django itself writes after each
migration stays.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

#: Written anew by Django after it has truncated all tables; the same for ever.
STAY = {"django_content_type", "auth_permission"}


def empty_tables(self: TransactionTestCase) -> None:
    """As `TransactionTestCase._fixture_teardown`, which flushes."""
    with connection.cursor() as cursor:
        if not _may_pass_triggers(cursor):
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
            return
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - STAY
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables))
        full = [name for (name,) in cursor.fetchall()]
        if full:
            deletes = "".join(f'DELETE FROM "{name}";' for name in full)
            cursor.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {deletes} COMMIT")


def _may_pass_triggers(cursor: Any) -> bool:
    cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
    return bool(cursor.fetchone()[0])


@pytest.fixture(autouse=True, scope="session")
def quick_emptying() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield
