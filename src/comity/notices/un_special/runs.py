"""What became of a public list each time its notices followed it: asked for, done, and what was done to which entry."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id

NEXT_TRY, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
TRIES_TOLD = 3  # after so many the operator is told (comity doctor)

DONE: dict[str, str | Promise] = {
    "published": _("Added"),
    "amended": _("Changed"),
    "cancelled": _("Removed"),
}


class ListRun(models.Model):
    """One time that the notices of a bureau follow its loaded list.

    function: of whoever asked. started_at, ended_at: null while it waits or runs. tries: how often it was begun;
    next_at: not before, where it did not come to its end. edition: of the list. entries:
    [what, reference, id of the notice] of each that changed. refused: [reference, field, sentence] of those of which no
    notice can be made. fault: the sentence where it could not be done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    function = models.CharField(max_length=80, blank=True, default="")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    edition = models.DateField(null=True)
    unchanged = models.IntegerField(default=0)
    entries = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    fault = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["bureau", "-id"], name="listrun_bureau")]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau"], condition=Q(ended_at=None), name="listrun_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"list run {self.id}"

    @property
    def counts(self) -> list[tuple[str | Promise, list[tuple[str, str]]]]:
        """What was done, and to which entries: reference and id of the notice."""
        return [
            (words, [(reference, notice) for done, reference, notice in self.entries if done == what])
            for what, words in DONE.items()
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[ListRun]":
        """Those of one's own bureau, newest first."""
        return cls._default_manager.filter(bureau=actor.bureau).order_by("-id")

    @classmethod
    def due(cls, now: datetime) -> "models.QuerySet[ListRun]":
        """Those that were asked for, are not done and may be tried now, of all bureaus: for the clock."""
        waits = Q(next_at=None) | Q(next_at__lte=now)
        return cls._default_manager.filter(waits, ended_at=None).order_by("id")


def next_try(tries: int, now: datetime) -> datetime:
    """When a run that did not come to its end is tried again. tries: so far, this one counted."""
    pause: timedelta = NEXT_TRY * 2 ** min(max(tries - 1, 0), 10)
    return now + min(LONGEST_PAUSE, pause)


def stuck_runs() -> int:
    """How many runs were begun three times or more and never came to their end."""
    return ListRun._default_manager.filter(ended_at=None, tries__gte=TRIES_TOLD).count()
