"""An index of one public list in the memory of a process, made anew when a record of it has changed.

The node's own index of names (records.candidates) holds every bureau's records: who stands in it would move the ranks
of a list's entries, and so be told by them. This one holds the list alone. It is never behind: each question reads
which records stand on the list at this moment, in which version, and an index of others is not asked.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID

import numpy as np
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import NotAnswered
from comity.matching import names
from comity.matching.folding import folded, normalised
from comity.matching.names.index import Asked
from comity.matching.names.index.asking import Search, wordings_of
from comity.matching.names.index.building import collected
from comity.matching.names.index.folder import segment_of
from comity.matching.names.index.rarity import Rarity
from comity.queries.screening.lists import PublicList, on_list
from comity.records.candidates.reading_rows import entries, way_of
from comity.records.document import body_of
from comity.records.record import Record
from comity.records.ways import PersonFields

# A list of more records is refused: its index would be made while somebody waits. The Security Council's has 1,003.
MOST_LISTED = 20_000
MOST_PROPOSED = 60
Stamp = tuple[tuple[UUID, int], ...]


@dataclass(frozen=True, slots=True)
class Indexed:
    """What stood on a list when it was read. persons: as they are compared, by record."""

    database: type[Record]
    stamp: Stamp
    rarity: Rarity
    persons: dict[UUID, names.PreparedPerson]
    by_paper: dict[str, list[UUID]]

    def proposed(self, asked: names.Person, *, among: Collection[UUID] | None, today: date) -> list[UUID]:
        """The likeliest, best first; those with the same paper before all. among: of these alone."""
        segment, code = self.rarity.base, self.database.code
        out = None if among is None else self._without(among)
        question = Asked(tuple(each.text for each in asked.names), frozenset({code}))
        found = Search(
            segment, self.rarity, question, wordings_of(question), allow=_any, today=today, replaced=out
        ).proposed(MOST_PROPOSED)
        same = [record for paper in asked.papers for record in self.by_paper.get(_number(paper), ())]
        ids = dict.fromkeys([*same, *(each.record for each in found)])
        return [each for each in ids if among is None or each in among]

    def _without(self, among: Collection[UUID]) -> Any:
        others = [(self.database.code, record) for record, _version in self.stamp if record not in among]
        return self.rarity.base.places_of(others) if others else np.zeros(0, np.int64)


_kept: dict[tuple[UUID, int], Indexed] = {}
_lock = Lock()


def index_of(database: type[Record], public: PublicList, *, today: date) -> Indexed:
    """The index of what stands on the list now. today: UTC. Raises: NotAnswered for a list that is too long."""
    stamp = _stamp(database, public, today)
    key = (public.id, database.code)
    known = _kept.get(key)
    if known is None or known.stamp != stamp:
        with _lock:  # one makes it, the others wait for it
            known = _kept.get(key)
            if known is None or known.stamp != stamp:
                known = _kept[key] = _made(database, public, known, today)
    return known


def person_in(record: Record) -> names.Person:
    """Whom or what a record is about, as it is compared: an organisation has names alone."""
    way = way_of(type(record))
    assert way is not None  # `listed_as` is said by databases with names
    return (way.person or PersonFields()).of(body_of(record), way)


def forget() -> None:
    """Drop what this process keeps: for tests."""
    _kept.clear()


def _stamp(database: type[Record], public: PublicList, today: date) -> Stamp:
    rows = on_list(database, public, today=today).order_by("pk").values_list("pk", "version")
    found = tuple(rows[: MOST_LISTED + 1])
    if len(found) > MOST_LISTED:
        raise NotAnswered(_("This list is too long to be screened on this node."), code="list-too-long")
    return found


def _made(database: type[Record], public: PublicList, former: Indexed | None, today: date) -> Indexed:
    known = dict(former.stamp) if former is not None else {}
    kept: dict[UUID, names.PreparedPerson] = {}
    fresh: dict[UUID, names.Person] = {}
    stamp: list[tuple[UUID, int]] = []
    for record in on_list(database, public, today=today).order_by("pk").iterator(chunk_size=1_000):
        stamp.append((record.id, record.version))
        if database.is_protected(body_of(record)):
            continue
        if former is not None and known.get(record.id) == record.version and record.id in former.persons:
            kept[record.id] = former.persons[record.id]
        else:
            fresh[record.id] = person_in(record)
    read = names.prepare_persons(list(fresh.values()))
    persons = kept | dict(zip(fresh, read, strict=True))
    segment = segment_of(collected(entries(database, frozenset(), persons)))
    return Indexed(database, tuple(stamp), Rarity(segment), persons, _by_paper(persons.items()))


def _by_paper(persons: Iterable[tuple[UUID, names.PreparedPerson]]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for record, prepared in persons:
        for paper in prepared.person.papers:
            found.setdefault(_number(paper), []).append(record)
    return found


def _number(paper: names.Paper) -> str:
    return folded(normalised(paper.number))


def _any(_mark: Any) -> bool:
    return True
