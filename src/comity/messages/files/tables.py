"""The table of files: what is known of each, and where its bytes are. The bytes are on the disk (stored.py)."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.messages.files.media import BY_TYPE, LONGEST_NAME


class Attachment(models.Model):
    """A file of a message, or one that somebody has uploaded and not sent yet.

    message: null until it is sent. place: its order there, from 0. draft: the draft that it was uploaded for, also
    while a message carries it to the centre; null for one of a program. owner, unit: who uploaded it, "" and null where
    it came from another node. name, media_type: what the sender calls it, and what its first bytes are. size: bytes.
    sha256: of the bytes. at: UTC. Its file on the disk has the name of `id`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(
        "messages.Message", models.PROTECT, null=True, related_name="files", db_index=False
    )
    place = models.SmallIntegerField(default=0)
    draft = models.UUIDField(null=True)
    owner = models.CharField(max_length=12, blank=True)
    unit = models.UUIDField(null=True)
    name = models.CharField(_("name of the file"), max_length=LONGEST_NAME)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["message", "place"], condition=Q(message__isnull=False), name="file_of_message"
            ),
            models.Index(fields=["owner", "unit"], condition=Q(message=None), name="file_not_sent"),
            models.Index(fields=["at"], condition=Q(message=None), name="file_ends"),
            models.Index(fields=["draft"], condition=Q(draft__isnull=False), name="file_of_draft"),
        ]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="file_size")]

    def __str__(self) -> str:
        return f"file {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Attachment]":
        """Of the messages that the actor may see, and what his or her own unit has uploaded and not sent.

        To the centre's reviewers also what hangs on drafts that wait for them.
        """
        messages: Any = cls._meta.get_field("message").related_model
        sent = Q(message__in=messages.visible_to(actor))
        own = Q(message=None, owner=actor.bureau, unit=actor.unit)
        drafts: Any = apps.get_model("messages", "NoteDraft")
        carried = drafts.objects.filter(owner=actor.bureau, unit=actor.unit, sent_as__isnull=False)
        own |= Q(message__in=carried.values("sent_as"))
        seen = sent | own
        if actor.may("messages.list_waiting", now=timezone.now()):
            waiting = drafts.objects.filter(submitted_at__isnull=False, sent_as=None).values("pk")
            seen |= Q(draft__in=waiting)
        return cls._default_manager.filter(seen).order_by("message", "place", "id")

    @property
    def label(self) -> str | Promise:
        """What it is, for people."""
        known = BY_TYPE.get(self.media_type)
        return known.label if known else _("File")

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, hexadecimal."""
        return bytes(self.sha256).hex()


def unsent(actor: Actor) -> "models.QuerySet[Attachment]":
    """What the actor's unit has uploaded and not sent, in order."""
    rows = Attachment._default_manager.filter(message=None, owner=actor.bureau, unit=actor.unit)
    return rows.order_by("place", "id")
