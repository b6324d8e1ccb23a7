"""A form kind as people fill it in: its own fields, and to whom it goes where it begins a conversation."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise

from comity.messages.forms import NoteForm
from comity.messages.rules import Precedence
from comity.messages.structured.declared import FormKind
from comity.messages.structured.writing import HEAD
from comity.records.forms import DeclaredForm, Row


class FilledForm(DeclaredForm):
    """Nothing typed is lost: every field carries what was typed, and the declaration decides."""

    def __init__(self, kind: FormKind, data: Mapping[str, Any] | None = None) -> None:
        self.kind = kind
        super().__init__(kind.fields, data)
        if not kind.answers:
            note = NoteForm()
            self.fields.update({name: note.fields[name] for name in HEAD})
        if not kind.answers and not kind.answered_by:
            plain: Any = self.fields["precedence"]
            plain.choices = [(each.slug, each.label) for each in Precedence]  # no time runs

    def sections(self) -> list[tuple[str | Promise, list[Row]]]:
        """The fields as the page shows them."""
        return [(heading, self.rows_of(fields)) for heading, fields in self.kind.sections]

    def head(self) -> list[forms.BoundField]:
        """To whom, which case, how urgent."""
        return [self[name] for name in HEAD if name in self.fields]

    def typed_head(self) -> dict[str, str]:
        return {name: str(self.data.get(name, "")) for name in HEAD}
