"""Lists of passengers and crew: tables. Their words are sealed; a day after arrival only lines with a hit stay."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.queries.manifest import Means
from comity.queries.rules import Outcome

MEANS = [int(each) for each in Means]


class Mark(models.IntegerChoices):
    """What the unit did with a line. Closed set: numbers are never reused."""

    NONE = 0, pgettext_lazy("mark", "not seen")
    SEEN = 1, pgettext_lazy("mark", "seen")
    COMPARED = 2, pgettext_lazy("mark", "compared")
    LET_GO = 3, pgettext_lazy("mark", "let go")


MARK_SLUGS = {mark.name.lower().replace("_", "-"): mark for mark in Mark}
MARKS = [int(mark) for mark in Mark]


class PassengerList(models.Model):
    """The list of one journey: its frame, and whose worklist it is. Times in UTC.

    received: sent by a carrier's token, which learns nothing of it. claimed_until: somebody is asking just now.
    again_at: when the worker asks what was not answered. refused: why it could not ask, for the unit.
    ended_at: only lines that became a hit are left.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    officer = models.UUIDField(null=True)
    token = models.UUIDField(null=True)
    acting = models.CharField(max_length=100, blank=True, default="")
    terminal = models.CharField(max_length=100, blank=True, default="")
    received = models.BooleanField(default=False)
    purpose = models.CharField(max_length=40)
    case = models.CharField(max_length=120, blank=True, default="")
    means = models.SmallIntegerField(_("means of travel"))
    number = models.CharField(_("number"), max_length=60)
    route = models.CharField(_("route"), max_length=60)
    departs_at = models.DateTimeField(_("departure"))
    arrives_at = models.DateTimeField(_("arrival"))
    source = models.CharField(_("source of the list"), max_length=60)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "unit", "-id"], name="passengerlist_unit"),
            models.Index(fields=["ends_at"], condition=Q(ended_at=None), name="passengerlist_end"),
            models.Index(
                fields=["again_at"], condition=Q(again_at__isnull=False), name="passengerlist_again"
            ),
        ]
        constraints = [models.CheckConstraint(condition=Q(means__in=MEANS), name="passengerlist_means")]

    def __str__(self) -> str:
        return f"list {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[PassengerList]":
        """The lists of one's own unit, and nobody else's. Source: practice 17."""
        return cls._default_manager.filter(bureau=actor.bureau, unit=actor.unit)

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.ends_at <= timezone.now()


class PassengerLine(models.Model):
    """One traveller: the sealed entry, and what was answered about it.

    outcome: of queries.rules.Outcome. problem: why it was not asked, or only in part. hits: ids of its hits.
    gone: a corrected list does not name this traveller any more; the line stays because it became a hit.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    passenger_list = models.ForeignKey(PassengerList, models.CASCADE, related_name="lines")
    place = models.IntegerField()
    word_key = models.UUIDField()
    words = models.BinaryField()
    outcome = models.CharField(max_length=20, default=Outcome.NOT_ANSWERED.value)
    problem = models.CharField(max_length=300, blank=True, default="")
    hits = models.JSONField(default=list)
    asked_at = models.DateTimeField(null=True)
    gone = models.BooleanField(default=False)
    mark = models.SmallIntegerField(choices=Mark.choices, default=Mark.NONE)
    marked_at = models.DateTimeField(null=True)
    marked_function = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["passenger_list", "place"], name="passengerline_place")]
        constraints = [models.CheckConstraint(condition=Q(mark__in=MARKS), name="passengerline_mark")]

    def __str__(self) -> str:
        return f"line {self.place} of list {self.passenger_list_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[PassengerLine]":
        """The lines of one's own unit's lists."""
        return cls._default_manager.filter(
            passenger_list__bureau=actor.bureau, passenger_list__unit=actor.unit
        )

    @property
    def mark_label(self) -> str | Promise:
        return Mark(self.mark).label
