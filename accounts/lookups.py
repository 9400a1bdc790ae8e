"""How the database is asked: for rows by many ids, and with conditions that are used again and again."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Expression, Q, QuerySet
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


class Written(Expression):
    """A subselect as SQL; None finds nothing."""

    def __init__(self, sql: str | None, values: tuple[Any, ...]) -> None:
        super().__init__()
        self.sql = sql
        self.values = values

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if self.sql is None:
            raise EmptyResultSet
        return f"({self.sql})", self.values


def written(condition: Q) -> Q:
    """The same condition with its subselects written down as SQL. None may refer to the question it is put into.

    Django builds a question anew wherever it is put into another one. Doors are put into most questions of a page, and to build
    them again and again took longer than PostgreSQL needed to answer.
    """
    children = [
        written(child)
        if isinstance(child, Q)
        else (child[0], _written(child[1]))
        if isinstance(child, tuple)
        else child
        for child in condition.children
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


def _written(value: Any) -> Any:
    if not isinstance(value, QuerySet):
        return value
    asked = (
        value.order_by() if value.query.has_select_fields or value.query.combinator else value.order_by().values("pk")
    )
    try:
        return Written(*asked.query.get_compiler(DEFAULT_DB_ALIAS).as_sql())
    except EmptyResultSet:
        return Written(None, ())
