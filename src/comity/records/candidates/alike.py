"""Records that may be about one person or paper, to be set side by side: by key, and by names written otherwise.

Within the reader's scope, and asking nobody: no owner learns of it. The verb that shows them writes the act.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from comity.gate.actor import Actor
from comity.matching import names
from comity.matching.keys import Key
from comity.matching.names import Person, PersonComparison, PersonTier
from comity.matching.names.index.entries import Sex
from comity.records.candidates.proposing import NameQuestion, how_rare_here, propose, read_again
from comity.records.document import body_of
from comity.records.models import SearchKey
from comity.records.record import Record
from comity.records.registry import by_code, searched
from comity.records.rules import WITHOUT_KEYS
from comity.records.ways import one_person

T = TypeVar("T")
_SEXES = {names.Sex.FEMALE: Sex.FEMALE, names.Sex.MALE: Sex.MALE}


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be about the same person, and how alike the two are."""

    record: Record
    comparison: PersonComparison


def recorded_person(record: Record) -> Person | None:
    """Whom a record is about; None where its database holds no single persons."""
    way = one_person(record.keys)
    return way.person.of(body_of(record), way) if way is not None and way.person is not None else None


def persons_like(
    person: Person, *, by: Actor, today: date, without: Collection[int] = (), most: int
) -> list[Alike]:
    """The likeliest first. today: UTC. without: codes of databases that are not looked into.

    Raises: NotAnswered where the index of names is not fit to be asked: never to be read as "nobody".
    """
    databases = frozenset(
        each.code for each in searched() if one_person(each.keys) is not None and each.code not in without
    )
    if not person.names or not databases:
        return []
    question = NameQuestion(
        names=tuple(each.text for each in person.names),
        born=person.born,
        countries=person.nationalities,
        sex=_SEXES.get(person.sex, Sex.UNKNOWN) if person.sex else Sex.UNKNOWN,
        databases=databases,
    )
    rows = _readable(read_again(propose(question, by=by, today=today), by=by, today=today), by)
    found = like(person, [(row, one) for row in rows if (one := recorded_person(row)) is not None])
    return [Alike(row, comparison) for row, comparison in found[:most]]


def like(person: Person, others: Sequence[tuple[T, Person]]) -> list[tuple[T, PersonComparison]]:
    """Those of others who may be this person, the likeliest first."""
    compared = names.compare_person_with_all(person, [one for _thing, one in others], rarity=how_rare_here())
    found = [
        (thing, each)
        for (thing, _one), each in zip(others, compared, strict=True)
        if each.tier is not PersonTier.NONE
    ]
    return sorted(found, key=lambda each: -each[1].bits)


def records_with(
    keys: Sequence[Key], *, by: Actor, today: date, without: Collection[int] = ()
) -> list[Record]:
    """The records that one of these keys finds for this reader now, newest first. today: UTC."""
    wanted: dict[int, set[UUID]] = {}
    rows = SearchKey._default_manager.filter(value__in=[each.value for each in keys])
    asked = {(int(each.kind), each.value) for each in keys}
    for kind, value, database, record in rows.values_list("kind", "value", "database", "record"):
        if (kind, value) in asked and database not in without:
            wanted.setdefault(database, set()).add(record)
    found = [
        record
        for code, ids in wanted.items()
        for record in by_code(code)
        .visible_to(by, today=today)
        .filter(pk__in=ids, kept_until__gte=today)
        .exclude(status__in=[int(status) for status in WITHOUT_KEYS])
    ]
    return sorted(_readable(found, by), key=lambda each: each.recorded_at, reverse=True)


def _readable(records: Sequence[Record], by: Actor) -> list[Record]:
    """Without those of which this reader learns no more than that they are there. Source: practice 20."""
    return [each for each in records if not each.specialist or each.read_whole_by(by, each.owner)]
