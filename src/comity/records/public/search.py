"""What anybody may look for, without an account: records that their owners let the public find, and certificates.

Such a record is closed to nobody at all: a reader who is kept from it as a bureau must not find it as a passer-by.
Source: practice 20 (public search of works of art) and 6 (public extracts may be listed).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.locks import Handle, Locked, count_failure, is_locked
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import SystemActor, clock_of
from comity.kit.errors import NotFound, TooMany, invalid
from comity.kit.text import clean_line
from comity.matching.descriptions import (
    Dimension,
    description_probes,
    read_measure,
)
from comity.matching.inventories import inventory_probes
from comity.matching.keys import SEPARATOR, Probe
from comity.records.attached.attachments import Attachment, of_record
from comity.records.attached.links import Shot, public_link
from comity.records.models import OwnerRule, SearchKey
from comity.records.record import Record
from comity.records.registry import by_code, databases
from comity.records.rules import ANSWERING, Marking
from comity.records.values import Choice
from comity.records.ways import described

R = TypeVar("R", bound=Record)
MOST_SHOWN = 50
# On a certificate: its address holds them, and people type and print addresses.
MOST_NAMED = 10
LONGEST_ABOUT = 200
# Days after which a certificate says itself that it is old; it stays true of its moment.
FRESH_DAYS = 30
_SALT = "comity.records.public.search"
_AFTER = "}"  # the next character after the separator of keys
RIGHTS = ("records.search_public", "records.read_public", "records.certify_search")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. measures: by dimension, with their unit. number: an inventory number."""

    words: str = ""
    kind: str = ""
    number: str = ""
    measures: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.words.strip() or self.kind or self.number.strip() or any(self.measures.values()))


@dataclass(frozen=True, slots=True)
class Seen:
    """What a public search found, the best first. count: how many fit, at most MOST_SHOWN + 1. of: of how many."""

    records: Sequence[Record]
    count: int
    of: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """That somebody looked.

    found: ids of the likeliest; count: how many looked like it, of how many. number: to name it aloud. about: the
    searcher's words.
    """

    database: str
    at: datetime
    wanted: Wanted
    found: tuple[UUID, ...]
    count: int
    of: int
    number: str
    about: str = ""

    def is_old(self, now: datetime) -> bool:
        return (now - self.at).days >= FRESH_DAYS


def anybody() -> SystemActor:
    """Who looks without an account, at the centre, which keeps the extract. Raises: NotFound without a centre."""
    centre = Bureau._default_manager.filter(kind=int(BureauKind.CENTRE)).order_by("code").first()
    if centre is None:
        raise NotFound()
    return clock_of(centre.code, *RIGHTS)


def bureau_of(code: str) -> Bureau:
    """The bureau of this code: the directory is public."""
    return Bureau._default_manager.get(pk=code)


def public_databases() -> list[type[Record]]:
    """Those whose owners may let the public find something."""
    return [each for each in databases() if each.public_by]


def extract(database: type[R], *, today: date) -> QuerySet[R]:
    """All that the public may find. today: UTC."""
    if not database.public_by:
        return database._default_manager.none()
    return closed_to_nobody(database, today=today).filter(**{database.public_by: True})


def closed_to_nobody(database: type[R], *, today: date) -> QuerySet[R]:
    """What answers every bureau alike. today: UTC."""
    rules = OwnerRule._default_manager.filter(
        Q(until=None) | Q(until__gte=today), Q(database=None) | Q(database=database.code)
    )
    return database._default_manager.filter(
        status__in=[int(status) for status in ANSWERING],
        restriction__isnull=True,
        marking=int(Marking.OFFICIAL_USE),
        kept_until__gte=today,
    ).exclude(owner__in=rules.values("owner"))


def count_look(address: str) -> None:
    """Count one look from a network address. Raises: TooMany; nobody copies the extract by a script in an hour."""
    handle, now = Handle(Locked.PUBLIC, address), timezone.now()
    if is_locked(handle, now=now) or count_failure(handle, now=now):
        raise TooMany(_("Too many searches from your network. Try again in a quarter of an hour."))


@action("records.search_public")
def search(act: ActDraft, database: type[R], wanted: Wanted, *, by: Actor) -> Seen:  # noqa: ARG001
    """Look through the extract. The act holds no words: nobody asked who searches, or what for. Raises: Invalid."""
    now = timezone.now()
    rows = extract(database, today=now.date())
    of = rows.count()
    found = _fitting(rows, database, wanted)
    act.databases, act.count = (database.code,), min(len(found), MOST_SHOWN)
    return Seen(found[:MOST_SHOWN], len(found), of, now)


