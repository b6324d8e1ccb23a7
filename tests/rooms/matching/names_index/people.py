"""Invented people for the index, and small folders of them."""

from collections.abc import Iterable
from datetime import date, datetime, timezone
from pathlib import Path
from uuid import UUID, uuid5

from comity.matching.names.index import Asked, Entry, Folder, Mark, Mode, Pair
from comity.matching.names.index.building import collected
from comity.matching.names.index.entries import Sex

PERSONS = 4
TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 12, tzinfo=timezone.utc)
OPEN: Mark = ("FRA", "open")
CLOSED: Mark = ("FRA", "closed")


def number(word: str) -> UUID:
    """The same id for the same word."""
    return uuid5(UUID(int=0), word)


def entry(
    *names: str,
    mark: Mark = OPEN,
    born: int = 0,
    countries: tuple[str, ...] = (),
    sex: Sex = Sex.UNKNOWN,
    until: date = date(2030, 1, 1),
    record: UUID | None = None,
    database: int = PERSONS,
) -> Entry:
    """A record under its first name."""
    return Entry(
        database=database,
        record=record or number(names[0]),
        names=names,
        until=until,
        mark=mark,
        born=((born, born),) if born else (),
        countries=countries,
        sex=sex,
        counts=mark == OPEN,
    )


def made(
    path: Path, base: Iterable[Entry] = (), late: Iterable[Entry] = (), gone: Iterable[UUID] = ()
) -> Pair:
    """A folder with these records, and the pair in it."""
    folder = Folder(path)
    with folder.writing() as held:
        assert held
        pair = folder.publish(
            base=collected(base), late=collected(late), gone=[(PERSONS, each) for each in gone], since={}
        )
        folder.beat(NOW)
    return pair


def asked(
    name: str, *, mode: Mode = Mode.USUAL, born: int = 0, country: str = "", sex: Sex = Sex.UNKNOWN
) -> Asked:
    return Asked(
        names=(name,),
        databases=frozenset({PERSONS}),
        born=((born, born),) if born else (),
        countries=(country,) if country else (),
        sex=sex,
        mode=mode,
    )


def found(pair: Pair, question: Asked | str, *, most: int = 100, closed: bool = False) -> list[UUID]:
    """The ids that are proposed, best first, to somebody to whom CLOSED is closed, or not."""
    question = asked(question) if isinstance(question, str) else question
    allow = (lambda _mark: True) if closed else (lambda mark: list(mark) != list(CLOSED))
    return [each.record for each in pair.propose(question, allow=allow, today=TODAY, most=most)]
