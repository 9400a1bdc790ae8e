"""Rows of models straight into their tables by COPY. Every constraint and trigger of the tables holds as always."""

import io
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import JSONField, Model

Row = TypeVar("Row", bound=Model)

#: Numbers taken from a sequence at once.
_NUMBERS = 5_000
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Copier:
    """Collects rows that have their key already, and writes them table by table."""

    def __init__(self) -> None:
        self._waiting: dict[type[Model], list[Model]] = defaultdict(list)
        self._numbers: dict[type[Model], Iterator[int]] = {}
        self.written: dict[str, int] = defaultdict(int)

    def add(self, row: Row) -> Row:
        """Gives `row` its key and keeps it for the next `write`."""
        row.pk = self._next_number(type(row))
        self._waiting[type(row)].append(row)
        return row

    @transaction.atomic
    def write(self, *, reason: str, at: datetime) -> None:
        """Everything collected, in one transaction; records with a history get its first line, dated when they were
        recorded where they say so, else `at`.
        """
        for model, rows in self._waiting.items():
            _copy(model, rows)
            self.written[model._meta.db_table] += len(rows)
            if hasattr(model, "history"):
                self.written[model.history.model._meta.db_table] += len(rows)
                _begin_history(model, [row.pk for row in rows], reason=reason, at=at)
        self._waiting.clear()

    def _next_number(self, model: type[Model]) -> int:
        number = next(self._numbers.get(model, iter(())), None)
        if number is None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                    [model._meta.db_table, _NUMBERS],
                )
                self._numbers[model] = iter([number for (number,) in cursor.fetchall()])
            number = next(self._numbers[model])
        return number


def _copy(model: type[Model], rows: list[Any]) -> None:
    fields = model._meta.concrete_fields
    shapes = [(field.attname, isinstance(field, JSONField)) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        waiting = iter(rows)
        while portion := list(islice(waiting, 5_000)):
            lines = (
                "\t".join(_text(getattr(row, attname), as_json) for attname, as_json in shapes) + "\n"
                for row in portion
            )
            cursor.copy_expert(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', io.StringIO("".join(lines)))


def _text(value: Any, as_json: bool) -> str:
    """How COPY reads it."""
    if as_json:
        return json.dumps(value).translate(_ESCAPED)
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, list):
        pieces = (str(piece).replace("\\", "\\\\").replace('"', '\\"') for piece in value)
        return ("{" + ",".join(f'"{piece}"' for piece in pieces) + "}").translate(_ESCAPED)
    return str(value).translate(_ESCAPED)


#: What says when a record was made, by preference.
_RECORDED = ("recorded_at", "assigned_at", "logged_at", "entered_at", "begun_at", "joined_at", "starts_at")


def _begin_history(model: Any, ids: list[int], *, reason: str, at: datetime) -> None:
    """The first line of each record's history, written by the database from the record itself."""
    past = model.history.model
    mine = {field.column for field in model._meta.concrete_fields}
    shared = [field.column for field in past._meta.concrete_fields if field.column in mine]
    recorded = next((name for name in _RECORDED if name in mine), None)
    columns = ", ".join(f'"{column}"' for column in shared)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{past._meta.db_table}" ({columns}, history_date, history_type, history_change_reason) '
            f"SELECT {columns}, {recorded or '%(at)s'}, '+', %(reason)s "
            f'FROM "{model._meta.db_table}" WHERE id = ANY(%(ids)s)',
            {"at": at, "reason": reason, "ids": ids},
        )
