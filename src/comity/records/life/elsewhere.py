"""The table of other systems that still say what a record no longer says. Owners only: it would tell which court.

A row is made where a record ends (records/life/withdrawing.py) and stays until its owner ticks it, longer than
the record.
"""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.records.life.external import SYSTEMS, System, is_late
from comity.records.rules import STATUSES, Status
from comity.records.values import slug
from comity.seal.notes import open_note, seal_note
from comity.store.home import node_secret

# No state of a record: it lives on, and is another bureau's.
HANDED_OVER = 0
HANDED_OVER_WORDS = _("Handed over")


class StillElsewhere(models.Model):
    """One reference of an ended record. words: its name, number and day, sealed: they outlive the record.

    why: the state in which the record was when it ended, or HANDED_OVER. ticked_as: the function of whoever withdrew
    it there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    owner = models.CharField(max_length=12)
    system = models.SmallIntegerField()
    words = models.BinaryField()
    why = models.SmallIntegerField()
    opened_at = models.DateTimeField()
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.UUIDField(null=True)
    ticked_as = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["record", "database"], name="elsewhere_record"),
            models.Index(fields=["owner", "opened_at"], condition=Q(ticked_at=None), name="elsewhere_open"),
        ]

    def __str__(self) -> str:
        return f"elsewhere {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[StillElsewhere]":
        """Those of one's own bureau, the oldest first."""
        return cls._default_manager.filter(owner=actor.bureau).order_by("opened_at", "id")

    def put(self, reference: dict[str, Any]) -> None:
        """Write down which entry of the other system it is."""
        kept = {name: reference[name] for name in ("name", "number", "sent_on") if name in reference}
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
        self.system = int(System[reference["system"].replace("-", "_").upper()])
        self.words = seal_note(node_secret(settings.HOME), self.owner, self.id.bytes, text)

    @property
    def there(self) -> dict[str, Any]:
        """Name, number and day, as the reference said them."""
        found: dict[str, Any] = json.loads(
            open_note(node_secret(settings.HOME), self.owner, self.id.bytes, bytes(self.words))
        )
        return found

    @property
    def system_label(self) -> str | Promise:
        """What people call the system: another one by its name."""
        label = SYSTEMS[System(self.system)]
        return self.there.get("name", label) if self.system == System.OTHER else label

    @property
    def why_label(self) -> str | Promise:
        return HANDED_OVER_WORDS if self.why == HANDED_OVER else STATUSES[Status(self.why)]

    @property
    def why_slug(self) -> str:
        """The same as API spells it."""
        return "handed-over" if self.why == HANDED_OVER else slug(Status(self.why))

    def is_late(self, now: datetime) -> bool:
        """Should it have been ticked by now?"""
        return self.ticked_at is None and is_late(self.opened_at, now)
