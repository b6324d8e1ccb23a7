"""Tables of what a bureau's own node shares: which databases, and how far each record is at the centre."""

from enum import IntEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id


class Standing(IntEnum):
    """How a record stands at the centre. Closed set: numbers are never reused."""

    SENT = 1
    THERE = 2
    REFUSED = 3
    WITHDRAWN = 4


STANDINGS: dict[Standing, str | Promise] = {
    Standing.SENT: _("Under way"),
    Standing.THERE: _("At the centre"),
    Standing.REFUSED: _("Refused by the centre"),
    Standing.WITHDRAWN: _("Withdrawn there"),
}
NUMBERS = [int(each) for each in Standing]


class ContributedDatabase(models.Model):
    """A database of which this bureau shares its records at the centre. database: its code."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    database = models.SmallIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "database"], name="contributed_once")]

    def __str__(self) -> str:
        return f"{self.bureau}/{self.database}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[ContributedDatabase]":
        """What one's own bureau shares."""
        return cls._default_manager.filter(bureau=actor.bureau)


class Contribution(models.Model):
    """One record of a hosted bureau at the centre. version: the last that was sent; message: by which one.

    code: why the centre refused that version. Nothing of the record itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    version = models.IntegerField()
    state = models.SmallIntegerField(default=int(Standing.SENT))
    code = models.CharField(max_length=40, blank=True, default="")
    message = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["message"], name="contribution_message"),
            models.Index(fields=["bureau", "database", "state"], name="contribution_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["database", "record"], name="contribution_once"),
            models.CheckConstraint(condition=models.Q(state__in=NUMBERS), name="contribution_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.bureau}/{self.database}/{self.record}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Contribution]":
        """Of one's own bureau's records."""
        return cls._default_manager.filter(bureau=actor.bureau)
