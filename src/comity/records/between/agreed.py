"""Tables of what two bureaus agree about records: made on behalf of an owner, and offered by one to another."""

from datetime import datetime
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.records.between.agreements import (
    BEHALF_PILLS,
    BEHALVES,
    LONGEST_FUNCTION,
    LONGEST_REFERENCE,
    LONGEST_WORDS,
    STEP_PILLS,
    STEPS,
    Behalf,
    Step,
)

# The numbers, not the enums: a migration must not change its meaning when an enum grows.
_WAITING, _OFFERED = int(Behalf.WAITING), int(Step.OFFERED)


class OnBehalf(models.Model):
    """That a record was made on behalf of its owner: on whose request, and what the owner said of it.

    owner: whose record it is; maker: the bureau that recorded it. reference, requested_on, asked_by: the request, its
    day (UTC) and the function that asked. marking: the record's when it was made. named: its database is open only to
    units that name it. ends_at: when the owner's days have passed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    owner = models.CharField(max_length=12)
    maker = models.CharField(max_length=12)
    officer = models.UUIDField(null=True)
    function = models.CharField(max_length=LONGEST_FUNCTION, blank=True, default="")
    reference = models.CharField(max_length=LONGEST_REFERENCE)
    requested_on = models.DateField()
    asked_by = models.CharField(max_length=LONGEST_FUNCTION)
    marking = models.SmallIntegerField()
    named = models.BooleanField(default=False)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    step = models.SmallIntegerField(default=_WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_as = models.CharField(max_length=LONGEST_FUNCTION, blank=True, default="")
    reason = models.CharField(max_length=LONGEST_WORDS, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-id"], name="onbehalf_owner"),
            models.Index(fields=["maker", "-id"], name="onbehalf_maker"),
            models.Index(fields=["ends_at"], condition=Q(step=_WAITING), name="onbehalf_clock"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["record", "database"], name="onbehalf_once"),
            models.CheckConstraint(
                condition=Q(step__in=[int(each) for each in Behalf]), name="onbehalf_step"
            ),
        ]

    def __str__(self) -> str:
        return f"on behalf {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[OnBehalf]":
        """The owner's and the maker's, as far as their officer's clearance and unit reach; nobody else's."""
        rows = cls._default_manager.filter(Q(owner=actor.bureau) | Q(maker=actor.bureau))
        rows = rows.filter(marking__lte=actor.clearance)
        if actor.databases is not None:
            return rows.filter(database__in=actor.databases)
        return rows.filter(named=False)

    @property
    def step_label(self) -> str | Promise:
        return BEHALVES[Behalf(self.step)]

    @property
    def step_name(self) -> str:
        """The step as the API spells it."""
        return Behalf(self.step).name.lower()

    @property
    def pill(self) -> str:
        return BEHALF_PILLS[Behalf(self.step)]

    def is_open(self, now: datetime) -> bool:
        """May the owner still say something? At the moment its days end, no."""
        return self.step == _WAITING and now < self.ends_at


class Offer(models.Model):
    """Records that their owner offers to another bureau, which signs too or declines.

    marking: the highest of its records when offered; databases: their codes; named: one of them is open only to units
    that name it. answer: the reason that the giver is told. ends_at: when it lapses.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    giver = models.CharField(max_length=12)
    taker = models.CharField(max_length=12)
    officer = models.UUIDField(null=True)
    function = models.CharField(max_length=LONGEST_FUNCTION, blank=True, default="")
    reason = models.CharField(max_length=LONGEST_WORDS)
    count = models.IntegerField()
    marking = models.SmallIntegerField()
    databases = ArrayField(models.SmallIntegerField())
    named = models.BooleanField(default=False)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    step = models.SmallIntegerField(default=_OFFERED)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_as = models.CharField(max_length=LONGEST_FUNCTION, blank=True, default="")
    answer = models.CharField(max_length=LONGEST_WORDS, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["giver", "-id"], name="offer_giver"),
            models.Index(fields=["taker", "-id"], name="offer_taker"),
            models.Index(fields=["ends_at"], condition=Q(step=_OFFERED), name="offer_clock"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=models.F("taker")), name="offer_to_another"),
            models.CheckConstraint(condition=Q(step__in=[int(each) for each in Step]), name="offer_step"),
        ]

    def __str__(self) -> str:
        return f"offer {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Offer]":
        """Both sides', as far as their officer's clearance and unit reach all of it; nobody else's."""
        rows = cls._default_manager.filter(Q(giver=actor.bureau) | Q(taker=actor.bureau))
        rows = rows.filter(marking__lte=actor.clearance)
        if actor.databases is not None:
            return rows.filter(databases__contained_by=sorted(actor.databases))
        return rows.filter(named=False)

    @property
    def step_label(self) -> str | Promise:
        return STEPS[Step(self.step)]

    @property
    def step_name(self) -> str:
        """The step as the API spells it."""
        return Step(self.step).name.lower().replace("_", "-")

    @property
    def pill(self) -> str:
        return STEP_PILLS[Step(self.step)]

    def is_open(self, now: datetime) -> bool:
        """May it still be answered? At the moment it ends, no."""
        return self.step == _OFFERED and now < self.ends_at


class OfferedRecord(models.Model):
    """One record of an offer, at the version offered. is_open: of an offer without an answer; one at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="records", db_index=True)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    version = models.IntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["record", "database"], name="offeredrecord_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "database"], condition=Q(is_open=True), name="offeredrecord_once"
            )
        ]

    def __str__(self) -> str:
        return f"offered record {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[OfferedRecord]":
        """Of the offers that this actor may see."""
        return cls._default_manager.filter(offer__in=Offer.visible_to(actor))


def forget(database: int, record: UUID) -> None:
    """Delete what two bureaus agreed about a record, inside the verb that deletes it.

    An offer with other records stays without its words: they were about this one too.
    """
    OnBehalf._default_manager.filter(database=database, record=record).delete()
    rows = OfferedRecord._default_manager.filter(database=database, record=record)
    offers = Offer._default_manager.filter(pk__in=list(rows.values_list("offer", flat=True)))
    rows.delete()
    offers.filter(records=None).delete()
    offers.update(reason="", answer="")
