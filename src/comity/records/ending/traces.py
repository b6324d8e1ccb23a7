"""Traces: that a record was deleted, when and why; found again by keyed tags of its exact keys, by nothing else."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.matching.keys import SEPARATOR, Grade, Key, KeyKind
from comity.matching.schemes import newest
from comity.records.ending.endings import ENDINGS, TRACE_KEPT_YEARS, Ending
from comity.seal.tags import trace_tag
from comity.store.home import node_secret


class RecordTrace(models.Model):
    """That a record existed and was deleted: no values of it, only keyed tags of its exact keys.

    tags: 16 bytes each, under this node's secret and the year of deletion (seal.tags). reason: of endings.Ending. code:
    why in one word of a closed list, where its owner or the commission gave one. act: that deleted it. restriction: to
    whom it was closed, and so is its trace. ends_on: UTC, the day after which the trace goes too.
    Source: RPD Art. 52 (as our facts have it).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    owner = models.CharField(max_length=12)
    deleted_at = models.DateTimeField()
    reason = models.SmallIntegerField()
    code = models.CharField(max_length=40, blank=True, default="")
    act = models.UUIDField(null=True)
    restriction = ArrayField(models.CharField(max_length=12), null=True)
    tags = ArrayField(models.BinaryField(max_length=16))
    ends_on = models.DateField()

    class Meta:
        app_label = "records"
        indexes = [
            models.Index(fields=["ends_on"], name="trace_ends_on"),
            models.Index(fields=["record"], name="trace_record"),
            GinIndex(fields=["tags"], name="trace_tags"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=[int(each) for each in Ending]), name="trace_reason"
            )
        ]

    @property
    def why(self) -> str | Promise:
        return ENDINGS[Ending(self.reason)]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[RecordTrace]":
        """Nobody but who may read the whole journal: a trace would tell what its owner deleted."""
        rows = cls._default_manager.all()
        return rows if actor.may("journal.read_all", now=timezone.now()) else rows.none()


class NewlyRecorded(models.Model):
    """A record, or all of a load, that nobody compared with the traces yet. after: how far in a load."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField(null=True)
    loaded_at = models.DateTimeField(null=True)
    owner = models.CharField(max_length=12)
    after = models.UUIDField(null=True)

    class Meta:
        app_label = "records"


class Reentry(models.Model):
    """That a record has an exact key of one that was deleted. seen_at: when a reviewer had looked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    trace = models.ForeignKey(RecordTrace, models.CASCADE, related_name="reentries")
    database = models.SmallIntegerField()
    record = models.UUIDField()
    owner = models.CharField(max_length=12)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "records"
        indexes = [models.Index(fields=["record", "database"], name="reentry_record")]
        constraints = [models.UniqueConstraint(fields=["trace", "record"], name="reentry_once")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Reentry]":
        """The centre's reviewer and the commission: what another bureau deleted is nobody else's to know."""
        rows = cls._default_manager.select_related("trace")
        return rows if actor.may("records.list_reentries", now=timezone.now()) else rows.none()


@cache
def _secret() -> bytes:
    return node_secret(settings.HOME)


def tags_of(keys: Iterable[Key], year: int) -> list[bytes]:
    """Tags of identifiers under the year of a deletion. Names and what is only similar get none: too many share one."""
    exact = {_spelled(key) for key in keys if key.grade is Grade.HIT and key.kind is not KeyKind.NAME}
    return sorted(trace_tag(_secret(), year, text) for text in exact)


def years_of_traces(today: date) -> range:
    """The years in which what a living trace tells of may have been deleted: always as many, whatever there is."""
    return range(today.year - TRACE_KEPT_YEARS, today.year + 1)


def _spelled(key: Key) -> str:
    return SEPARATOR.join((str(int(key.kind)), str(newest()), key.exact or key.value))