@action("records.read_public")
def read(act: ActDraft, database: type[R], record_id: UUID, *, by: Actor) -> R:  # noqa: ARG001
    """One entry of the extract. Raises: NotFound for all others, whether they exist or not."""
    found = extract(database, today=timezone.now().date()).filter(pk=record_id).first()
    if found is None:
        raise NotFound()
    act.count = 1
    act.touches(database=database.code, record=found.id, version=found.version)
    return found


@action("records.certify_search")
def certify(act: ActDraft, database: type[R], wanted: Wanted, about: str, *, by: Actor) -> str:
    """Search once more and say so in writing: the signed text of a certificate. Nothing of it is stored.

    about: the searcher's own words, such as a lot number. Raises: Invalid for an empty search.
    """
    if wanted.is_empty:
        raise invalid(
            "words", "required", _("Describe the object first: a certificate says what was looked for.")
        )
    line = clean_line(about[: LONGEST_ABOUT + 1], field="about", longest=LONGEST_ABOUT)
    seen = search(database, wanted, by=by)
    act.databases, act.count, act.about = (database.code,), seen.count, f"certificate:{database.slug}"
    told = {
        "d": database.slug,
        "t": seen.at.isoformat(timespec="seconds"),
        "w": [wanted.words, wanted.kind, wanted.number, {k: v for k, v in wanted.measures.items() if v}],
        "f": [record.id.hex for record in seen.records[:MOST_NAMED]],
        "n": seen.count,
        "of": seen.of,
        "a": line,
    }
    return signing.dumps(told, salt=_SALT, compress=True)


def read_certificate(text: str) -> Certificate:
    """What a signed text says. Raises: NotFound for one that this node did not sign, or that was changed."""
    try:
        told = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        raise NotFound() from None
    words, kind, number, measures = told["w"]
    return Certificate(
        database=told["d"],
        at=datetime.fromisoformat(told["t"]),
        wanted=Wanted(words, kind, number, measures),
        found=tuple(UUID(hex=each) for each in told["f"]),
        count=told["n"],
        of=told["of"],
        number=sha256(text.encode()).hexdigest()[:12].upper(),
        about=told["a"],
    )


def _fitting(rows: QuerySet[R], database: type[R], wanted: Wanted) -> list[R]:
    """One more than is shown: that there are more."""
    way = described(database.keys)
    if way is not None and wanted.kind:
        kinds = next(each.value for each in database.declared() if each.name == way.among)
        if not isinstance(kinds, Choice) or wanted.kind not in kinds.numbers:
            raise invalid("kind", "not-in-list", _("Choose one of the listed values."))
        rows = rows.filter(**{way.among: kinds.store(wanted.kind)})
    if wanted.number.strip():
        rows = rows.filter(pk__in=_keys(database, inventory_probes(wanted.number)).values("record"))
    probes = _clues(wanted)
    if not probes:
        return list(rows.order_by("-id")[: MOST_SHOWN + 1])
    clues: dict[UUID, set[str]] = {}
    asked = {probe.value: probe.exact for probe in probes}
    for record, value in (
        _keys(database, probes).filter(record__in=rows.values("pk")).values_list("record", "value")
    ):
        clues.setdefault(record, set()).add(asked[value.partition(SEPARATOR)[0] + SEPARATOR])
    needed = len(set(asked.values())) // 2 + 1
    likely = sorted(
        (each for each, agree in clues.items() if len(agree) >= needed), key=lambda each: -len(clues[each])
    )
    by_id = rows.in_bulk(likely[: MOST_SHOWN + 1])
    return [by_id[each] for each in likely[: MOST_SHOWN + 1] if each in by_id]


def _clues(wanted: Wanted) -> tuple[Probe, ...]:
    """One word is enough here: what the public may find, it may list."""
    measures = [
        read_measure(text, field=name, dimension=Dimension(name))
        for name, text in wanted.measures.items()
        if text.strip()
    ]
    return description_probes(wanted.words, measures, least=0)


def _keys(database: type[Record], probes: Iterable[Probe]) -> QuerySet[SearchKey]:
    """Keys that begin as these questions do, of whichever scheme: they lead to records that are looked at anew."""
    found = Q(pk__in=())
    for probe in probes:
        found |= Q(kind=int(probe.kind), value__gte=probe.value, value__lt=probe.value[:-1] + _AFTER)
    return SearchKey._default_manager.filter(found, database=database.code)


def pictures_of(record: Record) -> list[Shot]:
    """The pictures of an entry that was just read, with addresses for anybody."""
    return [Shot(each, public_link(each.id, small=True)) for each in of_record(record.code, record.id)]


def shown_publicly(attachment: UUID) -> Attachment:
    """A picture on a record that anybody may see, asked anew each time. Raises: NotFound."""
    found = Attachment._default_manager.filter(pk=attachment, hit=None, card=None, notice=None).first()
    if found is not None:
        database = by_code(found.database)
        if extract(database, today=timezone.now().date()).filter(pk=found.record).exists():
            return found
    raise NotFound()
