"""Hits and the conversations about them. Each bureau holds its own copy of a conversation and sees no other."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.queries import clocks, conversation
from comity.queries.cards import Card
from comity.queries.lists import PassengerLine, PassengerList
from comity.queries.outcomes import Done
from comity.queries.screening.lists import PublicList
from comity.queries.seen_changes import SeenChange
from comity.queries.telling import Telling
from comity.queries.verdicts import Verdict

__all__ = [
    "AnswerTime",
    "BureauLine",
    "Card",
    "Confirmation",
    "HandOver",
    "Hit",
    "PassengerLine",
    "PassengerList",
    "PublicList",
    "SeenChange",
    "Verdict",
]

# The numbers, not the enums: a migration must not change its meaning when an enum grows.
TELLINGS = [int(each) for each in Telling]
URGENCIES = [int(each) for each in clocks.Urgency]
STATES = [int(each) for each in conversation.State]
DONE = [int(each) for each in Done]
ASKER, OWNER = 1, 2


def short(identity: UUID) -> str:
    """What people say of an id aloud: its last eight characters."""
    return f"{identity.hex[-8:-4]}-{identity.hex[-4:]}".upper()


class Hit(models.Model):
    """One record found by one question. `asked` is the subject as it was asked (JSON), kept with the hit.

    grade: of matching.keys.Grade. kind: of matching.keys.KeyKind. seen: the record's version then. desk: the unit
    that has it in hand, null for the bureau's own desk. telling: "May the owner be told?"; its reason is sealed
    (reason_words under reason_key). done: what was done afterwards. tag: of the subject as asked, for verdicts. Never
    visible to anyone but the asker's bureau. Without `asked` the record was deleted and every word about it went too
    (actions.forgetting); ended_on: the day of that, UTC, where the asker could still see the record.

    kept_at: the bureau on whose node the record is, where that is another node; empty: here. told: what that node said
    of the record (queries.forwarding.copies).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.UUIDField()
    at = models.DateTimeField(_("asked at"))
    bureau = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    officer = models.UUIDField(null=True)
    function = models.CharField(max_length=80, blank=True, default="")
    purpose = models.CharField(max_length=40)
    case = models.CharField(max_length=120, blank=True, default="")
    silent = models.BooleanField(default=False)
    asked = models.JSONField()
    database = models.SmallIntegerField()
    record = models.UUIDField()
    seen = models.IntegerField()
    owner = models.CharField(max_length=12)
    grade = models.SmallIntegerField()
    kind = models.SmallIntegerField()
    exact = models.TextField()
    tag = models.BinaryField(max_length=16, default=bytes)

    desk = models.UUIDField(null=True)
    telling = models.SmallIntegerField(default=int(Telling.NOT_SAID))
    telling_at = models.DateTimeField(null=True)
    telling_function = models.CharField(max_length=80, blank=True, default="")
    reason_key = models.UUIDField(null=True)
    reason_words = models.BinaryField(default=bytes)
    disclosed_at = models.DateTimeField(null=True)
    done = models.SmallIntegerField(null=True)
    held_since = models.DateTimeField(_("held since"), null=True)
    done_note = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)
    done_function = models.CharField(max_length=80, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    references = models.JSONField(default=list)
    kept_at = models.CharField(max_length=12, blank=True, default="")
    told = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "-id"], name="hit_bureau"),
            models.Index(fields=["record", "database"], name="hit_record"),
            models.Index(fields=["bureau", "-id"], condition=Q(closed_at=None), name="hit_open"),
            models.Index(fields=["act"], name="hit_act"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(telling__in=TELLINGS), name="hit_telling"),
            models.CheckConstraint(condition=Q(done=None) | Q(done__in=DONE), name="hit_done"),
        ]

    def __str__(self) -> str:
        return f"hit {self.id}"

    @property
    def number(self) -> str:
        return short(self.id)

    @property
    def is_emptied(self) -> bool:
        """Was its record deleted, and every word about it?"""
        return not self.asked

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Hit]":
        """The asking bureau's own hits: a hit shows at the unit that asked or has it, and at the bureau (practice 5).

        The commission reads all (practice 23).
        """
        rows, now = cls._default_manager.all(), timezone.now()
        if actor.may("queries.view_all_hits", now=now):
            return rows
        rows = rows.filter(bureau=actor.bureau)
        if actor.may("queries.view_bureau_hits", now=now):
            return rows
        return rows.filter(Q(unit=actor.unit) | Q(desk=actor.unit, desk__isnull=False))


