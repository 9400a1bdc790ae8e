"""Many rows out of one, written by the database; and who asks for them."""

from copy import copy

from django.db import connection, transaction
from django.db.models import Model

from accounts.models import User


def asking(user: User) -> User:
    """`user` at the beginning of a web request that reads: who they are is known, and nothing else yet."""
    fresh = copy(user)
    fresh.memberships_of_request = fresh.learners_of_request = fresh.learners_seen_of_request = None
    fresh.links_of_request = fresh.conditions_of_request = None
    fresh.remembers_memberships = fresh.remembers_learners = True
    return fresh


def multiply(prototype: Model, source: str, changes: dict[str, str]) -> None:
    """Copies of a row for everything in `source`, with these columns changed; columns that came later are copied too.

    What they refer to is not looked up for every row: it is there, and ten million questions would take longer than all else.
    """
    table = prototype._meta.db_table
    columns = [field.column for field in prototype._meta.concrete_fields]
    columns = [column for column in columns if column != "id" or "id" in changes]
    values = ", ".join(changes.get(column, f'proto."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} proto CROSS JOIN {source} "
            f"WHERE proto.id = {int(prototype.pk)}"
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def settle_tables(*models: type[Model]) -> None:
    """As after the nightly care of the database: what was filled in at once is known to the planner, dead rows are gone."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
