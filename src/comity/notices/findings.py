"""That a bureau found whom a notice looks for: read by that bureau alone."""

from django.db import models
from django.utils.functional import Promise

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.notices.finding import ANSWERS, Answer

ANSWER_NUMBERS = [int(each) for each in Answer]


class Finding(models.Model):
    """What one bureau answered, the last time it did. child_protection: who answered for a child there.

    Neither the bureau that asked nor reviewers ever read it; it goes with the notice's file. Source: practice 24.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey("notices.Notice", models.CASCADE, related_name="findings")
    bureau = models.CharField(max_length=12)
    answer = models.SmallIntegerField()
    child_protection = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    function = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "bureau"], name="noticefinding_once"),
            models.CheckConstraint(
                condition=models.Q(answer__in=ANSWER_NUMBERS), name="noticefinding_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.id}"

    @property
    def words(self) -> str | Promise:
        return ANSWERS[Answer(self.answer)]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Finding]":
        """What one's own bureau answered."""
        return cls._default_manager.filter(bureau=actor.bureau)