class Confirmation(models.Model):
    """A question to the owner whether a record stands: one copy for the asking bureau, one for the owner.

    thread: the id of the message that asked. bureau: whose copy this is; other: the other side. hit: the asker's own,
    null on the owner's side. length: the time given, from asking to the first lapse, which is `due_at`. state moves
    only by queries.conversation; lapses_at is when it moves by itself. answered_at: of the final answer.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thread = models.UUIDField()
    bureau = models.CharField(max_length=12)
    side = models.SmallIntegerField()
    other = models.CharField(max_length=12)
    hit = models.OneToOneField(Hit, models.PROTECT, null=True, related_name="confirmation")
    desk = models.UUIDField(null=True)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    seen = models.IntegerField()
    urgency = models.SmallIntegerField(_("urgency"))
    state = models.SmallIntegerField(_("state"), default=int(conversation.State.ASKED))
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("due at"))
    length = models.DurationField()
    lapses_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(_("cannot answer before"), null=True)
    answered_at = models.DateTimeField(null=True)
    unanswered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["lapses_at"], condition=Q(lapses_at__isnull=False), name="confirmation_clock"
            ),
            models.Index(fields=["bureau", "side", "due_at"], name="confirmation_bureau"),
            models.Index(fields=["record", "database"], name="confirmation_record"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["thread", "side"], name="confirmation_once_a_side"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="confirmation_state"),
            models.CheckConstraint(condition=Q(urgency__in=URGENCIES), name="confirmation_urgency"),
            models.CheckConstraint(
                condition=Q(side=ASKER, hit__isnull=False) | Q(side=OWNER, hit=None), name="confirmation_side"
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.id}"

    @property
    def number(self) -> str:
        return short(self.id)

    @property
    def standing(self) -> conversation.State:
        return conversation.State(self.state)

    @property
    def is_ours_to_answer(self) -> bool:
        return self.side == OWNER

    def stand(self, state: conversation.State) -> None:
        """Put it into a state and set its clock; saving is the action's."""
        self.state = int(state)
        self.lapses_at = clocks.next_lapse(state, self.due_at, self.length)

    def restart(self, at: datetime) -> None:
        """Give the owner the whole time again from this moment."""
        self.due_at = at + self.length
        self.lapses_at = clocks.next_lapse(self.standing, self.due_at, self.length)

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Confirmation]":
        """One's own bureau's copies, of either side."""
        return cls._default_manager.filter(bureau=actor.bureau)


class AnswerTime(models.Model):
    """How long owners have on this node, where it differs from our default. database: its code, None for all."""

    database = models.SmallIntegerField(null=True)
    urgency = models.SmallIntegerField()
    minutes = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["database", "urgency"], name="answertime_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(urgency__in=URGENCIES), name="answertime_urgency"),
            models.CheckConstraint(
                condition=Q(minutes__range=(clocks.LEAST_MINUTES, clocks.MOST_MINUTES)),
                name="answertime_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.database}/{self.urgency}"


class HandOver(models.Model):
    """A shift hands its work to the next: what was open, a note, and who took it over.

    desk: the unit, null for the bureau's own desk. hits, confirmations: ids of what was open then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    desk = models.UUIDField(null=True)
    at = models.DateTimeField(_("handed over"))
    officer = models.UUIDField(null=True)
    function = models.CharField(max_length=80, blank=True, default="")
    note = models.TextField(_("note for the next shift"))
    hits = models.JSONField(default=list)
    confirmations = models.JSONField(default=list)
    signed_at = models.DateTimeField(null=True)
    signed_officer = models.UUIDField(null=True)
    signed_function = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "-id"], name="handover_bureau"),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[HandOver]":
        """The hand-overs of one's own desk; those of the whole bureau for whom the rights table says so."""
        rows = cls._default_manager.filter(bureau=actor.bureau)
        if actor.may("queries.view_bureau_hits", now=timezone.now()):
            return rows
        return rows.filter(desk=actor.unit, desk__isnull=False)


class BureauLine(models.Model):
    """A bureau's own line under an answer: its law, its telephone (practice 1). Shown to its own officers only.

    database: its code, None for all. outcome: of queries.rules.Outcome, the word itself.
    """

    bureau = models.CharField(max_length=12)
    database = models.SmallIntegerField(_("database"), null=True)
    outcome = models.CharField(_("answer"), max_length=20)
    text = models.CharField(_("your line"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "database", "outcome"], name="bureauline_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bureau}/{self.database}/{self.outcome}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[BureauLine]":
        """The lines of one's own bureau."""
        return cls._default_manager.filter(bureau=actor.bureau)
