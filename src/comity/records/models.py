"""Tables all databases share: former versions, owner-wide restrictions, and the keys every query reads first."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from comity.gate.actor import Actor


class RecordVersion(models.Model):
    """A former state of a record, as its canonical document (docs/spec/record.md)."""

    pk = models.CompositePrimaryKey("database", "record", "version")
    database = models.SmallIntegerField()
    record = models.UUIDField()
    version = models.IntegerField()
    at = models.DateTimeField()
    act = models.UUIDField(null=True)
    body = models.TextField()
    sha256 = models.BinaryField(max_length=32)


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
