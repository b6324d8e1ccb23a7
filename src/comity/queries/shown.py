"""An answer as the page shows it: cards for what was found, one row for every other database.

The sentences are the answer's own, so that page, API and command say the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.matching.subjects import Subject, document_alone
from comity.queries.answers import Answer, DatabaseAnswer, SubjectAnswer
from comity.queries.found import Found
from comity.queries.lines import Lines, line_for, lines_of
from comity.queries.reading import (
    KIND_WORDS,
    Zone,
    compared_kinds,
    number_of,
    words_of,
    zone_of,
)
from comity.queries.rules import Outcome
from comity.records.record import Record
from comity.records.registry import by_slug
from comity.records.values import Choice
from comity.web.marked import differences, drawn

FOUND = (Outcome.HIT, Outcome.CANDIDATE, Outcome.ADVICE)


@dataclass(frozen=True, slots=True)
class Card:
    """One record found. typed, on_record: the number as asked and as recorded, where the two differ.

    line: what the asker's own bureau says to such an answer.
    """

    found: Found
    database: str | Promise
    recorded_on: date
    values: list[tuple[str | Promise, object]]
    typed: str
    on_record: SafeString
    line: str


@dataclass(frozen=True, slots=True)
class Row:
    """A database without a find. compared: the kinds of identifier it was asked by."""

    outcome: Outcome
    word: str | Promise
    database: str | Promise
    compared: list[str | Promise]
    remark: str


@dataclass(frozen=True, slots=True)
class Fold:
    """Databases that found nothing and say nothing more, in one line."""

    outcome: Outcome
    word: str | Promise
    databases: list[str | Promise]


@dataclass(frozen=True, slots=True)
class Section:
    """What all databases say about one subject. rows: those without a find that say something; folds: the others.

    notes: on how the subject was read.
    folded: cards of which the asker's bureau has "not the same"; they stand below, closed, and count all the same.
    """

    words: str
    outcome: Outcome
    problem: str
    cards: list[Card]
    folded: list[Card]
    rows: list[Row]
    folds: list[Fold]
    zone: Zone | None
    notes: list[str]

    @property
    def remarks(self) -> bool:
        """Is there a remark in any row?"""
        return any(row.remark for row in self.rows)


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole answer. quiet: databases that compared something and found nothing, of `compared`."""

    answer: Answer
    sections: list[Section]
    hits: int
    candidates: int
    advice: int
    quiet: int
    compared: int


def shown(answer: Answer, subjects: list[Subject], by: Actor) -> Shown:
    """The answer for the page. subjects: as they were read, in the order of the question."""
    lines = lines_of(by)
    may_name = bool(by.may("queries.ask_person", now=timezone.now()))
    asked = [each if may_name else document_alone(each) for each in subjects]
    sections = [_section(each, asked[each.place], lines) for each in answer.subjects]
    cards = [card for section in sections for card in (*section.cards, *section.folded)]
    told: list[Row | Fold] = [row for section in sections for row in section.rows]
    told += [fold for section in sections for fold in section.folds]
    return Shown(
        answer=answer,
        sections=sections,
        hits=sum(card.found.outcome is Outcome.HIT for card in cards),
        candidates=sum(card.found.outcome is Outcome.CANDIDATE for card in cards),
        advice=sum(card.found.outcome is Outcome.ADVICE for card in cards),
        quiet=sum(_count(row) for row in told if row.outcome is Outcome.NO_HIT and not row.word),
        compared=sum(one.compared for subject in answer.subjects for one in subject.answers),
    )


def _section(told: SubjectAnswer, subject: Subject, lines: Lines) -> Section:
    kinds, number, zone = compared_kinds(subject), number_of(subject), zone_of(subject)
    found = [each for one in told.answers for each in one.found]
    rows = [_row(one, kinds) for one in told.answers if not one.found]
    found.sort(key=lambda each: FOUND.index(each.outcome))
    return Section(
        words=words_of(subject),
        outcome=told.outcome,
        problem=told.problem,
        cards=[_card(each, number, lines) for each in found if each.examined is None],
        folded=[_card(each, number, lines) for each in found if each.examined is not None],
        rows=[row for row in rows if not _says_nothing(row)],
        folds=list(_folds(row for row in rows if _says_nothing(row))),
        zone=zone,
        notes=[each for each in told.notes if zone is None or each not in map(str, zone.wrong)],
    )


def _says_nothing(row: Row) -> bool:
    return row.outcome is Outcome.NO_HIT and not row.remark


def _folds(rows: Iterable[Row]) -> Iterator[Fold]:
    """One line for those that compared, one for those that had nothing to compare."""
    folds: dict[bool, Fold] = {}
    for row in rows:
        fold = folds.setdefault(bool(row.word), Fold(row.outcome, row.word, []))
        fold.databases.append(row.database)
    yield from (folds[idle] for idle in (False, True) if idle in folds)


def _count(row: Row | Fold) -> int:
    return len(row.databases) if isinstance(row, Fold) else 1


def _card(found: Found, asked: str, lines: Lines) -> Card:
    database = by_slug(found.database)
    recorded = found.repair
    differs = bool(asked and recorded and asked != recorded)
    return Card(
        found=found,
        database=database.label,
        recorded_on=date.fromisoformat(found.recorded_on),
        values=list(values_of(database, found.values)),
        typed=asked if differs else "",
        on_record=drawn(differences(asked, recorded)) if differs else SafeString(),
        line=line_for(lines, database.code, found.outcome),
    )


def _row(told: DatabaseAnswer, kinds: frozenset[int]) -> Row:
    database = by_slug(told.database)
    said = told.reason or ("" if told.outcome is Outcome.NO_HIT else told.instruction)
    idle = told.outcome is Outcome.NO_HIT and not told.compared
    return Row(
        outcome=told.outcome,
        word=_("Nothing to compare") if idle else "",
        database=database.label,
        compared=[KIND_WORDS[kind] for kind in sorted(kinds & database.key_kinds())],
        remark=" ".join(filter(None, [said, told.line])),
    )


def values_of(database: type[Record], values: dict[str, Any]) -> Iterator[tuple[str | Promise, object]]:
    """Labels and values of the columns the asker may see, in the declaration's order, closed sets in words."""
    declared = {each.name: each for each in database.declared()}
    for name, value in values.items():
        yield declared[name].label, _words(declared[name].value, value)


def _words(kind: object, value: Any) -> object:
    if isinstance(kind, Choice):
        return dict(kind.choices()).get(value, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_part(each) for each in value)
    return value


def _part(value: Any) -> str:
    """One line for a repeated part: its first value, which is what it is about."""
    return str(next(iter(value.values()), "")) if isinstance(value, dict) else str(value)
