"""What stands on public lists and fits: proposed by a list's own index, read again with the asker's scope, compared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from comity.gate.actor import Actor
from comity.matching import names
from comity.matching.names import PersonComparison
from comity.queries.screening.examples import two_letters
from comity.queries.screening.indexed import index_of, person_in
from comity.queries.screening.lists import PublicList, chosen, screened, seen_by
from comity.queries.screening.wire import TOPIC, MatchAsked, Narrowed, SearchAsked
from comity.records.document import body_of
from comity.records.record import Record


@dataclass(frozen=True, slots=True)
class Found:
    """A record on a list. comparison: with whom was asked; None where nothing was compared."""

    record: Record
    public: PublicList
    comparison: PersonComparison | None = None

    @property
    def id(self) -> str:
        """Its name as an entity: the same as in an export."""
        return f"{self.record.slug}-{self.record.id}"

    @property
    def names(self) -> frozenset[str]:
        """By what a tool may leave it out: its id, and its number on the list."""
        return frozenset(filter(None, (self.id, self.record.source_reference)))


@dataclass(frozen=True, slots=True)
class Looked:
    """found: the best first, cut to what was asked for. count: how many there were before the cut."""

    found: list[Found]
    count: int


def match(
    name: str, asked: MatchAsked, person: names.Person, schemata: Sequence[str], *, by: Actor, today: date
) -> Looked:
    """Who on the lists may be the person, by score. name: of a list, or all. today: UTC. Raises: NotFound."""
    found = _compared(name, person, asked.narrowed, schemata, by=by, today=today)
    found = [each for each in found if each.comparison and each.comparison.score >= asked.cutoff]
    return Looked(found[: asked.limit], len(found))


def search(name: str, asked: SearchAsked, *, by: Actor, today: date) -> Looked:
    """What bears such a name, the likeliest first; without a name the lists from their beginning. Raises: NotFound."""
    if not asked.text:
        return _listed(name, asked, by=by, today=today)
    person = names.Person(names=(names.PersonName(asked.text),))
    found = _compared(name, person, asked.narrowed, asked.schemata, by=by, today=today)
    return Looked(found[asked.offset : asked.offset + asked.limit], len(found))


def entity(name: str, *, by: Actor, today: date) -> Looked:
    """The one of this id, if it stands on a public list now."""
    slug, _dash, tail = name.partition("-")
    found = []
    for public, database in _places("default", Narrowed(), ()):
        if database.slug == slug and (identity := _uuid(tail)) is not None:
            rows = seen_by(database, public, by=by, today=today).filter(pk=identity)
            found += [Found(each, public) for each in rows if not database.is_protected(body_of(each))]
    return Looked(found[:1], len(found[:1]))


def counts(name: str, *, by: Actor, today: date) -> dict[str, int]:
    """How many records stand on each list, as far as the asker's scope reaches."""
    told: dict[str, int] = {each.name: 0 for each in chosen(name)}
    for public, database in _places(name, Narrowed(), ()):
        told[public.name] += seen_by(database, public, by=by, today=today).count()
    return told


def _places(name: str, narrowed: Narrowed, schemata: Sequence[str]) -> list[tuple[PublicList, type[Record]]]:
    """The lists and databases to look at."""
    lists = chosen(name, also=narrowed.also, without=narrowed.without)
    if narrowed.topics and TOPIC not in narrowed.topics:
        return []
    wanted = [each for each in screened(schemata) if each.listed_as not in narrowed.without_schemata]
    return [(public, database) for public in lists for database in wanted]


def _compared(
    name: str, person: names.Person, narrowed: Narrowed, schemata: Sequence[str], *, by: Actor, today: date
) -> list[Found]:
    """The candidates of all lists beside whom was asked for, best first; all are heard together."""
    candidates = [
        (Found(record, public), other)
        for public, database in _places(name, narrowed, schemata)
        for record, other in _candidates(public, database, person, narrowed, by=by, today=today)
    ]
    compared = names.compare_prepared_with_all(
        names.prepare_person(person), [other for _found, other in candidates]
    )
    found = [
        replace(each, comparison=comparison)
        for (each, _other), comparison in zip(candidates, compared, strict=True)
    ]
    return sorted(found, key=lambda each: (-(each.comparison.bits if each.comparison else 0.0), each.id))


def _candidates(
    public: PublicList,
    database: type[Record],
    asked: names.Person,
    narrowed: Narrowed,
    *,
    by: Actor,
    today: date,
) -> list[tuple[Record, names.PreparedPerson]]:
    """The likeliest of a list, read again: one that left it since, or is out of the asker's scope, is not there."""
    index = index_of(database, public, today=today)
    among = _among(public, database, narrowed, by=by, today=today)
    ids = index.proposed(asked, among=among, today=today)
    rows = _rows(public, database, narrowed, by=by, today=today).in_bulk(ids)
    versions = dict(index.stamp)
    return [
        (record, index.persons[each] if versions.get(each) == record.version else _prepared(record))
        for each in ids
        if (record := rows.get(each)) is not None and not database.is_protected(body_of(record))
    ]


def _among(
    public: PublicList, database: type[Record], narrowed: Narrowed, *, by: Actor, today: date
) -> Collection[UUID] | None:
    """Which records may be proposed, where the answer is narrowed: those left out must take nobody's place."""
    if not (narrowed.since or narrowed.without_ids or narrowed.countries):
        return None
    rows = _rows(public, database, narrowed, by=by, today=today)
    if not (narrowed.without_ids or narrowed.countries):
        return frozenset(rows.values_list("pk", flat=True))
    return frozenset(each.id for each in rows if _fits(Found(each, public), narrowed))


def _fits(found: Found, narrowed: Narrowed) -> bool:
    if found.names & narrowed.without_ids:
        return False
    if not narrowed.countries:
        return True
    return not narrowed.countries.isdisjoint(map(two_letters, person_in(found.record).nationalities))


def _rows(
    public: PublicList, database: type[Record], narrowed: Narrowed, *, by: Actor, today: date
) -> "QuerySet[Record]":
    rows = seen_by(database, public, by=by, today=today)
    return rows.filter(changed_at__gte=narrowed.since) if narrowed.since else rows


def _listed(name: str, asked: SearchAsked, *, by: Actor, today: date) -> Looked:
    """The lists from their beginning, page by page: what is public may be listed (practice 6)."""
    found = [
        Found(record, public)
        for public, database in _places(name, asked.narrowed, asked.schemata)
        for record in _rows(public, database, asked.narrowed, by=by, today=today).order_by("pk")
        if not database.is_protected(body_of(record))
    ]
    found = [each for each in found if _fits(each, asked.narrowed)]
    return Looked(found[asked.offset : asked.offset + asked.limit], len(found))


def _prepared(record: Record) -> names.PreparedPerson:
    return names.prepare_person(person_in(record))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
