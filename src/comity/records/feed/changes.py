"""Tables of the change feed: what happened to records, how far it is in order, and how far each system has come.

Rows of `RecordChange` are written by the store (records/feed/watched.py) and never by a verb, but for an owner's rule.
"""

from enum import IntEnum
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from comity.gate.actor import Actor


class Happened(IntEnum):
    """What was done to a record. Closed set: numbers are never reused; the trigger writes all but the last two.

    HANDED_OVER: for its former owner, beside CHANGED for the new one. CLOSED, OPENED: by an owner's rule, for `reader`:
    of one database, or of all where it is 0, and without records. Whose they are is found when the reader reads, so
    that the owner's verb does the same whether anything was found or nothing (practice 2).
    """

    CREATED = 1
    CHANGED = 2
    DELETED = 3
    HANDED_OVER = 4
    CLOSED = 5
    OPENED = 6


class RecordChange(models.Model):
    """Something that happened to a record, or to many that one statement recorded.

    id: the order in which one record's changes were made; between records it says nothing. place: its place in the
    feed, given when somebody reads (records/feed/following.py); null until then. records: one id, or all that a batch
    recorded. status, marking, restriction: as the change left them; was_...: as it found them, null for what is new.
    was_owner: where the owner is another by it. reader: the bureau that CLOSED and OPENED are for.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    database = models.SmallIntegerField()
    owner = models.CharField(max_length=12)
    was_owner = models.CharField(max_length=12, null=True)
    reader = models.CharField(max_length=12, null=True)
    kind = models.SmallIntegerField()
    records = ArrayField(models.UUIDField())
    version = models.IntegerField()
    status = models.SmallIntegerField()
    was_status = models.SmallIntegerField(null=True)
    marking = models.SmallIntegerField()
    was_marking = models.SmallIntegerField(null=True)
    restriction = ArrayField(models.CharField(max_length=12), null=True)
    was_restriction = ArrayField(models.CharField(max_length=12), null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(place=None), name="change_unplaced"),
            models.Index(fields=["owner", "place"], name="change_owner"),
            # What others may have had a hit on: nobody had one on what is new.
            models.Index(fields=["place"], condition=~Q(kind=1), name="change_of_known"),
            models.Index(fields=["at"], name="change_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[1, 2, 3, 4, 5, 6]), name="change_kind"),
        ]

    def __str__(self) -> str:
        return f"change {self.id}"


class ChangeFeed(models.Model):
    """One row. era: begins anew when this database was filled from a backup. placed: the last place given.

    ended: the last place that has been deleted; who stands before it has missed something.
    """

    era = models.UUIDField(default=uuid4)
    placed = models.BigIntegerField(default=0)
    ended = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"feed at {self.placed}"


class ChangeReader(models.Model):
    """A connected system that reads the feed, by its token: when it last read, and up to where it has applied."""

    token = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    read_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    era = models.UUIDField(null=True)
    place = models.BigIntegerField(null=True)
    part = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["owner"], name="changereader_owner")]

    def __str__(self) -> str:
        return f"reader {self.token}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[ChangeReader]":
        """The systems of one's own bureau."""
        return cls._default_manager.filter(owner=actor.bureau)
