"""The verb of the matching endpoint: right, purpose, budget and act around every look at public lists.

Nothing is written but the act, so it needs no transaction of its own; a spent budget must leave its alarm behind.
Source: practice 6 (own right and purpose, journalled and budgeted like any query), 16 (tags, not names).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from comity.access.actions.budgets import spend
from comity.access.budgets import Measure
from comity.bureaus.purposes import SCREENING
from comity.gate.action import ActDraft, action, require
from comity.gate.actor import Actor
from comity.matching import names
from comity.matching.subjects import PersonSubject
from comity.queries.screening import finding
from comity.queries.screening.finding import Looked
from comity.queries.screening.lists import screened
from comity.queries.screening.wire import MatchAsked, SearchAsked
from comity.queries.words import tag_of

Look = Callable[[date], Looked]


@dataclass(frozen=True, slots=True)
class Asked:
    """about: what was done, to which list. subject: what its tag is made of. persons: is a name asked for?"""

    about: str
    subject: str = ""
    persons: bool = False


def match(
    name: str, asked: MatchAsked, person: names.Person, schemata: tuple[str, ...], *, by: Actor
) -> Looked:
    """One query of a match. name: of a list, or all. Raises: NotAllowed, TooMany, NotFound, NotAnswered."""

    def look(today: date) -> Looked:
        return finding.match(name, asked, person, schemata, by=by, today=today)

    return _screen(Asked(f"match {name}", _subject(person), persons=True), look, purpose=SCREENING, by=by)


def search(name: str, asked: SearchAsked, *, by: Actor) -> Looked:
    """What bears such a name. Raises: as `match`."""

    def look(today: date) -> Looked:
        return finding.search(name, asked, by=by, today=today)

    subject = PersonSubject(asked.text).what() if asked.text else ""
    return _screen(Asked(f"search {name}", subject, persons=bool(subject)), look, purpose=SCREENING, by=by)


def read(name: str, *, by: Actor) -> Looked:
    """One entity by its id; nothing where it stands on no public list. Raises: NotAllowed, TooMany."""

    def look(today: date) -> Looked:
        return finding.entity(name, by=by, today=today)

    return _screen(Asked("entity"), look, purpose=SCREENING, by=by)


def catalogue(*, by: Actor) -> dict[str, int]:
    """How many records stand on each public list. Raises: NotAllowed, TooMany."""
    told: dict[str, int] = {}

    def look(today: date) -> Looked:
        told.update(finding.counts("default", by=by, today=today))
        return Looked([], 0)

    _screen(Asked("catalogue"), look, purpose=SCREENING, by=by)
    return told


def may(*, by: Actor) -> None:
    """Go on only if this actor may screen at all: for what is no look at a list. Raises: NotAllowed."""
    require(by, "queries.screen", purpose=SCREENING)


@action("queries.screen", atomic=False)
def _screen(act: ActDraft, asked: Asked, look: Look, *, purpose: str, by: Actor) -> Looked:  # noqa: ARG001
    """Count it, look, and write down which entries were told; of whom was asked a keyed tag alone."""
    now = timezone.now()
    act.about, act.databases = asked.about[:60], tuple(each.code for each in screened())
    if asked.subject:
        act.tag = tag_of(by.bureau, now, asked.subject)
    _spend(asked, by, now)
    looked = look(now.date())
    act.count = len(looked.found)
    for each in looked.found:
        act.touches(database=each.record.code, record=each.record.id, version=each.record.version)
    return looked


def _spend(asked: Asked, by: Actor, now: datetime) -> None:
    spend(by, Measure.QUERY, 1, now)
    if asked.persons:
        spend(by, Measure.PERSON_QUERY, 1, now)


def _subject(person: names.Person) -> str:
    """As any question about this person is spelled for its tag, by the first of what is known."""
    name = person.names[0].text if person.names else ""
    born = person.born[0] if person.born else None
    nationality = person.nationalities[0] if person.nationalities else ""
    return PersonSubject(name, born, nationality, person.sex.value if person.sex else "").what()
