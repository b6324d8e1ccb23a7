"""The table of bureaus that leave this node, and how far each is."""

from django.db import models

from comity.gate.actor import Actor


class Departure(models.Model):
    """A bureau that this node hosted and that has a node of its own, or soon.

    began_at: since when nobody of it gets in here. entry: digest of the entry that its own node made, from the moment
    at which it was handed over. finished_at: since when nothing of its people and its mail is kept here.
    """

    bureau = models.CharField(max_length=12, primary_key=True)
    began_at = models.DateTimeField()
    entry = models.CharField(max_length=64, blank=True, default="")
    handed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.bureau

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Departure]":
        """Of one's own bureau; the operator acts for the one that leaves."""
        return cls._default_manager.filter(bureau=actor.bureau)
