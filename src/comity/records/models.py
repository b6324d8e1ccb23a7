"""Tables all databases share: former versions, owner-wide restrictions, and the keys every query reads first."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.records.attached.attachments import Attachment as Attachment
from comity.records.attached.attachments import Blob as Blob
from comity.records.between.agreed import Offer as Offer
from comity.records.between.agreed import OfferedRecord as OfferedRecord
from comity.records.between.agreed import OnBehalf as OnBehalf
from comity.records.ending.asked import AskedDeletion as AskedDeletion
from comity.records.ending.erasing import Erasure as Erasure
from comity.records.ending.extensions import ExtensionSample as ExtensionSample
from comity.records.ending.extensions import NearEndWarning as NearEndWarning
from comity.records.ending.traces import NewlyRecorded as NewlyRecorded
from comity.records.ending.traces import RecordTrace as RecordTrace
from comity.records.ending.traces import Reentry as Reentry
from comity.records.exporting.exports import Export as Export
from comity.records.feed.changes import ChangeFeed as ChangeFeed
from comity.records.feed.changes import ChangeReader as ChangeReader
from comity.records.feed.changes import RecordChange as RecordChange
from comity.records.life.disputes import Block as Block
from comity.records.life.disputes import Dispute as Dispute
from comity.records.life.elsewhere import StillElsewhere as StillElsewhere
from comity.records.life.finds import Find as Find
from comity.records.life.happenings import Happening as Happening
from comity.records.loading.imports import ColumnMap as ColumnMap
from comity.records.loading.imports import Import as Import
from comity.records.loading.imports import ImportPiece as ImportPiece
from comity.records.watching.misled import Misled as Misled


class RecordVersion(models.Model):
    """A former state of a record, as its canonical document (docs/spec/record.md).

    owner: whose it was then; empty in rows from before records could change hands, whose owner never changed.
    """

    pk = models.CompositePrimaryKey("database", "record", "version")
    database = models.SmallIntegerField()
    record = models.UUIDField()
    version = models.IntegerField()
    at = models.DateTimeField()
    act = models.UUIDField(null=True)
    body = models.TextField()
    sha256 = models.BinaryField(max_length=32)
    owner = models.CharField(max_length=12, blank=True, default="")


class OwnerRule(models.Model):
    """Owner-wide restriction: this owner's records are closed to this bureau, until a day (UTC, inclusive).

    database: its code, or None for all databases of the owner.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=12)
    database = models.SmallIntegerField(null=True)
    bureau = models.CharField(max_length=12)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "database", "bureau"], name="ownerrule_once", nulls_distinct=False
            )
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[OwnerRule]":
        """Only the owner's own rules: the closed-out learn nothing of them."""
        return cls._default_manager.filter(owner=actor.bureau)


class SearchKey(models.Model):
    """One way one record is found. Every query reads this table first; only records/keys.py writes it.

    value: folded, indexed. exact: normalised, where it differs from value. grade: the most this key can give.
    visible: signed list of bureaus (records.rules), None for everyone. until: last day it answers, UTC.
    """

    record = models.UUIDField(primary_key=True)
    version = models.IntegerField()
    until = models.DateField()
    kind = models.SmallIntegerField()
    scheme = models.SmallIntegerField()
    database = models.SmallIntegerField()
    grade = models.SmallIntegerField()
    marking = models.SmallIntegerField()
    owner = models.TextField()
    value = models.TextField()
    exact = models.TextField(null=True)
    visible = ArrayField(models.TextField(), null=True)

    class Meta:
        managed = False
        db_table = "search_keys"


class KeyScheme(models.Model):
    """One row: the oldest scheme of which keys stand in the index, and how far a reindex is (records/reindex.py).

    database, after: the code of the database and the id of the record written last; empty while none runs.
    """

    oldest = models.SmallIntegerField()
    database = models.SmallIntegerField(null=True)
    after = models.UUIDField(null=True)


class Load(models.Model):
    """One loading of a file. Its records carry `recorded_at` equal to `started_at`, and so are found again.

    The counts are of rows and move with each committed batch. Its act says them once, at the end. ended_at stays
    empty while it runs, or when it was killed until the next one finds it and calls it cut_off.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    owner = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    officer = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.BinaryField(max_length=32)
    lines = models.IntegerField(default=0)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    cut_off = models.BooleanField(default=False)
    line = models.IntegerField(default=0)
    recorded = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["owner", "database", "-started_at"], name="load_owner")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Load]":
        """The loads of one's own bureau, newest first."""
        return cls._default_manager.filter(owner=actor.bureau).order_by("-started_at")
