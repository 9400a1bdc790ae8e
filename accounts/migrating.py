"""An operation for migrations that change many tables."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import AlterTogetherOptionOperation, IndexOperation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Operations on tables and columns whose outcome is worked out once, instead of after each.

    After every operation Django builds the classes of all related models anew, and here all models are related: with
    three hundred tables an empty database took two minutes to be brought up to date. A table made here is made with
    the columns, constraints and indexes it has at the end. Two operations here must not change the same column of an
    older table, and code that reads or writes rows (`RunPython`) does not belong here.
    """

    atomic = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations
        self.made = {operation.name_lower for operation in operations if isinstance(operation, CreateModel)}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # built anew when it is next asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            if not self._comes_with_its_table(operation):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in reversed(self.operations):
            if not self._comes_with_its_table(operation):
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)

    def _comes_with_its_table(self, operation: Operation) -> bool:
        if isinstance(operation, FieldOperation | IndexOperation):
            return operation.model_name_lower in self.made
        return isinstance(operation, AlterTogetherOptionOperation) and operation.name_lower in self.made
