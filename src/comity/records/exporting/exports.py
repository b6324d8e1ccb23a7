"""The table of exports that two persons decide about (practice, *Find the person*: above 100 records of persons)."""

from datetime import datetime, timedelta
from enum import IntEnum

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from comity.gate.actor import Actor
from comity.kit.ids import new_id

ANSWER_WITHIN = timedelta(days=1)


class Step(IntEnum):
    """Where an export stands. Closed set: numbers are never reused."""

    ASKED = 1
    APPROVED = 2
    REFUSED = 3
    TAKEN = 4


STEPS: dict[Step, str | Promise] = {
    Step.ASKED: pgettext_lazy("state of an export", "Waits for a second person"),
    Step.APPROVED: pgettext_lazy("state of an export", "Approved"),
    Step.REFUSED: pgettext_lazy("state of an export", "Refused"),
    Step.TAKEN: pgettext_lazy("state of an export", "Downloaded"),
}


class Export(models.Model):
    """An export that one officer asked for and another decides about. ends_at: when the present step has lapsed.

    chosen: the sieve of the list it was asked from, as its address says it. count: how many fitted then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    owner = models.CharField(max_length=12)
    officer = models.UUIDField()
    function = models.CharField(max_length=200, blank=True, default="")
    form = models.CharField(max_length=12)
    chosen = models.JSONField(default=dict)
    count = models.IntegerField()
    reason = models.CharField(max_length=500)
    step = models.SmallIntegerField(default=int(Step.ASKED))
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_as = models.CharField(max_length=200, blank=True, default="")
    decided_because = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["owner", "-asked_at"], name="export_owner")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Export]":
        """One's own, and for whoever may decide all of the bureau; newest first."""
        rows = cls._default_manager.filter(owner=actor.bureau).order_by("-asked_at")
        if actor.may("records.decide_export", now=timezone.now()):
            return rows
        return rows.filter(officer=actor.officer) if actor.officer else rows.none()

    @property
    def step_label(self) -> str | Promise:
        return STEPS[Step(self.step)]

    def is_open(self, now: datetime) -> bool:
        """Can something still come of it?"""
        return self.step in (Step.ASKED, Step.APPROVED) and now <= self.ends_at
