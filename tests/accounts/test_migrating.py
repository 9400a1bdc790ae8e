"""Tables made together are the tables made one after another."""

import pytest
from django.db import connection, models
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterUniqueTogether,
    CreateModel,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from accounts.migrating import Together

pytestmark = pytest.mark.django_db

PARENT = CreateModel("Older", [("id", models.BigAutoField(primary_key=True)), ("word", models.CharField(max_length=5))])


def changes() -> list[Operation]:
    """A table that refers to one made after it, with everything a table can have, and changes of an older one."""
    return [
        CreateModel("First", [("id", models.BigAutoField(primary_key=True)), ("number", models.IntegerField())]),
        CreateModel("Second", [("id", models.BigAutoField(primary_key=True))]),
        AddField("First", "second", models.ForeignKey("together.Second", models.CASCADE)),
        AddField("First", "older", models.ForeignKey("together.Older", models.CASCADE)),
        AddField("Older", "second", models.ForeignKey("together.Second", models.CASCADE, null=True)),
        AlterField("Older", "word", models.CharField(max_length=50)),
        AddIndex("First", models.Index(fields=["number"], name="together_number")),
        AddConstraint("First", models.CheckConstraint(condition=models.Q(number__gt=0), name="together_positive")),
        AlterUniqueTogether("First", {("second", "number")}),
    ]


def test_the_outcome_is_that_of_one_after_another():
    assert _made_by([Together(changes())]) == _made_by(changes())


def test_taken_back_nothing_of_it_is_left():
    state = _forwards([PARENT])
    before = state.clone()
    together = Together(changes())
    _forwards([together], state)
    assert {"together_first", "together_second"} <= set(connection.introspection.table_names())
    with connection.schema_editor() as editor:
        together.database_backwards("together", editor, state, before)
    assert not {"together_first", "together_second"} & set(connection.introspection.table_names())
    assert set(_table("together_older")["columns"]) == {"id", "word"}
    _drop()


def _made_by(operations: list[Operation]) -> dict[str, object]:
    _forwards(operations, _forwards([PARENT]))
    made = {name: _table(name) for name in ("together_older", "together_first", "together_second")}
    _drop()
    return made


def _forwards(operations: list[Operation], state: ProjectState | None = None) -> ProjectState:
    """Apply as a migration does, with the models already built; the state afterwards."""
    state = state or ProjectState()
    with connection.schema_editor() as editor:
        for operation in operations:
            assert state.apps
            before = state.clone()
            operation.state_forwards("together", state)
            operation.database_forwards("together", editor, before, state)
    return state


def _table(name: str) -> dict[str, object]:
    with connection.cursor() as cursor:
        columns = {
            row.name: (row.type_code, row.internal_size, row.null_ok)
            for row in connection.introspection.get_table_description(cursor, name)
        }
        return {"columns": columns, "constraints": connection.introspection.get_constraints(cursor, name)}


def _drop() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS together_first, together_second, together_older CASCADE")
