"""Tables of the months before a record ends: which extensions the commission looks at, and which bureau was warned."""

from django.db import models
from django.utils import timezone

from comity.gate.actor import Actor
from comity.kit.ids import new_id


class ExtensionSample(models.Model):
    """An extension that fell into the sample. act: that extended it, whose words hold the reason.

    was_until, until: UTC days. together: many at once. looked_at: when the commission had looked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    owner = models.CharField(max_length=12)
    at = models.DateTimeField()
    act = models.UUIDField()
    was_until = models.DateField()
    until = models.DateField()
    together = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "records"
        indexes = [
            models.Index(fields=["record", "database"], name="extension_record"),
            models.Index(fields=["-at"], name="extension_at"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[ExtensionSample]":
        """The commission alone: an owner must not know which of its extensions are looked at."""
        rows = cls._default_manager.all()
        return rows if actor.may("records.list_extensions", now=timezone.now()) else rows.none()


class NearEndWarning(models.Model):
    """That a bureau was told in a month (its first day, UTC) which of its records near their end."""

    pk = models.CompositePrimaryKey("owner", "month")
    owner = models.CharField(max_length=12)
    month = models.DateField()
    at = models.DateTimeField()

    class Meta:
        app_label = "records"
