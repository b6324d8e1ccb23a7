"""What a reviewer reads a request beside: earlier requests and notices, and persons on record. Reads only.

Of each what tells people apart, with differences marked. Within the reader's own scope: what is closed to the centre is
not there (practice 10). No owner is asked and none learns of it; the bureau that asks never sees this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from comity.gate.actor import Actor
from comity.kit.errors import NotAnswered
from comity.matching.keys import KeyKind
from comity.matching.names import Person
from comity.notices.databases import NoticeDocument, NoticeRecord
from comity.notices.kinds.kind import Subject
from comity.notices.models import Notice
from comity.notices.path import State
from comity.notices.sounds import sounds_of
from comity.notices.weighing import subject_keys
from comity.records.candidates.alike import like, persons_like, records_with
from comity.records.compared import Line, lines_of, tally
from comity.records.comparing import IN_PARTS, compare_sides, recorded_facts
from comity.records.document import body_of
from comity.records.record import Body, Record
from comity.records.shown import Fact, facts_in
from comity.records.ways import Names, PersonFields

# What tells one person from another, in the order of the table.
FACTS = ("name", "born", "nationality", "sex", "number", "issuer")
_PERSON = Names("names", "born", PersonFields("nationalities", "sex", "birth_places", "documents"))
# Entries of notices stand among the notices themselves.
_COMPARED = frozenset({*FACTS, *(field for field, _piece in IN_PARTS.values())})
_OURS = frozenset({NoticeRecord.code, NoticeDocument.code})
MOST_COMPARED, MOST_SHOWN, MOST_OPEN = 200, 10, 2


@dataclass(frozen=True, slots=True)
class Beside:
    """A notice or a record beside the request. is_same: an exact key is shared. is_open: it stands open on the page."""

    lines: list[Line]
    tally: str
    is_same: bool
    is_open: bool
    notice: Notice | None = None
    record: Record | None = None
    headline: str = ""
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """is_behind: the index of names could not be asked, so nobody knows who else is on record."""

    notices: list[Beside]
    records: list[Beside]
    is_behind: bool = False


def around(row: Notice, *, by: Actor, today: date) -> Around:
    """The earlier ones and the similar ones, the likeliest first. today: UTC."""
    mine = _facts(row.body)
    notices = [
        _beside(mine, _facts(each.body), is_same=same, place=place, notice=each)
        for place, (each, same) in enumerate(_notices(row, by))
    ]
    found, is_behind = _records(row, by, today)
    records = [
        _beside(mine, _facts(body_of(each)), is_same=same, place=place, record=each)
        for place, (each, same) in enumerate(found)
    ]
    return Around(notices, records, is_behind)


def _notices(row: Notice, by: Actor) -> list[tuple[Notice, bool]]:
    """What anybody submitted, whatever became of it: first those that share a key, then similar ones."""
    exact, sounds = [each.value for each in subject_keys(row)], sounds_of(row.body)
    known = [
        row.pk,
        *([row.corrects_id] if row.corrects_id else []),
    ]  # what it corrects is set beside it already
    # A correction that was taken in is the notice that it corrected: that one stands there.
    rows = Notice.visible_to(by).exclude(pk__in=known)
    rows = rows.exclude(state__in=[int(State.DRAFT), int(State.TAKEN_IN)])
    same = list(rows.filter(keys__value__in=exact).distinct().order_by("-id")[:MOST_SHOWN])
    found = [(each, True) for each in same]
    person = _person(row)
    if person is None or not sounds:
        return found
    similar = (
        rows.filter(keys__value__in=sounds)
        .exclude(pk__in=[each.pk for each in same])
        .annotate(shared=Count("keys", filter=Q(keys__value__in=sounds)))
        .order_by("-shared", "-id")[:MOST_COMPARED]
    )
    persons = [(each, one) for each in similar if (one := _person(each)) is not None]
    return [*found, *((each, False) for each, _comparison in like(person, persons))][:MOST_SHOWN]


def _records(row: Notice, by: Actor, today: date) -> tuple[list[tuple[Record, bool]], bool]:
    papers = [each for each in subject_keys(row) if each.kind is KeyKind.DOCUMENT]
    same = records_with(papers, by=by, today=today, without=_OURS)[:MOST_SHOWN] if papers else []
    found, known = [(each, True) for each in same], {each.pk for each in same}
    person = _person(row)
    if person is None:
        return found, False
    try:
        likely = persons_like(person, by=by, today=today, without=_OURS, most=MOST_SHOWN)
    except NotAnswered:
        return found, True
    found += [(each.record, False) for each in likely if each.record.pk not in known]
    return found[:MOST_SHOWN], False


def _person(row: Notice) -> Person | None:
    if row.declaration.subject is not Subject.PERSON or not row.body.get("names") or _PERSON.person is None:
        return None
    return _PERSON.person.of(row.body, _PERSON)


def _facts(body: Body) -> dict[str, tuple[str, ...]]:
    return recorded_facts(body, ())


def _beside(
    mine: Mapping[str, tuple[str, ...]],
    theirs: Mapping[str, tuple[str, ...]],
    *,
    is_same: bool,
    place: int,
    notice: Notice | None = None,
    record: Record | None = None,
) -> Beside:
    rows = compare_sides(mine, theirs, [fact for fact in FACTS if fact in theirs])
    return Beside(
        lines=lines_of(rows, record),
        tally=tally(rows),
        is_same=is_same,
        is_open=place < MOST_OPEN,
        notice=notice,
        record=record,
        headline=record.headline(body_of(record)) if record is not None else "",
        facts=_more(record) if record is not None else (),
    )


def _more(record: Record) -> list[Fact]:
    """What its list shows besides: the status and measure of a person, what happened to a paper."""
    body = body_of(record)
    wanted = [
        each for each in record.declared() if each.name in record.columns and each.name not in _COMPARED
    ]
    return facts_in(wanted, body)
