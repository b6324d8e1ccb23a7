"""What happened to records, for whoever found them: one row each, written by the verb itself, told by the node.

A verb writes the same row whether anybody ever found the record or nobody did: neither its answer nor the time it
takes tells the owner which (practice 2). `queries/actions/informing.py` reads the rows and tells the finders.
"""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from comity.kit.ids import new_id
from comity.records.life.happened import Turn

if TYPE_CHECKING:  # a record's scope reads tables of `models`, which names this one
    from comity.records.record import Record

# The numbers, not the enum: a migration must not change its meaning when an enum grows.
HAPPENED = [int(each) for each in Turn]


class Happening(models.Model):
    """version, at: of the record as it was made. why: a code of the verb's closed list. told_at: when it was told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    version = models.IntegerField()
    at = models.DateTimeField()
    what = models.SmallIntegerField()
    why = models.CharField(max_length=40, blank=True, default="")
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["record", "database"], name="happening_record"),
            models.Index(fields=["at"], condition=Q(told_at=None), name="happening_untold"),
        ]
        constraints = [models.CheckConstraint(condition=Q(what__in=HAPPENED), name="happening_what")]

    def __str__(self) -> str:
        return f"happening {self.id}"

    @property
    def happened(self) -> Turn:
        return Turn(self.what)

    @classmethod
    def of(cls, record: "Record") -> "models.QuerySet[Happening]":
        """Of a record that the caller may see, newest first."""
        return cls._default_manager.filter(database=record.code, record=record.id).order_by("-version", "-id")

    @classmethod
    def since(cls, database: int, record: UUID, version: int) -> "models.QuerySet[Happening]":
        """What happened after this version, oldest first. Whoever asks sees to it that the reader found it."""
        rows = cls._default_manager.filter(database=database, record=record, version__gt=version)
        return rows.order_by("version", "id")


def note(record: "Record", happened: Turn, *, why: str = "") -> None:
    """Write down what a verb did to a record just saved, in the verb's transaction."""
    _write(record, happened, record.version, record.changed_at, why)


def note_gone(record: "Record", at: datetime, *, why: str) -> None:
    """Write down that a record is deleted without having ended before, for those who found its last version too.

    Somebody may rest on it and have told nobody. It has no version after the last: what happens now stands beyond it.
    """
    _write(record, Turn.WITHDRAWN, record.version + 1, at, why)


def note_end(record: "Record", at: datetime) -> None:
    """Write down that a record goes, where bureaus with nodes of their own found it: their copies go with it."""
    _write(record, Turn.ENDED, record.version + 1, at, "")


def _write(record: "Record", happened: Turn, version: int, at: datetime, why: str) -> None:
    Happening._default_manager.create(
        database=record.code, record=record.id, version=version, at=at, what=int(happened), why=why
    )


def untold() -> "models.QuerySet[Happening]":
    """What the node has still to tell, the oldest first."""
    return Happening._default_manager.filter(told_at=None).order_by("at", "id")


def told(row: Happening, now: datetime, *, record_is_there: bool) -> None:
    """It was told. What concerns a deleted record goes too."""
    if record_is_there:
        row.told_at = now
        row.save(update_fields=["told_at"])
    else:
        row.delete()


def forget(record: "Record") -> None:
    """The record is deleted: what was told goes with it; what was not is told first."""
    Happening.of(record).filter(told_at__isnull=False).delete()
