"""The table of cards: persons often mistaken for a record, kept at their own wish (docs/decisions/0024)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.records.comparing import Result, compare

# How long one consent holds at most; then the person signs anew, or the card goes.
CONSENT_HOLDS = timedelta(days=365)
# A consent is written for this card: an old paper is none.
CONSENT_WITHIN = timedelta(days=30)
LONGEST_NAME, LONGEST_NUMBER, LONGEST_PAPER = 200, 40, 120
MOST_CARDS = 200
# What stands under every photograph of a card; its pages say it in the reader's language.
PORTRAIT = "Portrait"


class Card(models.Model):
    """A person who is not the one of a record, and asked to be known as that. Kept apart: no index holds it.

    bureau: that keeps it. hit: by which the record mistook the person. consented_on: the day of the written consent;
    consent: where the bureau keeps the paper. kept_until: the last day, UTC. The photograph hangs on it (records).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    hit = models.ForeignKey("queries.Hit", models.SET_NULL, null=True, related_name="cards")
    database = models.SmallIntegerField()
    record = models.UUIDField()
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    born = models.DateField(_("birth date"))
    issuer = models.CharField(_("issuer"), max_length=3)
    kind = models.CharField(_("kind"), max_length=40)
    number = models.CharField(_("number"), max_length=LONGEST_NUMBER)
    consented_on = models.DateField(_("day of the consent"))
    consent = models.CharField(_("where the consent is kept"), max_length=LONGEST_PAPER)
    kept_until = models.DateField(_("kept until"))
    made_at = models.DateTimeField()
    function = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["record", "database"], name="card_record"),
            models.Index(fields=["bureau", "-id"], name="card_bureau"),
            models.Index(fields=["kept_until"], name="card_kept_until"),
        ]

    def __str__(self) -> str:
        return f"card {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Card]":
        """The cards one's own bureau keeps. Others are shown only beside a hit that they fit (mistaken.py)."""
        return cls._default_manager.filter(bureau=actor.bureau)

    @property
    def facts(self) -> dict[str, tuple[str, ...]]:
        """What it says, as facts of a comparison."""
        return {
            "name": (self.name,),
            "born": (self.born.isoformat(),),
            "issuer": (self.issuer,),
            "kind": (self.kind,),
            "number": (self.number,),
        }


def fits(asked: Mapping[str, str], recorded: Mapping[str, tuple[str, ...]]) -> bool:
    """Is what was asked this person, or this person's document? Pure.

    By the document: the number is equal and nothing of issuer and kind differs. By the person: name and birth date are
    equal, or the birth date was not asked or not in full.
    """
    rows = {row.fact: row for row in compare(asked, recorded)}
    results = {fact: row.result for fact, row in rows.items()}
    if results.get("number") is Result.EQUAL:
        return Result.DIFFERS not in (results.get("issuer"), results.get("kind"))
    if results.get("name") is not Result.EQUAL:
        return False
    # A slip of the pen in a birth date is another person's here: a card speaks for one alone.
    return "born" not in rows or (results["born"] is not Result.DIFFERS and not rows["born"].slip)


def last_day(consented_on: date) -> date:
    """The last day for which a consent of this day is enough."""
    return consented_on + CONSENT_HOLDS


def of_records(records: Iterable[UUID], *, today: date) -> "models.QuerySet[Card]":
    """The cards about these records that hold today, newest first."""
    return Card._default_manager.filter(record__in=set(records), kept_until__gte=today).order_by("-id")
