"""Tables of what is said against a record: disputes by those who found it, blocks by the centre or the commission.

What people wrote here speaks of the record, so it goes with the record (records/ending/expire.py).
"""

from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.gate.actor import Actor
from comity.kit.ids import new_id

if TYPE_CHECKING:  # a record's scope reads tables of `models`, which names these
    from comity.records.record import Record

LONGEST_EVIDENCE = 4_000
LONGEST_ANSWER = 2_000
LONGEST_CODE = 40


class DisputeState(IntEnum):
    """Closed set: numbers are never reused. RETURNED: the owner's own node did not take it."""

    OPEN = 1
    UPHELD = 2
    STANDS = 3
    RETURNED = 4


DISPUTE_STATES: dict[DisputeState, str | Promise] = {
    DisputeState.OPEN: pgettext_lazy("dispute", "Waits for the owner"),
    DisputeState.UPHELD: pgettext_lazy("dispute", "The owner agreed"),
    DisputeState.STANDS: pgettext_lazy("dispute", "The owner says that the record stands"),
    DisputeState.RETURNED: pgettext_lazy("dispute", "Came back: the owner does not have it"),
}
PILLS = {DisputeState.OPEN: "disputed", DisputeState.UPHELD: "answered", DisputeState.RETURNED: "refused"}
# The numbers, not the enum: a migration must not change its meaning when an enum grows.
STATES = [int(each) for each in DisputeState]


class Dispute(models.Model):
    """Somebody who found a record says that it is wrong.

    bureau, function: who says so, never a name; empty bureau: the clock of unanswered questions. evidence: in words.
    seen: sha256 of what the record said to others then, to see whether it was corrected since. due_at: UTC, the end of
    the owner's working days; from then on the centre and the commission see it too. told_late_at: when both sides
    were told so. returned: with what code the owner's own node did not take it; it came back at `answered_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    owner = models.CharField(max_length=12)
    bureau = models.CharField(max_length=12, blank=True, default="")
    unit = models.UUIDField(null=True)
    function = models.CharField(max_length=80, blank=True, default="")
    evidence = models.TextField(_("evidence"), blank=True, default="")
    seen = models.BinaryField(max_length=32)
    at = models.DateTimeField(_("disputed"))
    due_at = models.DateTimeField(_("due at"))
    state = models.SmallIntegerField(default=int(DisputeState.OPEN))
    answer = models.TextField(_("answer"), blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answer_function = models.CharField(max_length=80, blank=True, default="")
    told_late_at = models.DateTimeField(null=True)
    returned = models.CharField(max_length=LONGEST_CODE, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["record", "database"], name="dispute_record"),
            models.Index(fields=["owner", "due_at"], condition=Q(state=1), name="dispute_open"),
            models.Index(fields=["bureau", "-id"], name="dispute_bureau"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "database", "bureau"], condition=Q(state=1), name="dispute_once_open"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="dispute_state"),
        ]

    def __str__(self) -> str:
        return f"dispute {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state == DisputeState.OPEN

    @property
    def is_answered(self) -> bool:
        """Did its owner say something? Where a record ends, it is upheld without a word."""
        return bool(self.answer or self.answer_function)

    def settle(self, *, agreed: bool) -> None:
        """The state after the owner's answer; saving is the verb's."""
        self.state = int(DisputeState.UPHELD if agreed else DisputeState.STANDS)

    @property
    def state_label(self) -> str | Promise:
        return DISPUTE_STATES[DisputeState(self.state)]

    @property
    def page(self) -> str:
        """The name of its page's address."""
        return "records:dispute-page"

    @property
    def pill(self) -> str:
        """Which pill the state wears (web/words.py)."""
        return PILLS.get(DisputeState(self.state), "active")

    @property
    def state_name(self) -> str:
        """The state as the API spells it."""
        return DisputeState(self.state).name.lower()

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Dispute]":
        """Those of one's own bureau's, and those about its records."""
        return cls._default_manager.filter(Q(bureau=actor.bureau) | Q(owner=actor.bureau))

    @classmethod
    def open_on(cls, record: "Record") -> "models.QuerySet[Dispute]":
        """What stands open against a record that the caller may see, the oldest first."""
        return cls.about(record).filter(state=int(DisputeState.OPEN)).order_by("at", "id")

    @classmethod
    def about(cls, record: "Record") -> "models.QuerySet[Dispute]":
        """All that was said against a record that the caller may see."""
        return cls._default_manager.filter(database=record.code, record=record.id)

    @classmethod
    def overdue(cls, now: datetime) -> "models.QuerySet[Dispute]":
        """Those whose time is over, of all bureaus: for the centre and the commission."""
        return cls._default_manager.filter(state=int(DisputeState.OPEN), due_at__lte=now)

    @classmethod
    def late(cls, now: datetime) -> "models.QuerySet[Dispute]":
        """Those of which both sides have still to be told that the time is over."""
        return cls.overdue(now).filter(told_late_at=None)

    @classmethod
    def all_open(cls) -> "models.QuerySet[Dispute]":
        """All that are open, of all bureaus: for the commission."""
        return cls._default_manager.filter(state=int(DisputeState.OPEN))


class Block(models.Model):
    """The centre or the commission took a record out of every answer. bureau, function: who did; never a name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    owner = models.CharField(max_length=12)
    bureau = models.CharField(max_length=12)
    function = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(_("blocked"))
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["record", "database"], name="block_record"),
            models.Index(fields=["-at"], condition=Q(lifted_at=None), name="block_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "database"], condition=Q(lifted_at=None), name="block_once_open"
            )
        ]

    def __str__(self) -> str:
        return f"block {self.id}"

    @classmethod
    def open_on(cls, record: "Record") -> "Block | None":
        """The block in force on a record that the caller may see."""
        rows = cls._default_manager.filter(database=record.code, record=record.id, lifted_at=None)
        return rows.first()

    @classmethod
    def about(cls, record: "Record") -> "models.QuerySet[Block]":
        """All blocks of a record that the caller may see."""
        return cls._default_manager.filter(database=record.code, record=record.id)

    @classmethod
    def in_force(cls) -> "models.QuerySet[Block]":
        """All blocks in force, newest first: for the centre and the commission."""
        return cls._default_manager.filter(lifted_at=None).order_by("-at")


def close_with(record: "Record", now: datetime) -> None:
    """The record's life has ended: whoever disputed it was right, and nothing is left to block."""
    Dispute.open_on(record).update(state=int(DisputeState.UPHELD), answered_at=now)
    Block.about(record).filter(lifted_at=None).update(lifted_at=now)


def follow(record: "Record") -> None:
    """The record changed hands: its new owner answers, also what it disputed itself; the clocks run on."""
    Dispute.about(record).update(owner=record.owner)
    Block.about(record).update(owner=record.owner)


def forget(record: "Record") -> None:
    """The record is deleted, and with it what people wrote about it."""
    Dispute.about(record).delete()
    Block.about(record).delete()
