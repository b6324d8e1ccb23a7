"""The table of drafts: what stands in the form, as it was typed. Nothing of it is a message yet."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from comity.gate.actor import Actor
from comity.messages.files.tables import Attachment


class NoteDraft(models.Model):
    """A note that a unit is writing. It belongs to the desk, not to a person (practice 7), and nobody else sees it.

    id: made by the page, so that a save that is repeated makes no second draft. typed: by field of the form, text.
    reply_to: the message that it answers. sitting: the page that saved it last. saved_at: UTC. version: counts saves.
    submitted_at: since when it waits for the centre, null while it is written; function: of whoever submitted it.
    returned: why the centre sent it back; returned_code: why its node did, as `moderation.home.why` says it.
    sent_as: the message that carries it to a centre on another node; asked_back_at: since when it is asked for again.
    came_as: of words of a bureau of another node, at the centre: the message that brought them.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    owner = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    typed = models.JSONField(default=dict)
    reply_to = models.UUIDField(null=True)
    version = models.IntegerField(default=1)
    sitting = models.UUIDField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    function = models.CharField(max_length=60, blank=True)
    returned = models.CharField(max_length=500, blank=True)
    returned_code = models.CharField(max_length=40, blank=True)
    sent_as = models.UUIDField(null=True)
    asked_back_at = models.DateTimeField(null=True)
    came_as = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "unit", "-saved_at"], name="draft_of_unit"),
            models.Index(fields=["saved_at"], name="draft_ends"),
            models.Index(fields=["sent_as"], condition=Q(sent_as__isnull=False), name="draft_sent_as"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["came_as"], condition=Q(came_as__isnull=False), name="draft_came_once"
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[NoteDraft]":
        """Of the actor's own unit, newest first."""
        rows = cls._default_manager.filter(owner=actor.bureau, unit=actor.unit)
        files = Attachment._default_manager.filter(draft=OuterRef("pk"))
        return rows.annotate(has_files=Exists(files)).order_by("-saved_at")

    def says(self, field: str) -> str:
        """What stands in a field."""
        typed: Any = self.typed.get(field, "")
        return str(typed)
