"""How the database is asked for rows by many ids."""

from typing import Any

from django.db import models
from django.db.models.sql.compiler import SQLCompiler


@models.BigAutoField.register_lookup
class AnyOf(models.Lookup):
    """`id__any=[…]`: one of these ids, given as one array. `id__in` writes each down by itself: for thousands of ids, asked
    several times for a page, that takes longer than PostgreSQL needs to find the rows.
    """

    lookup_name = "any"

    def get_prep_lookup(self) -> list[int]:
        return [int(one) for one in self.rhs]

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*values, self.rhs]
