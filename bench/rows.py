"""Many rows out of one, written by the database."""

from django.db import connection
from django.db.models import Model


def multiply(prototype: Model, source: str, changes: dict[str, str]) -> None:
    """Copies of a row for everything in `source`, with these columns changed; columns that came later are copied too."""
    table = prototype._meta.db_table
    columns = [field.column for field in prototype._meta.concrete_fields]
    columns = [column for column in columns if column != "id" or "id" in changes]
    values = ", ".join(changes.get(column, f'proto."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} proto CROSS JOIN {source} "
            f"WHERE proto.id = {int(prototype.pk)}"
        )
