"""Which desk has seen which change: the one thing kept beside the messages that tell of it."""

from django.db import models

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.messages.models import Delivery


class SeenChange(models.Model):
    """That a desk has seen a message about a change (queries.changed_by_others). desk: null for the bureau's own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="+")
    bureau = models.CharField(max_length=12)
    desk = models.UUIDField(null=True)
    at = models.DateTimeField()
    function = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "desk"], name="seenchange_once_a_desk", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"seen {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[SeenChange]":
        """What desks of one's own bureau have seen."""
        return cls._default_manager.filter(bureau=actor.bureau)
