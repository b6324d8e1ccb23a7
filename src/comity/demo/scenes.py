"""What has happened in the invented world: questions asked, owners who answer, are late, or never say a word."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from comity.demo.objects import Row, firearms, travel_documents, vehicles
from comity.demo.persons import persons
from comity.queries.actions.answering import Reply, Word
from comity.queries.actions.closing import WasDone
from comity.queries.actions.confirming import Question
from comity.queries.asked import AskedSubject, Document, Firearm, Person, Vehicle
from comity.queries.clocks import Urgency
from comity.queries.judging import Judged
from comity.queries.outcomes import Done
from comity.queries.telling import Telling


@dataclass(frozen=True, slots=True)
class Opened:
    """The owner's officer opens the question."""

    by: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The owner's officer answers."""

    by: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The asker needs no answer any more."""


@dataclass(frozen=True, slots=True)
class CardAsked:
    """The person asks, in writing, to be known as another: the number of the passport he or she shows."""

    passport: str


# A timedelta is time that passes.
Step = Question | Opened | Answered | TakenBack | WasDone | Judged | CardAsked | timedelta


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody asks about something that is on record, and what follows."""

    asker: str
    subject: AskedSubject
    steps: tuple[Step, ...] = ()
    purpose: str = "border-control"
    case: str = ""


def running() -> Iterator[Scene]:
    """Scenes whose clocks still run: played again when a later start finds that all have ended."""
    yield Scene("bruno@ita", document("FRA", 5), (_held(), _minutes(18)))
    yield Scene("alix@fra", document("KEN", 3), (_held(), _minutes(4), Opened("kamau@ken"), _minutes(9)))
    yield Scene("idris@mar", vehicle("ITA", 4), (_let_go(), _minutes(200)))
    yield Scene(
        "bianca@ita",
        firearm("FRA", 7),
        (_routine("Serial number and maker agree."),),
        "investigate",
        "ITA-77",
    )
    yield Scene("wanja@ken", document("VNM", 6))


def past(now: datetime) -> Iterator[Scene]:
    """Scenes that have come further: answered, late, without answer, kept from the owner."""
    yield Scene("bruno@ita", document("URY", 8), (_held(), _minutes(75)))
    yield Scene("wanja@ken", document("URY", 9), (_held(), _minutes(100)))
    yield Scene("linh@vnm", document("FRA", 11), (_held(), _minutes(190)))
    confirmed = Answered(
        "amina@fra", Reply(word=Word.CONFIRMED, text="Stolen from the bearer. Please keep it.")
    )
    kept = WasDone(done=Done.DOCUMENT_KEPT, note="Kept for France.")
    yield Scene(
        "idris@mar", document("FRA", 14), (_held(), _minutes(22), confirmed, _minutes(15), kept, _minutes(40))
    )
    over = WasDone(done=Done.LET_GO, close=True)
    not_the_same = Answered("bianca@ita", Reply(word=Word.NOT_THE_SAME))
    yield Scene("ulises@ury", vehicle("ITA", 9), (_let_go(), _minutes(95), not_the_same, _minutes(5), over))
    withdrawn = Answered(
        "dunya@mar", Reply(word=Word.WITHDRAWN, text="Found again by its bearer; our record was late.")
    )
    yield Scene(
        "amina@fra", document("MAR", 6), (_routine(), _minutes(600), withdrawn), "identify", "FRA-2026-118"
    )
    more = Reply(word=Word.MORE_NEEDED, needed=("machine-read-lines", "portrait"))
    yield Scene(
        "alix@fra", document("VNM", 2), (_let_go(), _minutes(50), Answered("dao@vnm", more), _minutes(20))
    )
    later = Reply(
        word=Word.NOT_BEFORE, before=now + timedelta(days=2), text="The register is closed until then."
    )
    yield Scene(
        "kamau@ken", document("ITA", 12), (_routine(), Answered("bianca@ita", later)), "identify", "KEN-9"
    )
    yield Scene("linh@vnm", document("KEN", 10), (_let_go(), _minutes(30), TakenBack()))
    for asker in ("alix@fra", "wanja@ken", "bruno@ita"):  # three bureaus, and its owner is asked for more
        yield Scene(asker, document("URY", 12), (Judged.NOT_THE_SAME,))
    mistaken = (Judged.NOT_THE_SAME, CardAsked("77X004211"))
    yield Scene("amina@fra", person("KEN", 4), mistaken, "identify", "FRA-2026-204")
    protected = Question(telling=Telling.NO, reason="The bearer asks for protection.")
    yield Scene("bruno@ita", document("MAR", 15), (protected,))
    ours = Question(telling=Telling.BUREAU_DECIDES)
    yield Scene("dalia@unm-a", person("KEN", 2), (ours,), "find-wanted", "UNM-A-31")


def document(owner: str, place: int) -> AskedSubject:
    """The travel document at this place of the owner's list."""
    row = _row(travel_documents, owner, place)
    return AskedSubject(document=Document(number=row["number"], issuer=row["issuer"], kind=row["kind"]))


def vehicle(owner: str, place: int) -> AskedSubject:
    """The vehicle at this place, by its number, or its plate where a plate alone was stolen."""
    row = _row(vehicles, owner, place)
    if "vin" in row:
        return AskedSubject(vehicle=Vehicle(vin=row["vin"]))
    return AskedSubject(vehicle=Vehicle(plate=row["plate"], country=row["plate_country"]))


def firearm(owner: str, place: int) -> AskedSubject:
    """The firearm at this place."""
    row = _row(firearms, owner, place)
    return AskedSubject(firearm=Firearm(serial=row["serial"], make=row["make"], calibre=row["calibre"]))


def person(owner: str, place: int) -> AskedSubject:
    """The person at this place, by name and birth date; those that are closed to anybody are passed over."""

    def open_to_all(bureau: str) -> Iterator[Row]:
        return (row for row in persons(bureau) if not row.keys() & {"restriction", "marking"})

    row = _row(open_to_all, owner, place)
    return AskedSubject(person=Person(name=row["names"][0]["text"], born=row["born"][0]["date"]))


def _row(rows: Callable[[str], Iterator[Row]], owner: str, place: int) -> Row:
    return next(islice(rows(owner), place, None))


def _held() -> Question:
    return Question(telling=Telling.YES, urgency=Urgency.HELD, checked=("in-hand", "machine-read"))


def _let_go() -> Question:
    return Question(telling=Telling.YES, urgency=Urgency.LET_GO, checked=("by-eye",))


def _routine(text: str = "") -> Question:
    return Question(telling=Telling.YES, urgency=Urgency.ROUTINE, checked=("by-eye",), text=text)


def _minutes(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)
