"""Tables of imports: an uploaded file, its pieces, and which column of a bureau's files is which field.

Who uploaded a file owns it: nobody else of the bureau sees it, and within a day it is gone
(docs/decisions/0014-imports.md).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from comity.gate.actor import Actor
from comity.kit.ids import new_id

MOST_FILE_BYTES = 20 * 1024 * 1024
KEPT = timedelta(days=1)
_PIECE_BYTES = 1024 * 1024


class State(IntEnum):
    """Where an import stands. Closed set: numbers are never reused."""

    UPLOADED = 1
    CHECKING = 2
    CHECKED = 3
    RUNNING = 4
    DONE = 5
    UNDOING = 6
    UNDONE = 7
    STOPPED = 8


STATES: dict[State, str | Promise] = {
    State.UPLOADED: pgettext_lazy("state of an import", "Uploaded"),
    State.CHECKING: pgettext_lazy("state of an import", "Being checked"),
    State.CHECKED: pgettext_lazy("state of an import", "Checked"),
    State.RUNNING: pgettext_lazy("state of an import", "Being recorded"),
    State.DONE: pgettext_lazy("state of an import", "Recorded"),
    State.UNDOING: pgettext_lazy("state of an import", "Being undone"),
    State.UNDONE: pgettext_lazy("state of an import", "Undone"),
    State.STOPPED: pgettext_lazy("state of an import", "Stopped"),
}
# The worker has something to do.
WORKING = (State.CHECKING, State.RUNNING, State.UNDOING)


class Import(models.Model):
    """An uploaded file and what became of it.

    kind: "csv", "json-lines", "entities" or "xlsx". heads: of its columns; mapping: the field of each, "" for left out.
    said: of every row that does not say it itself, by field. change: rows whose own number is known with other values
    change that record. counts and preview: what the check found.
    load: the load that recorded it. fault: why it stopped. undone: counts, and what stayed and why.
    ends_at: when all of this is deleted. tries: how often the worker began this step. language: of the sentences.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    owner = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    officer = models.UUIDField(null=True)
    token = models.UUIDField(null=True)
    acting = models.CharField(max_length=100, blank=True, default="")
    terminal = models.CharField(max_length=100, blank=True, default="")
    language = models.CharField(max_length=10)
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    sha256 = models.BinaryField(max_length=32)
    heads = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    said = models.JSONField(default=dict)
    change = models.BooleanField(default=False)
    state = models.SmallIntegerField(default=int(State.UPLOADED))
    tries = models.SmallIntegerField(default=0)
    rows = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=list)
    load = models.UUIDField(null=True)
    fault = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    undone = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["officer", "-created_at"], name="import_officer"),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=[int(state) for state in WORKING]),
                name="import_working",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Import]":
        """Only what this officer, or this program for the same human, has uploaded; newest first."""
        mine = Q(officer=actor.officer) if actor.officer else Q(token=actor.token, acting=actor.acting)
        if actor.officer is None and actor.token is None:
            return cls._default_manager.none()
        return cls._default_manager.filter(mine, owner=actor.bureau).order_by("-created_at")

    @property
    def step(self) -> State:
        return State(self.state)

    @property
    def state_label(self) -> str | Promise:
        return STATES[self.step]

    @property
    def is_working(self) -> bool:
        return self.step in WORKING

    def may_be_undone(self, now: datetime) -> bool:
        """Recorded, and not longer ago than a day."""
        return self.step is State.DONE and self.ended_at is not None and now <= self.ended_at + KEPT


class Piece(IntEnum):
    """What pieces make up."""

    FILE = 1
    REPORT = 2


class ImportPiece(models.Model):
    """A piece of an uploaded file or of its report. In no backup (store.backup)."""

    pk = models.CompositePrimaryKey("upload_id", "what", "number")
    upload = models.ForeignKey(Import, models.CASCADE, related_name="pieces")
    what = models.SmallIntegerField()
    number = models.IntegerField()
    content = models.BinaryField()


class ColumnMap(models.Model):
    """What this bureau last made of a column, for one database. head: as `mapping.plain` spells it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=12)
    database = models.SmallIntegerField()
    head = models.CharField(max_length=200)
    field = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "database", "head"], name="columnmap_once")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[ColumnMap]":
        """The bureau's own."""
        return cls._default_manager.filter(owner=actor.bureau)


def keep(upload: Import, what: Piece, chunks: Iterable[bytes]) -> int:
    """Write these bytes as pieces, in place of what was there; how many bytes. Inside the caller's transaction."""
    ImportPiece._default_manager.filter(upload=upload, what=int(what)).delete()
    number, size, waiting = 0, 0, bytearray()
    for chunk in (*chunks, None):
        waiting += chunk or b""
        while len(waiting) >= _PIECE_BYTES or (chunk is None and waiting):
            piece, waiting = bytes(waiting[:_PIECE_BYTES]), waiting[_PIECE_BYTES:]
            ImportPiece._default_manager.create(upload=upload, what=int(what), number=number, content=piece)
            number, size = number + 1, size + len(piece)
    return size


def kept(upload_id: UUID, what: Piece) -> Iterator[bytes]:
    """The pieces of a file or report, in order."""
    pieces: Any = ImportPiece._default_manager.filter(upload=upload_id, what=int(what)).order_by("number")
    for content in pieces.values_list("content", flat=True).iterator(chunk_size=1):
        yield bytes(content)
