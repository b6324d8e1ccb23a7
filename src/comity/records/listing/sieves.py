"""What a list is narrowed to: the filters of an address, what they mean, and how they are written back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, JSONField, OuterRef, Q, QuerySet
from django.utils import timezone as clock
from django.utils.functional import Promise

from comity.gate.actor import Actor
from comity.kit.errors import Invalid
from comity.matching.folding import folded, normalised
from comity.matching.keys import KeyKind
from comity.matching.names.exact import normalised_name
from comity.records.attached.attachments import Attachment
from comity.records.codes import Issuer
from comity.records.envelope import ENVELOPE
from comity.records.life.states import ENDED
from comity.records.models import SearchKey
from comity.records.record import Record
from comity.records.rules import EXTENDABLE_DAYS, Marking, Status
from comity.records.values import Choice, Day, Line, Paragraph, slug

R = TypeVar("R", bound=Record)
LONGEST_WORDS = 100
STATES = {slug(status): status for status in Status}
MARKING_SLUGS = {slug(marking): marking for marking in Marking}
YES, NO = "yes", "no"
# The names of the filters that every list has.
COMMON = (
    "q",
    "state",
    "since",
    "changed_since",
    "kept_before",
    "near_review",
    "unit",
    "marking",
    "pictures",
    "missing",
)
# Of the envelope: what every record should say of itself (practice 23).
WANTED = ("legal_basis", "source")


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a list is narrowed to. words: a number, a name or the owner's own number; chosen: field to slug.

    since, changed_since: recorded, changed on that day (UTC) or later. kept_before: ends before that day.
    near_review: ends within the six months in which it may be extended. unit: that recorded it.
    missing: a wanted field that is empty. Both of these leave out what has ended: nobody extends or mends it.
    """

    words: str = ""
    status: Status | None = None
    since: date | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    changed_since: date | None = None
    kept_before: date | None = None
    near_review: bool = False
    unit: UUID | None = None
    marking: Marking | None = None
    pictures: bool | None = None
    missing: str = ""

    def address(self) -> dict[str, str]:
        """The filters by their names in an address, only those that are set: `sieve_of` reads them back."""
        told = {
            "q": self.words,
            **{name_of(column): value for column, value in self.chosen.items()},
            "state": slug(self.status) if self.status is not None else "",
            "since": _written(self.since),
            "changed_since": _written(self.changed_since),
            "kept_before": _written(self.kept_before),
            "near_review": YES if self.near_review else "",
            "unit": str(self.unit or ""),
            "marking": slug(self.marking) if self.marking is not None else "",
            "pictures": "" if self.pictures is None else YES if self.pictures else NO,
            "missing": self.missing,
        }
        return {name: value for name, value in told.items() if value}


def filters(database: type[Record]) -> dict[str, Choice | Issuer]:
    """The fields a list can be narrowed by: the closed sets among its columns; of a library the issuers too."""
    declared = {each.name: each.value for each in database.declared()}
    kinds = (Choice, Issuer) if database.reference else (Choice,)
    return {name: value for name in database.columns if isinstance(value := declared[name], kinds)}


def name_of(column: str) -> str:
    """How the filter of a column is called in an address: a column may be called as a filter that every list has."""
    return f"field_{column}" if column in COMMON else column


def sieve_of(database: type[Record], asked: Mapping[str, str]) -> Sieve:
    """The sieve of an address. What fits nothing is left out: an old link must still open."""
    sets = filters(database)
    return Sieve(
        words=(asked.get("q") or "").strip()[:LONGEST_WORDS],
        status=STATES.get(asked.get("state") or ""),
        since=_day(asked.get("since")),
        chosen={
            name: value for name in sets if (value := _known(sets[name], asked.get(name_of(name)) or ""))
        },
        changed_since=_day(asked.get("changed_since")),
        kept_before=_day(asked.get("kept_before")),
        near_review=asked.get("near_review") == YES,
        unit=_unit(asked.get("unit")),
        marking=MARKING_SLUGS.get(asked.get("marking") or ""),
        pictures={YES: True, NO: False}.get(asked.get("pictures") or ""),
        missing=missing if (missing := asked.get("missing") or "") in wanted(database) else "",
    )


