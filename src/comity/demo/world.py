"""Builds the demonstration world by the verbs that anybody uses. Each step may be repeated: what is there stays."""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import count
from typing import Any

from comity.access import actions as access
from comity.access.actions.officers import OfficerDraft
from comity.access.actions.units import UnitDraft
from comity.access.actors import for_node
from comity.access.models import Officer, Unit
from comity.access.roles import UnitKind
from comity.bureaus import actions as bureaus
from comity.bureaus.details import Desk, Details
from comity.bureaus.models import Bureau
from comity.databases.administrative_documents import AdministrativeDocument
from comity.databases.document_alerts import DocumentAlert
from comity.databases.document_specimens import DocumentSpecimen
from comity.databases.firearm_models import FirearmModel
from comity.databases.firearms import Firearm
from comity.databases.maritime_piracy import PiracyEntry
from comity.databases.organisations import Organisation
from comity.databases.persons import Person as PersonRecord
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.databases.vessels import Vessel
from comity.databases.works_of_art import WorkOfArt
from comity.demo import piracy
from comity.demo.actions import Account, age_records, open_account
from comity.demo.cast import CENTRE, HOUSES, MEMBERS, PARTICIPANTS, House, Participant, Person, Place
from comity.demo.objects import firearms, travel_documents, vehicles
from comity.demo.persons import persons
from comity.demo.references import document_alerts, document_specimens, firearm_models, publish_alerts
from comity.demo.things import administrative_documents, companies, vessels, works
from comity.kit.errors import FieldError
from comity.records.loading.load import load
from comity.records.record import Record
from comity.records.registry import databases

FEEDS: tuple[tuple[type[Record], Callable[[str], Iterator[dict[str, Any]]]], ...] = (
    (PersonRecord, persons),
    (TravelDocument, travel_documents),
    (Vehicle, vehicles),
    (Firearm, firearms),
    (AdministrativeDocument, administrative_documents),
    (Vessel, vessels),
    (WorkOfArt, works),
    (Organisation, companies),
    (PiracyEntry, piracy.events),
    (PiracyEntry, piracy.joined),
    (FirearmModel, firearm_models),
    (DocumentAlert, document_alerts),
    (DocumentSpecimen, document_specimens),
)
Tell = Callable[[int, int], None]
# Who lives on the node of the ordinary demonstration.
EVERYBODY = frozenset([*MEMBERS, *[each.code for each in PARTICIPANTS]])


class WorldError(Exception):
    """A row of the world was refused: the world and the rules of a database no longer fit."""


def directory(
    today: date,
    *,
    participants: Sequence[Participant] = PARTICIPANTS,
    here: frozenset[str] = EVERYBODY,
) -> None:
    """Every member and who else takes part. here: the codes of those that live on this node."""
    by = for_node(CENTRE)
    known = set(Bureau.objects.values_list("code", flat=True))
    for each in participants:
        details = Details(
            names=each.names,
            city=each.city,
            time_zone=each.time_zone,
            languages=each.languages,
            mandate_ends=today + timedelta(days=365 * each.mandate_years) if each.mandate_years else None,
            hosted=each.code in here,
        )
        if each.code not in known:
            bureaus.admit(each.code, each.kind, details, by=by)
    bureaus.load_members(by=by)
    for bureau in Bureau.objects.filter(code__in=here, hosted=False):
        bureaus.change(bureau, replace(bureau.details, hosted=True), by=by, seen=bureau.version)


def offices(
    today: date, tell: Tell, opened: Callable[[Account], None], houses: Sequence[House] = HOUSES
) -> None:
    """Duty desks, units and officers. opened: told each new account at once, for its password is kept nowhere."""
    for place, house in enumerate(houses):
        bureau = Bureau.objects.get(pk=house.code)
        bureaus.set_duty_desk(bureau, _desk(house, bureau), by=for_node(house.code))
        _enrol(house, house.officers, today, opened)
        tell(place + 1, len(houses))


