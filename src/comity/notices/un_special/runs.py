"""What became of a public list each time its notices followed it: asked for, done, and what was done to which entry."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id

DONE: dict[str, str | Promise] = {
    "published": _("Added"),
    "amended": _("Changed"),
    "cancelled": _("Removed"),
}


class ListRun(models.Model):
    """One time that the notices of a bureau follow its loaded list.

    function: of whoever asked. started_at, ended_at: null while it waits or runs. edition: of the list. entries:
    [what, reference, id of the notice] of each that changed. refused: [reference, field, sentence] of those of which no
    notice can be made. fault: the sentence where it could not be done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    function = models.CharField(max_length=80, blank=True, default="")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    edition = models.DateField(null=True)
    unchanged = models.IntegerField(default=0)
    entries = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    fault = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["bureau", "-id"], name="listrun_bureau")]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau"], condition=models.Q(ended_at=None), name="listrun_one_at_a_time"
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
