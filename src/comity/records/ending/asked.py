"""The table of deletions that an owner asked for and the clock has still to do."""

from typing import TYPE_CHECKING

from django.db import models

from comity.kit.ids import new_id

if TYPE_CHECKING:  # a record's scope reads tables of `models`, which names this one
    from comity.records.record import Record


class AskedDeletion(models.Model):
    """An own record that goes at the next minute. code: why, of `life.states.Cause`. It goes with the record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    owner = models.CharField(max_length=12)
    code = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        app_label = "records"
        constraints = [models.UniqueConstraint(fields=["record", "database"], name="asked_deletion_once")]

    @classmethod
    def of(cls, record: "Record") -> "models.QuerySet[AskedDeletion]":
        """That of a record which the caller may see."""
        return cls._default_manager.filter(database=record.code, record=record.id)
