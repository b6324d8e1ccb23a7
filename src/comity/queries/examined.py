"""What was said before about the pair of a question and a record. Reads only; asked only where something was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.gate.actor import Actor
from comity.kit.statements import fetch
from comity.matching.keys import Grade
from comity.matching.subjects import Subject, TextSubject, what
from comity.queries.cards import Card
from comity.queries.judging import Judged, may_be_known
from comity.queries.mistaken import cards_beside
from comity.queries.models import Hit
from comity.queries.telling import Telling
from comity.queries.verdicts import Verdict
from comity.queries.words import lasting_tag_of
from comity.records.record import Record
from comity.records.watching.misled import lowered

# Of one question. One that is passed over leaves a hit unfolded: the safe side.
MOST_READ = 1_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A hit with the record it found, as its asker may see it, and the text of the subject that found it."""

    hit: Hit
    record: Record
    text: str


@dataclass(frozen=True, slots=True)
class Before:
    """What stands beside a hit. on: the day of the bureau's own "not the same". by_owner: it is the owner's word.

    opinion: another bureau said "not the same" of the same pair. misled: the record gives candidates only.
    cards: ids of those that say of what was asked that it is often mistaken for the record.
    """

    on: date | None = None
    by_owner: bool = False
    opinion: bool = False
    misled: bool = False
    cards: tuple[UUID, ...] = ()


NOTHING = Before()
# Is anything said of these records that this bureau may be told? Nearly always there is not, and two reads are saved.
# $1: the records, $2: those of other owners, who alone are shown another bureau's card, $3: the bureau, $4: its tags.
_STANDS = (
    f"SELECT EXISTS (SELECT FROM {Verdict._meta.db_table} WHERE record = ANY($1) AND until >= $5"  # noqa: S608  # ours
    " AND (bureau = $3 AND tag = ANY($4) OR bureau <> $3 AND shared)),"
    f" EXISTS (SELECT FROM {Card._meta.db_table} WHERE record = ANY($1) AND kept_until >= $5"
    " AND (bureau = $3 OR record = ANY($2)))"
).encode()


def texts_of(subject: Subject) -> list[str]:
    """The subject as it may have been meant: a text that can be read in several ways is each of them."""
    readings: Sequence[Subject] = subject.readings if isinstance(subject, TextSubject) else ()
    return [what(reading) for reading in readings] or [what(subject)]


def before_hit(hit: Hit, subject: Subject | None, record: Record | None, by: Actor, *, today: date) -> Before:
    """The same for the page of a hit, whose own verdict is not among it. subject: as it was asked."""
    texts = texts_of(subject) if subject is not None else []
    text = next((each for each in texts if lasting_tag_of(hit.bureau, each) == bytes(hit.tag)), None)
    if record is None or text is None or hit.bureau != by.bureau:
        return NOTHING
    rows = _verdicts([Pair(hit, record, text)], by, today)
    said = _before(Pair(hit, record, text), [row for row in rows if row.hit_id != hit.id], by)
    cards = cards_beside([(hit, record)], by, today=today).get(hit.id, ())
    return replace(said, cards=tuple(card.id for card in cards))


def before(pairs: Iterable[Pair], by: Actor, *, today: date) -> Mapping[UUID, Before]:
    """By hit: what this asker is told of earlier verdicts on the same subject and the same version of the record.

    today: UTC.
    """
    found = list(pairs)
    said, carded = _stands(found, by, today) if found else (False, False)
    rows = _verdicts(found, by, today) if said else []
    misled = _misled(found)
    beside = [(pair.hit, pair.record) for pair in found] if carded else []
    cards = cards_beside(beside, by, today=today)
    return {
        pair.hit.id: replace(
            _before(pair, rows, by),
            misled=pair.record.id in misled,
            cards=tuple(card.id for card in cards.get(pair.hit.id, ())),
        )
        for pair in found
    }


def _stands(pairs: Sequence[Pair], by: Actor, today: date) -> tuple[bool, bool]:
    """Are there verdicts, are there cards on these records that this asker may be told of?"""
    others = [pair.record.id for pair in pairs if pair.record.owner != by.bureau]
    tags = [bytes(pair.hit.tag) for pair in pairs]
    ((said, carded),) = fetch(_STANDS, [[pair.record.id for pair in pairs], others, by.bureau, tags, today])
    return said, carded


def _misled(pairs: Sequence[Pair]) -> frozenset[UUID]:
    """What gave a hit did not mislead, and is not asked about."""
    records = {pair.record.id: pair.record for pair in pairs if pair.hit.grade == Grade.CANDIDATE}
    codes = {record.code for record in records.values()}
    return frozenset(each for code in codes for each in lowered(code, records.keys()))


def newest(rows: QuerySet[Verdict]) -> list[Verdict]:
    """The newest verdict of each bureau on each subject of a record, newest first."""
    ordered = rows.select_related("hit").order_by("-at", "-id")
    found: dict[tuple[str, int, UUID, bytes], Verdict] = {}
    for row in ordered.defer("hit__asked", "hit__reason_words", "hit__done_note")[:MOST_READ]:
        found.setdefault((row.bureau, row.database, row.record, bytes(row.tag)), row)
    return list(found.values())


def _verdicts(pairs: Sequence[Pair], by: Actor, today: date) -> list[Verdict]:
    """Every "not the same" on these records that this asker may be told of."""
    about = Q(record__in={pair.record.id for pair in pairs}, until__gte=today)
    own = Q(bureau=by.bureau, tag__in={bytes(pair.hit.tag) for pair in pairs})
    others = ~Q(bureau=by.bureau) & Q(shared=True)
    rows = newest(Verdict.objects.filter(about, own | others))
    return [row for row in rows if row.judged == Judged.NOT_THE_SAME]


def _before(pair: Pair, rows: Sequence[Verdict], by: Actor) -> Before:
    mine, opinion = None, False
    for row in rows:
        if (row.database, row.record, row.seen) != (pair.record.code, pair.record.id, pair.record.version):
            continue  # the record has changed since: every verdict on it has lapsed
        if bytes(row.tag) != lasting_tag_of(row.bureau, pair.text):
            continue
        if row.bureau == by.bureau:
            mine = mine or row
        elif is_known(row) and by.bureau != pair.record.owner:
            opinion = True
    if mine is None:
        return Before(opinion=opinion)
    return Before(mine.at.date(), mine.by_owner, opinion)


def is_known(verdict: Verdict) -> bool:
    """May this verdict reach other bureaus now? Its hit may have become one of which nobody is told."""
    hit = verdict.hit
    telling, disclosed = Telling(hit.telling), hit.disclosed_at is not None
    return verdict.shared and may_be_known(telling, silent=hit.silent, disclosed=disclosed)
