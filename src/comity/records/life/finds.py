"""The table of finds: a bureau that had a hit reports that it found what another recorded. It goes with the record."""

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
from comity.records.life.disputes import LONGEST_CODE

if TYPE_CHECKING:  # a record's scope reads tables of `models`, which names this one
    from comity.records.record import Record


class FindState(IntEnum):
    """Closed set: numbers are never reused. OVERTAKEN: the record was recovered or ended without this report.

    RETURNED: the owner's own node did not take it.
    """

    OPEN = 1
    ACCEPTED = 2
    REJECTED = 3
    OVERTAKEN = 4
    RETURNED = 5


FIND_STATES: dict[FindState, str | Promise] = {
    FindState.OPEN: pgettext_lazy("find", "Waits for the owner"),
    FindState.ACCEPTED: pgettext_lazy("find", "Accepted"),
    FindState.REJECTED: pgettext_lazy("find", "Not accepted"),
    FindState.OVERTAKEN: pgettext_lazy("find", "Overtaken: the record is recovered or ended"),
    FindState.RETURNED: pgettext_lazy("find", "Came back: the owner does not have it"),
}
PILLS = {
    FindState.OPEN: "due",
    FindState.ACCEPTED: "done",
    FindState.REJECTED: "refused",
    FindState.RETURNED: "refused",
}
# The numbers, not the enum: a migration must not change its meaning when an enum grows.
STATES = [int(each) for each in FindState]


class Find(models.Model):
    """A report that a thing was found. body: canonical values of what the declaration asks (`found_asks`).

    bureau, function: who reports, never a name. due_at: UTC, the end of the owner's working days. told_late_at: when
    both sides were told that it was over. returned: with what code the owner's own node did not take it; it came back
    at `answered_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    owner = models.CharField(max_length=12)
    bureau = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    function = models.CharField(max_length=80, blank=True, default="")
    body = models.JSONField(default=dict)
    at = models.DateTimeField(_("reported"))
    due_at = models.DateTimeField(_("due at"))
    told_late_at = models.DateTimeField(null=True)
    state = models.SmallIntegerField(default=int(FindState.OPEN))
    answer = models.TextField(_("answer"), blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answer_function = models.CharField(max_length=80, blank=True, default="")
    returned = models.CharField(max_length=LONGEST_CODE, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["record", "database"], name="find_record"),
            models.Index(fields=["owner", "due_at"], condition=Q(state=1), name="find_open"),
            models.Index(fields=["bureau", "-id"], name="find_bureau"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "database", "bureau"], condition=Q(state=1), name="find_once_open"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="find_state"),
        ]

    def __str__(self) -> str:
        return f"find {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state == FindState.OPEN

    @property
    def is_answered(self) -> bool:
        """Did its owner say something?"""
        return self.state in (FindState.ACCEPTED, FindState.REJECTED)

    def settle(self, *, agreed: bool) -> None:
        """The state after the owner's answer; saving is the verb's."""
        self.state = int(FindState.ACCEPTED if agreed else FindState.REJECTED)

    @property
    def state_label(self) -> str | Promise:
        return FIND_STATES[FindState(self.state)]

    @property
    def state_name(self) -> str:
        """The state as the API spells it."""
        return FindState(self.state).name.lower()

    @property
    def pill(self) -> str:
        """Which pill the state wears (web/words.py)."""
        return PILLS.get(FindState(self.state), "recovered")

    @property
    def page(self) -> str:
        """The name of its page's address."""
        return "records:find-page"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Find]":
        """Those of one's own bureau's, and those about its records."""
        return cls._default_manager.filter(Q(bureau=actor.bureau) | Q(owner=actor.bureau))

    @classmethod
    def about(cls, record: "Record") -> "models.QuerySet[Find]":
        """All reports about a record that the caller may see."""
        return cls._default_manager.filter(database=record.code, record=record.id)

    @classmethod
    def open_on(cls, record: "Record") -> "models.QuerySet[Find]":
        """What waits for the owner of a record that the caller may see, the oldest first."""
        return cls.about(record).filter(state=int(FindState.OPEN)).order_by("at", "id")

    @classmethod
    def late(cls, now: datetime) -> "models.QuerySet[Find]":
        """Those whose time is over, of which both sides have still to be told so."""
        rows = cls._default_manager.filter(state=int(FindState.OPEN), due_at__lte=now)
        return rows.filter(told_late_at=None)


def overtake(record: "Record", now: datetime) -> None:
    """The record is recovered, or its life has ended: nothing is left to accept."""
    Find.open_on(record).update(state=int(FindState.OVERTAKEN), answered_at=now)


def follow(record: "Record", now: datetime) -> None:
    """The record changed hands: its new owner answers, the clocks run on; what it found itself it need not report."""
    rows = Find.open_on(record)
    rows.filter(bureau=record.owner).update(state=int(FindState.OVERTAKEN), answered_at=now)
    Find.about(record).update(owner=record.owner)


def forget(record: "Record") -> None:
    """The record is deleted, and with it what people wrote about it."""
    Find.about(record).delete()