def is_near_review(today: date) -> Q:
    """Ends within the time in which it may be extended (records.rules.extends_from)."""
    return Q(kept_until__range=(today, today + timedelta(days=EXTENDABLE_DAYS)))


def wanted(database: type[Record]) -> dict[str, tuple[str | Promise, Q]]:
    """The fields that a good record of this database has and need not have: label, and when one is empty."""
    labels = {each.name: each.label for each in (*database.declared(), *ENVELOPE)}
    return {name: (labels[name], _empty(database, name)) for name in (*database.wanted, *WANTED)}


def _empty(database: type[Record], name: str) -> Q:
    field = database._meta.get_field(name)
    if isinstance(field, JSONField):
        return Q(**{name: []})
    return Q(**{f"{name}__isnull": True}) if field.null else Q(**{name: ""})


def narrowed(rows: QuerySet[R], database: type[R], sieve: Sieve, by: Actor) -> QuerySet[R]:
    """Those of the rows, which the reader may see, that fit the sieve."""
    exactly = {"status": sieve.status, "marking": sieve.marking, "unit": sieve.unit}
    rows = rows.filter(**{name: value for name, value in exactly.items() if value is not None})
    if sieve.since is not None:
        rows = rows.filter(recorded_at__gte=_begin(sieve.since))
    if sieve.changed_since is not None:
        rows = rows.filter(changed_at__gte=_begin(sieve.changed_since))
    if sieve.kept_before is not None:
        rows = rows.filter(kept_until__lt=sieve.kept_before)
    if sieve.near_review:
        rows = rows.filter(is_near_review(clock.now().date())).exclude(status__in=ENDED)
    if sieve.missing:
        rows = rows.filter(wanted(database)[sieve.missing][1]).exclude(status__in=ENDED)
    if sieve.pictures is not None:
        shown = Exists(
            Attachment._default_manager.filter(record=OuterRef("pk"), database=database.code, hit=None)
        )
        rows = rows.filter(shown if sieve.pictures else ~shown)
    for name, chosen in sieve.chosen.items():
        rows = rows.filter(**{name: filters(database)[name].store(chosen)})
    return rows.filter(_found_by(database, sieve.words, by)) if sieve.words else rows


def _found_by(database: type[Record], words: str, by: Actor) -> Q:
    """By the beginning of a number or name as keys spell it, or by the owner's own number; a library by its texts.

    The keys of a library may be anybody's: the rows that they narrow are already only those the reader may see.
    """
    number, name = folded(normalised(words)), normalised_name(words)
    beginnings = Q(source_reference=words.replace("\0", ""))
    for beginning, is_name in ((number, False), (name, True)):
        if beginning:
            mine = SearchKey.objects.filter(database=database.code)
            mine = mine if database.reference else mine.filter(owner=by.bureau)
            mine = mine.filter(value__gte=beginning, value__lt=beginning + "\U0010ffff")
            kinds = {KeyKind.NAME} if is_name else set(KeyKind) - {KeyKind.NAME}
            beginnings |= Q(id__in=mine.filter(kind__in=[int(kind) for kind in kinds]).values("record"))
    for each in database.declared() if database.reference else ():
        if isinstance(each.value, Line | Paragraph):
            beginnings |= Q(**{f"{each.name}__icontains": words.replace("\0", "")})
    return beginnings


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.utc)


def _written(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _day(asked: str | None) -> date | None:
    try:
        return Day().store(Day().clean(asked or "", ""))
    except Invalid:
        return None


def _unit(asked: str | None) -> UUID | None:
    try:
        return UUID(asked) if asked else None
    except ValueError:
        return None


def _known(kind: Choice | Issuer, asked: str) -> str:
    """A value of a filter as records hold it; "" for none."""
    try:
        return kind.clean(asked, "") if asked else ""
    except Invalid:
        return ""
