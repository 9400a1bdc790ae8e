"""While a new release is deployed, the workers of the old one go on for a while on the new tables (docs/operations.md).

So a migration of the tables that sweeping and sending write may add only what the old code need not know of, and takes
nothing away that it uses. `tests/faults/test_deployment.py` shows what happens otherwise.
"""

from collections.abc import Iterator

import pytest
from django.db import models
from django.db.migrations import AddField, AlterField, DeleteModel, RemoveField, RenameField, RenameModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import SeparateDatabaseAndState
from django.db.migrations.state import ModelState, ProjectState

from accounts.migrating import Together

#: The newest migration of each app when this rule was made.
SINCE = {"deadlines": "0004_percent", "notifications": "0009_tracking"}
#: Migrations that take away what no code of the release before them uses any more, each with the release that stopped using it.
TAKES_AWAY: dict[tuple[str, str], str] = {}


def complaint(operation: Operation, app: str, before: ProjectState) -> str:
    """Why old code could not work beside it; empty: it can."""
    if isinstance(operation, AddField):
        if not _may_be_left_out(operation.field):
            return f"{operation.model_name}.{operation.name}: old code inserts rows without it (null or db_default)"
    elif isinstance(operation, AlterField):
        old = before.models[app, operation.model_name_lower].fields[operation.name]
        if _may_be_left_out(old) and not _may_be_left_out(operation.field):
            return f"{operation.model_name}.{operation.name}: old code leaves it out"
    elif isinstance(operation, RemoveField | RenameField | RenameModel | DeleteModel):
        return f"{operation.describe()}: old code still asks for it"
    return ""


def _may_be_left_out(field: models.Field) -> bool:
    return field.null or field.has_db_default() or field.many_to_many or field.generated


def _plain(operations: list[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _plain(operation.database_operations)
        elif isinstance(operation, Together):
            yield from _plain(operation.operations)
        else:
            yield operation


def test_migrations_since_then_leave_the_old_code_working():
    loader = MigrationLoader(None)
    complaints = []
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if name <= SINCE.get(app, "9999") or (app, name) in TAKES_AWAY:
            continue
        state = loader.project_state((app, name), at_end=False)
        for operation in _plain(migration.operations):
            if said := complaint(operation, app, state):
                complaints.append(f"{app} {name}: {said}")
            operation.state_forwards(app, state)
    assert complaints == []


@pytest.mark.parametrize(
    ("operation", "is_refused"),
    [
        (AddField("step", "colour", models.CharField(max_length=5, null=True)), False),
        (AddField("step", "colour", models.CharField(max_length=5, db_default="red")), False),
        (AddField("step", "colour", models.CharField(max_length=5, default="red")), True),
        (AlterField("step", "note", models.CharField(max_length=90, null=True)), False),
        (AlterField("step", "note", models.CharField(max_length=9, default="")), True),
        (AlterField("step", "key", models.CharField(max_length=90)), False),
        (RemoveField("step", "note"), True),
        (RenameField("step", "note", "words"), True),
        (DeleteModel("step"), True),
    ],
)
def test_what_is_refused(operation: Operation, is_refused: bool):
    fields = [("key", models.CharField(max_length=9)), ("note", models.CharField(max_length=9, null=True))]
    state = ProjectState()
    state.add_model(ModelState("engine", "Step", fields))
    assert bool(complaint(operation, "engine", state)) is is_refused
