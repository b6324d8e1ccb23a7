"""An answer about a person with each record found side by side with the question, the likeliest first. Reads only.

It shows what the page of the hit would show, and no more: nothing of a record of which this reader learns only that it
is there, and pictures only to whoever may read the whole record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from uuid import UUID

from django.utils import timezone

from comity.gate.actor import Actor
from comity.matching.subjects import Subject
from comity.queries.answers import Answer
from comity.queries.beside import is_hidden
from comity.queries.reasons import Why
from comity.queries.shown import Card, Section, Shown, shown, values_of
from comity.records.attached.attachments import of_record
from comity.records.attached.links import Shot, shots
from comity.records.compared import Line, lines_of, tally
from comity.records.comparing import IN_PARTS, Row, compare, facts_of, recorded_facts
from comity.records.document import body_of
from comity.records.record import Record
from comity.records.registry import by_slug
from comity.records.shown_to import shown_to

# Of a subject so many stand open; the others are one press away.
MOST_OPEN = 3
# What tells one person from another, asked or not.
TELLING = frozenset({"name", "born", "nationality", "sex"})
# Fields whose values stand in the comparison.
_COMPARED = TELLING | {field for field, _piece in IN_PARTS.values()}


@dataclass(frozen=True, slots=True)
class Beside(Card):
    """A record found, side by side with what was asked. lines: none where this reader may not compare.

    letters: the reasons with aligned letters. shot: the first picture of the record.
    """

    lines: list[Line]
    tally: str
    letters: list[Why]
    shot: Shot | None
    is_open: bool


def side_by_side(answer: Answer, subjects: list[Subject], by: Actor) -> Shown:
    """The answer for the page of a person. subjects: as they were read, in the order of the question."""
    told = shown(answer, subjects, by)
    sections = [
        _section(section, subjects[each.place], by)
        for section, each in zip(told.sections, answer.subjects, strict=True)
    ]
    return replace(told, sections=sections)


def _section(section: Section, subject: Subject, by: Actor) -> Section:
    records, asked = _records([*section.cards, *section.folded], by), facts_of(subject)
    return replace(
        section,
        cards=[
            _beside(card, asked, records, by, is_open=place < MOST_OPEN)
            for place, card in enumerate(section.cards)
        ],
        folded=[_beside(card, asked, records, by, is_open=True) for card in section.folded],
    )


def _records(cards: Iterable[Card], by: Actor) -> Mapping[UUID, Record]:
    """The records as this reader may see them now, by id. One that changed since it was found is left out."""
    today, found = timezone.now().date(), list(cards)
    seen = {card.found.record: card.found.version for card in found}
    rows: dict[UUID, Record] = {}
    for slug in {card.found.database for card in found}:
        rows |= {each.id: each for each in shown_to(by, by_slug(slug), list(seen), today=today)}
    return {
        each.id: each for each in rows.values() if each.version == seen[each.id] and not is_hidden(each, by)
    }


def _beside(
    card: Card, asked: Mapping[str, str], records: Mapping[UUID, Record], by: Actor, *, is_open: bool
) -> Beside:
    record = records.get(card.found.record)
    whole = record is not None and record.read_whole_by(by, record.owner)
    rows = _rows(asked, record, whole) if record is not None else []
    likeness = card.found.likeness
    own = {each.name: getattr(card, each.name) for each in fields(card)}
    more = {name: value for name, value in card.found.values.items() if name not in _COMPARED}
    own["values"] = list(values_of(by_slug(card.found.database), more))
    return Beside(
        **own,
        lines=lines_of(rows, record),
        tally=tally(rows) if rows else "",
        letters=[why for why in likeness.reasons if why.letters] if likeness is not None else [],
        shot=_shot(record, by) if record is not None and whole else None,
        is_open=is_open,
    )


def _rows(asked: Mapping[str, str], record: Record, whole: bool) -> list[Row]:
    """What was asked, and to whoever reads the whole record what tells people apart."""
    rows = compare(asked, recorded_facts(body_of(record), record.keys))
    return [row for row in rows if row.asked or (whole and row.fact in TELLING)]


def _shot(record: Record, by: Actor) -> Shot | None:
    """The first picture. The address it stands at asks again who may see it."""
    return next(iter(shots(of_record(record.code, record.id)[:1], by)), None)
