"""A table whose every change is written down by the store itself, in the transaction that makes it.

A constraint, because Django's migrations find constraints by themselves: the next database's table is watched by the
migration that makes it, and no verb has to remember. What is written: docs/decisions/0021-change-feed.md.
"""

from typing import Any

from django.apps import apps
from django.db.models import BaseConstraint


class Watched(BaseConstraint):
    """Each insert, update and delete of this table of records becomes rows of `RecordChange`."""

    def create_sql(self, model: Any, schema_editor: Any) -> str:  # noqa: ARG002
        """Its triggers; nothing for a table whose declaration is gone. Its code is never reused or changed."""
        try:
            code = apps.get_model(model._meta.label).code
        except LookupError:
            return ""
        return f"SELECT watch_records('{model._meta.db_table}', {code})"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:  # noqa: ARG002
        return f"SELECT unwatch_records('{model._meta.db_table}')"

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Nothing inside CREATE TABLE: what it needs is there only afterwards."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def validate(self, *_args: Any, **_kwargs: Any) -> None:
        """Refuses nothing."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Watched) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)
