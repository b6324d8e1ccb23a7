"""Trace requests and their steps. Each bureau holds its own copy of a step and sees no other."""

from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.tracing import rules
from comity.tracing.answers import Said
from comity.tracing.proposing import Asked, Why

# The numbers, not the enums: a migration must not change its meaning when an enum grows.
STAGES = [int(each) for each in rules.Stage]
STATES = [int(each) for each in rules.State]
SAID = [int(each) for each in Said]
WHY = [each.value for each in Why]
SEIZER, ASKED = 1, 2


def short(identity: UUID) -> str:
    """What people say of an id aloud: its last eight characters."""
    return f"{identity.hex[-8:-4]}-{identity.hex[-4:]}".upper()


class TraceRequest(models.Model):
    """A seized weapon whose way is asked. Of the seizing bureau alone; others know only what a step told them.

    body: canonical values of tracing.seizure.FIELDS. hit, database, record: where a hit led to it, ids without a
    foreign key. stage: moves only by `stand`. version counts up by one with every change of the body.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    officer = models.UUIDField(null=True)
    function = models.CharField(max_length=80, blank=True, default="")
    body = models.JSONField()
    stage = models.SmallIntegerField(_("state"), default=int(rules.Stage.DRAFT))
    version = models.IntegerField(default=1)
    hit = models.UUIDField(null=True)
    database = models.SmallIntegerField(null=True)
    record = models.UUIDField(null=True)
    created_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("last changed"))
    closed_at = models.DateTimeField(null=True)
    closed_function = models.CharField(max_length=80, blank=True, default="")
    closing_note = models.TextField(blank=True, default="")
    kept_until = models.DateField(_("kept until"))

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "-id"], name="tracerequest_bureau"),
            models.Index(fields=["hit"], condition=Q(hit__isnull=False), name="tracerequest_hit"),
            models.Index(fields=["kept_until"], name="tracerequest_kept"),
        ]
        constraints = [models.CheckConstraint(condition=Q(stage__in=STAGES), name="tracerequest_stage")]

    def __str__(self) -> str:
        return f"trace request {self.id}"

    @property
    def number(self) -> str:
        return short(self.id)

    @property
    def standing(self) -> rules.Stage:
        return rules.Stage(self.stage)

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[TraceRequest]":
        """The requests of one's own bureau."""
        return cls._default_manager.filter(bureau=actor.bureau)


class TraceStep(models.Model):
    """One question to one bureau: a copy for the seizing bureau, one for the asked.

    thread: the id of the message that asked. bureau: whose copy this is; other: the other side. request: the seizing
    bureau's own, null on the asked side. country: of the asked bureau. chain_told: did it learn of the steps before?
    state moves only by `stand`; lapses_at is when it moves or reminds by itself. The answer: said, country_to, date,
    document, dealer, text; holder_key and holder_words hold a person's name, sealed (tracing.holders), on the seizing
    side alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thread = models.UUIDField()
    bureau = models.CharField(max_length=12)
    side = models.SmallIntegerField()
    other = models.CharField(max_length=12)
    request = models.ForeignKey(TraceRequest, models.CASCADE, null=True, related_name="steps")
    country = models.CharField(max_length=12)
    why = models.CharField(max_length=12)
    chain_told = models.BooleanField(default=False)
    seizure_told = models.BooleanField(default=False)
    state = models.SmallIntegerField(_("state"), default=int(rules.State.SENT))
    sent_at = models.DateTimeField(_("sent"))
    due_at = models.DateTimeField(_("due at"))
    lapses_at = models.DateTimeField(null=True)
    reminded = models.SmallIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=60, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    said = models.SmallIntegerField(null=True)
    country_to = models.CharField(max_length=3, blank=True, default="")
    date = models.CharField(max_length=24, blank=True, default="")
    document = models.CharField(max_length=120, blank=True, default="")
    dealer = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    language = models.CharField(max_length=3, blank=True, default="")
    holder_key = models.UUIDField(null=True)
    holder_words = models.BinaryField(default=bytes)
    kept_until = models.DateField(_("kept until"))

    class Meta:
        indexes = [
            models.Index(fields=["lapses_at"], condition=Q(lapses_at__isnull=False), name="tracestep_clock"),
            models.Index(fields=["bureau", "side", "due_at"], name="tracestep_bureau"),
            models.Index(fields=["kept_until"], name="tracestep_kept"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["thread", "side"], name="tracestep_once_a_side"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="tracestep_state"),
            models.CheckConstraint(condition=Q(why__in=WHY), name="tracestep_why"),
            models.CheckConstraint(condition=Q(said=None) | Q(said__in=SAID), name="tracestep_said"),
            models.CheckConstraint(
                condition=Q(side=SEIZER, request__isnull=False) | Q(side=ASKED, request=None),
                name="tracestep_side",
            ),
        ]

    def __str__(self) -> str:
        return f"trace step {self.id}"

    @property
    def number(self) -> str:
        return short(self.thread)

    @property
    def standing(self) -> rules.State:
        return rules.State(self.state)

    @property
    def clock(self) -> rules.Clock:
        return rules.Clock(self.sent_at, self.due_at - self.sent_at, self.reminded)

    def stand(self, state: rules.State) -> None:
        """Put it into a state and set its clock; saving is the action's."""
        self.state = int(state)
        self.lapses_at = self.clock.next_at(state)

    @property
    def asked(self) -> Asked:
        """What a proposal looks at."""
        said = Said(self.said) if self.said is not None else None
        return Asked(self.country, self.standing, said, self.country_to)

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[TraceStep]":
        """One's own bureau's copies, of either side."""
        return cls._default_manager.filter(bureau=actor.bureau)


class HolderKey(models.Model):
    """The key under which the name of a private holder lies sealed. When its day comes the row goes, and with it the
    name, wherever the sealed words were copied. wrapped: for the seizing bureau's own key pair.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    wrapped = models.BinaryField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="holderkey_ends")]

    def __str__(self) -> str:
        return f"holder key {self.id}"


def in_order(steps: "models.QuerySet[TraceStep]") -> list[TraceStep]:
    """Answered steps by the time of their answer, then the others by the time of their sending."""

    def place(step: TraceStep) -> tuple[bool, datetime]:
        return step.answered_at is None, step.answered_at or step.sent_at

    return sorted(steps, key=place)


def kept_from(day: date) -> date:
    """Until when what begins on this day is kept. Source: RPD Art. 49, as for firearms."""
    return day + rules.KEPT
