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
    HELD = 5  # nobody finds it there, until it lives here again


STANDINGS: dict[Standing, str | Promise] = {
    Standing.SENT: _("Under way"),
    Standing.THERE: _("At the centre"),
    Standing.REFUSED: _("Refused by the centre"),
    Standing.WITHDRAWN: _("Withdrawn there"),
    Standing.HELD: _("Held back there"),
}
NUMBERS = [int(each) for each in Standing]


class ContributedDatabase(models.Model):
    """A database of which this bureau shares its records at the centre. database: its code.

    after: while all of it is compared with what stands there, the last id that was; null where no comparison runs.
    compared_at: when the last one ended; null where the first has not, or somebody asked for another.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    database = models.SmallIntegerField()
    since = models.DateTimeField()
    after = models.UUIDField(null=True)
    compared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "database"], name="contributed_once")]

    def __str__(self) -> str:
        return f"{self.bureau}/{self.database}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[ContributedDatabase]":
        """What one's own bureau shares."""
        return cls._default_manager.filter(bureau=actor.bureau)


class SharingPlace(models.Model):
    """How far the change feed was read for what a bureau shares. era, placed: of the feed (records/candidates/feed.py).

    rules: digest of the owner-wide restrictions that were sent last; empty where there were none.
    """

    bureau = models.CharField(max_length=12, primary_key=True)
    era = models.CharField(max_length=36, blank=True, default="")
    placed = models.BigIntegerField(default=0)
    rules = models.BinaryField(max_length=32, default=bytes)

    def __str__(self) -> str:
        return f"{self.bureau} at {self.placed}"


class Contribution(models.Model):
    """One record of a hosted bureau at the centre. version: the last that was sent; message: by which one.

    code: why the centre refused that version. pictures_due: its pictures may be others than those that were sent.
    Nothing of the record itself.
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
    pictures_due = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["message"], name="contribution_message"),
            models.Index(
                fields=["bureau", "database", "record"],
                condition=models.Q(pictures_due=True),
                name="contribution_pictures",
            ),
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


class SharedPicture(models.Model):
    """A picture that the centre was sent, by its own id, which is the same there. message: by which one."""

    id = models.UUIDField(primary_key=True, editable=False)
    bureau = models.CharField(max_length=12)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    message = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["record", "database"], name="sharedpicture_record"),
            models.Index(fields=["message"], name="sharedpicture_message"),
        ]

    def __str__(self) -> str:
        return f"picture {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[SharedPicture]":
        """Of one's own bureau's records."""
        return cls._default_manager.filter(bureau=actor.bureau)