def newcomers(today: date, opened: Callable[[Account], None]) -> None:
    """Officers that a later version added to a world that an earlier one built. opened: as `offices` tells them."""
    there = set(Officer.objects.values_list("sign_in_name", flat=True))
    for house in HOUSES:
        _enrol(house, [each for each in house.officers if each.sign_in_name not in there], today, opened)


def _enrol(house: House, people: Sequence[Person], today: date, opened: Callable[[Account], None]) -> None:
    units = _units(house) if people else {}
    for person in people:
        if (account := _officer(person, house, units, today)) is not None:
            opened(account)


def _desk(house: House, bureau: Bureau) -> Desk:
    """Day and night, or by day with the centre standing in."""
    desk = Desk(telephone=house.telephone, languages=tuple(bureau.languages), always_open=house.night)
    if house.night:
        return desk
    return replace(desk, opens=time(8), closes=time(18), weekdays=frozenset(range(1, 6)), deputy=CENTRE)


def _units(house: House) -> dict[UnitKind | None, Unit]:
    by, there = for_node(house.code), {unit.name: unit for unit in Unit.objects.filter(bureau=house.code)}
    top = there.get(house.top)
    if top is None:
        draft = UnitDraft(name=house.top, kind=UnitKind.HEADQUARTERS, telephone=house.telephone, clearance=3)
        top = access.open_unit(draft, parent=None, by=by)
    found: dict[UnitKind | None, Unit] = {None: top}
    for place in house.places:
        found[place.kind] = there.get(place.name) or access.open_unit(_draft(place), parent=top, by=by)
    return found


def _draft(place: Place) -> UnitDraft:
    return UnitDraft(
        name=place.name,
        kind=place.kind,
        place=place.place,
        purposes=place.purposes,
        query_kinds=place.kinds,
        databases=place.databases,
    )


def _officer(person: Person, house: House, units: dict[UnitKind | None, Unit], today: date) -> Account | None:
    """Enrol somebody with roles; None where that was done before. An interrupted one gets a new password."""
    by = for_node(house.code)
    there = Officer.objects.filter(sign_in_name=person.sign_in_name).first()
    if there is not None and not there.must_change_password:
        return None
    if there is None:
        draft = OfficerDraft(
            sign_in_name=person.sign_in_name,
            badge=_badge(house, person),
            full_name=person.full_name,
            function=person.function,
            language=person.language,
        )
        enrolled = access.enrol_officer(draft, unit=units[person.unit], by=by)
    else:
        enrolled = access.reset_password(there, by=by)
    held = set(enrolled.officer.grants.values_list("role", flat=True))
    for role in person.roles:
        if role not in held:
            access.grant_role(enrolled.officer, role, begins_on=today, by=by)
    return open_account(enrolled.officer, enrolled.password, by=by)


def _badge(house: House, person: Person) -> str:
    """By the place in the cast, or the next that is free: a later version may have put somebody in between."""
    taken = set(Officer.objects.filter(unit__bureau=house.code).values_list("badge", flat=True))
    numbers = (f"{house.code}-{number}" for number in count(house.officers.index(person) + 101))
    return next(number for number in numbers if number not in taken)


def recorded(tell: Tell) -> None:
    """What the bureaus have on record, by the loader. Raises: WorldError when a row is refused."""
    feeds = [(database, rows, house.code) for database, rows in FEEDS for house in HOUSES]
    for place, (database, rows, bureau) in enumerate(feeds):
        file = _file(rows(bureau))
        if file.getbuffer().nbytes:
            load(database, file, by=for_node(bureau), refused=_refuse, change=True)
        tell(place + 1, len(feeds))
    publish_alerts()
    for database, _rows in FEEDS:
        age_records(database, tuple(house.code for house in HOUSES), by=for_node(CENTRE))


def _file(rows: Iterable[dict[str, Any]]) -> io.BytesIO:
    return io.BytesIO("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())


def _refuse(line: int, error: FieldError) -> None:
    raise WorldError(f"line {line}, {error.field}: {error.message}")


def counts() -> dict[str, int]:
    """How many records each database holds."""
    return {database.slug: database._default_manager.count() for database in databases()}
