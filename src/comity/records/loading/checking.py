"""What an import would do: every row of the file read, asked and compared, and nothing written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from comity.kit.errors import FieldError, Invalid
from comity.records.accept import Accepted, accept
from comity.records.actions import already_recorded
from comity.records.feeding import FeedingBureau
from comity.records.loading.batches import BATCH_ROWS
from comity.records.loading.files import Line
from comity.records.loading.load import Known, known_of
from comity.records.record import Record

PREVIEW_ROWS = 200
LONGEST_CELL = 80
NEW = Known(UUID(int=0), b"")


@dataclass(slots=True)
class Checked:
    """What the check found. preview: of the first rows, {line, cells, errors, whole}; sentences in one language."""

    rows: int = 0
    recorded: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    preview: list[dict[str, Any]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("recorded", "changed", "unchanged", "refused")}


@dataclass(slots=True)
class Check:
    """One check while it runs. columns: names of fields, as the preview shows them."""

    database: type[Record]
    feeder: FeedingBureau
    columns: Sequence[str]
    change: bool
    today: date
    found: Checked = field(default_factory=Checked)
    earlier: dict[str | bytes, bytes] = field(default_factory=dict)

    def take(self, lines: Iterator[Line]) -> Checked:
        """Look at every row. Raises: Invalid when the file as a whole cannot be read."""
        while batch := list(islice(lines, BATCH_ROWS)):
            asked = [(line, self._accepted(line)) for line in batch]
            rows = [said for _line, said in asked if isinstance(said, Accepted)]
            known = known_of(self.database, self.feeder.code, rows)
            for line, said in asked:
                refusal = said if isinstance(said, Invalid) else self._compare(said, known)
                self.found.rows += 1
                self.found.refused += refusal is not None
                if len(self.found.preview) < PREVIEW_ROWS:
                    self.found.preview.append(self._shown(line, refusal))
        return self.found

    def _accepted(self, line: Line) -> Accepted | Invalid:
        if isinstance(line[1], Invalid):
            return line[1]
        try:
            return accept(self.database, line[1], feeder=self.feeder, today=self.today)
        except Invalid as refusal:
            return refusal

    def _compare(self, row: Accepted, known: Mapping[str | bytes, Known]) -> Invalid | None:
        """New, there already, a change, or refused because its number stands for something else."""
        mark = row.body.get("source_reference") or row.sha256
        there = self.earlier.get(mark) or (known[mark].sha256 if mark in known else None)
        if there is None:
            self.found.recorded += 1
            self.earlier[mark] = row.sha256
        elif there == row.sha256:
            self.found.unchanged += 1
        elif self.change and mark not in self.earlier:
            self.found.changed += 1
            self.earlier[mark] = row.sha256
        else:
            return already_recorded()
        return None

    def _shown(self, line: Line, refusal: Invalid | None) -> dict[str, Any]:
        number, raw = line
        errors: dict[str, list[str]] = {}
        for error in refusal.errors if refusal is not None else ():
            errors.setdefault(self._column(error), []).append(str(error.message))
        return {
            "line": number,
            "cells": [_text(raw, name) for name in self.columns],
            "errors": [" ".join(errors.pop(name, [])) for name in self.columns],
            "whole": [
                f"{name}: {words}" if name else words for name, said in errors.items() for words in said
            ],
        }

    def _column(self, error: FieldError) -> str:
        """The column an error speaks of: its own, or the first of its field; else the name as it is."""
        first = error.field.partition(".")[0]
        near = [name for name in self.columns if name.partition(".")[0] == first]
        return error.field if error.field in self.columns or not near else near[0]


def _text(raw: Mapping[str, Any] | Invalid, name: str) -> str:
    """A value as the file had it, cut for the preview."""
    if isinstance(raw, Invalid):
        return ""
    value: Any = raw
    for step in name.split("."):
        if isinstance(value, Mapping):
            value = value.get(step, "")
        elif isinstance(value, list) and step.isdigit():
            value = value[int(step)] if int(step) < len(value) else ""
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
