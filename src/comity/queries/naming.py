"""Persons by names that are written otherwise: proposed by the index, read again, compared, and graded.

The index only proposes ids. Each record is read with the asker's own scope before it is compared, and the hot statement
reads it once more, under the same conditions, while it writes the act: so what is closed is neither shown nor counted.
Source: practice 2, 3 and 10; matching.md 8.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from comity.gate.actor import Actor
from comity.kit.errors import NotAnswered
from comity.matching import names
from comity.matching.keys import Grade, KeyKind, Probe
from comity.matching.names import PersonComparison, PersonTier
from comity.matching.names.index import Mode as Reach
from comity.matching.names.index.entries import Sex
from comity.matching.names.wildcards import WIDE_FROM, compare_filled, spelled_as
from comity.matching.subjects import MrzSubject, PersonSubject, Subject, TextSubject
from comity.records.candidates.alike import recorded_person
from comity.records.candidates.proposing import (
    MOST_PROPOSED,
    NameQuestion,
    how_rare_here,
    propose,
    read_again,
)
from comity.records.record import Record
from comity.records.registry import searched
from comity.records.watching.misled import lowered
from comity.records.ways import one_person

# Of one subject: at most ten possible ones, by evidence; hits are all shown. Source: the product's own rule.
MOST_POSSIBLE = 10


class Compared(NamedTuple):
    """A record that is worth showing, and why."""

    record: UUID
    comparison: PersonComparison
    grade: Grade

    @property
    def probe(self) -> Probe:
        """Asks the hot statement for this record alone."""
        return Probe(KeyKind.NAME, "", "", self.grade, self.grade, record=self.record)


@dataclass(frozen=True, slots=True)
class Named:
    """What comparing names found for one subject. is_behind: the index was not fit to be asked: nobody knows.

    is_cut: of a question that reaches wide, more names fit than were looked at.
    """

    compared: tuple[Compared, ...] = ()
    is_behind: bool = False
    is_cut: bool = False


NOTHING = Named()
# As the index keeps it.
SEXES = {"female": Sex.FEMALE, "male": Sex.MALE}


def persons_in(subject: Subject | None) -> tuple[PersonSubject, ...]:
    """The person asked about, the holder of machine-readable lines, or each reading of a text that is one."""
    if isinstance(subject, PersonSubject):
        return (subject,)
    if isinstance(subject, MrzSubject) and subject.holder is not None:
        return (subject.holder,)
    if isinstance(subject, TextSubject):
        return tuple(each for each in subject.readings if isinstance(each, PersonSubject))
    return ()


def person_of(asked: PersonSubject) -> names.Person:
    """Who is asked about, as matching compares people."""
    return names.Person(
        names=(names.PersonName(asked.name),),
        born=(asked.born,) if asked.born is not None else (),
        nationalities=(asked.nationality,) if asked.nationality else (),
        sex=names.Sex(asked.sex) if asked.sex else None,
    )


def compared_with(asked: Subject | None, record: Record) -> PersonComparison | None:
    """The person asked beside the one recorded; None where either is none."""
    person = recorded_person(record)
    if person is None:
        return None
    found = [one for each in persons_in(asked) for one in compared_people(each, [person]) if one is not None]
    return max(found, key=lambda each: each.bits, default=None)


def compared_people(
    asked: PersonSubject, persons: Sequence[names.Person]
) -> Sequence[PersonComparison | None]:
    """As far as the question reaches: None where a strict one finds another spelling, or no word for a wildcard."""
    rarity = how_rare_here()
    if asked.has_wildcards:
        return [compare_filled(person_of(asked), each, rarity) for each in persons]
    found = names.compare_person_with_all(person_of(asked), persons, rarity=rarity)
    if asked.reach is not Reach.STRICT:
        return found
    return [one if spelled_as(asked.name, each) else None for one, each in zip(found, persons, strict=True)]


def named(subject: Subject | None, *, by: Actor, today: date) -> Named:
    """The records that may be the person asked about, best first. today: UTC."""
    asked = persons_in(subject)
    if not asked:  # nearly always: a document's question does no work for names
        return NOTHING
    databases = frozenset(each.code for each in searched() if one_person(each.keys) is not None)
    if not databases:
        return NOTHING
    found: dict[UUID, Compared] = {}
    is_cut = False
    for each in asked:
        try:
            proposals = propose(_question(each, databases), by=by, today=today)
        except NotAnswered:
            return Named(is_behind=True)
        is_cut |= each.reach is Reach.WIDE and len(proposals.ids) >= MOST_PROPOSED
        for one in _compared(each, read_again(proposals, by=by, today=today), databases):
            if one.record not in found or one.comparison.bits > found[one.record].comparison.bits:
                found[one.record] = one
    return Named(tuple(_shown(found.values())), is_cut=is_cut)


def _question(asked: PersonSubject, databases: frozenset[int]) -> NameQuestion:
    # What a strict question says to the index excludes: spelling and birth year do, all else only counts against.
    ranks = asked.reach is not Reach.STRICT
    return NameQuestion(
        names=(asked.name,),
        born=(asked.born,) if asked.born is not None else (),
        countries=(asked.nationality,) if asked.nationality and ranks else (),
        sex=SEXES.get(asked.sex, Sex.UNKNOWN) if ranks else Sex.UNKNOWN,
        mode=asked.reach,
        databases=databases,
    )


def _compared(
    asked: PersonSubject, records: Sequence[Record], databases: frozenset[int]
) -> Iterable[Compared]:
    line = WIDE_FROM if asked.reach is Reach.WIDE else 0.0
    misled = {
        code: lowered(code, [each.id for each in records if each.code == code]) for code in sorted(databases)
    }
    persons = [person for record in records if (person := recorded_person(record)) is not None]
    for record, comparison in zip(records, compared_people(asked, persons), strict=True):
        if comparison is None:
            continue
        is_hit = comparison.tier is PersonTier.HIT and record.id not in misled[record.code]
        if comparison.tier is not PersonTier.NONE or comparison.bits >= line:
            yield Compared(record.id, comparison, Grade.HIT if is_hit else Grade.CANDIDATE)


def _shown(found: Iterable[Compared]) -> Iterable[Compared]:
    ordered = sorted(found, key=lambda each: (-each.comparison.bits, each.record))
    hits = [each for each in ordered if each.grade is Grade.HIT]
    return [*hits, *[each for each in ordered if each.grade is Grade.CANDIDATE][:MOST_POSSIBLE]]
