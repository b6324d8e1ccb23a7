"""Persons: wanted, missing, victims, sanctioned. Each with a status and the measure asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.databases.scripts import script_of
from comity.kit.dates import parse_partial
from comity.kit.errors import FieldError
from comity.records import fields
from comity.records.exporting import given
from comity.records.exporting.entities import (
    SANCTION,
    WANTED,
    Entity,
    country,
    day,
    entity,
    names,
    papers,
)
from comity.records.exporting.given import Given
from comity.records.parts import BirthDate, Document, Name, Nationality, Part, Place, piece
from comity.records.record import Body, Record
from comity.records.values import Choice, Line
from comity.records.ways import Documents, Names, PersonFields


class PersonStatus(IntEnum):
    """Why someone is on record. Closed set: numbers are never reused. Source: RPD Art. 44; practice 4."""

    WANTED = 1
    CHARGED = 2
    CONVICTED = 3
    SUSPECT = 4
    PERSON_OF_INTEREST = 5
    WITNESS = 6
    VICTIM = 7
    MISSING = 8
    UNIDENTIFIED_BODY = 9
    DECEASED = 10
    SANCTIONED = 11
    PREVENTION_ORDER = 12


class Measure(IntEnum):
    """What the owner asks for. Closed set. Source: practice 4."""

    NONE = 1
    LOCATE = 2
    IDENTIFY = 3
    PROTECT = 4
    WARN = 5
    SANCTIONS = 6
    ARREST_BY_NOTICE_ONLY = 7


class Sex(IntEnum):
    """As ICAO 9303 writes it."""

    FEMALE = 1
    MALE = 2
    UNSPECIFIED = 3


class Danger(IntEnum):
    """What an officer must know before going near. Closed set. Source: practice 4."""

    ARMED = 1
    VIOLENT = 2
    ESCAPES = 3
    SUICIDAL = 4
    MEDICAL = 5
    INFECTIOUS = 6


STATUSES = {
    PersonStatus.WANTED: _("wanted"),
    PersonStatus.CHARGED: _("charged"),
    PersonStatus.CONVICTED: _("convicted"),
    PersonStatus.SUSPECT: _("suspect"),
    PersonStatus.PERSON_OF_INTEREST: _("person of interest"),
    PersonStatus.WITNESS: _("witness"),
    PersonStatus.VICTIM: _("victim"),
    PersonStatus.MISSING: _("missing"),
    PersonStatus.UNIDENTIFIED_BODY: _("unidentified body"),
    PersonStatus.DECEASED: _("deceased"),
    PersonStatus.SANCTIONED: _("sanctioned"),
    PersonStatus.PREVENTION_ORDER: _("subject of a prevention order"),
}
MEASURES = {
    Measure.NONE: _("none: information only"),
    Measure.LOCATE: _("locate and tell us"),
    Measure.IDENTIFY: _("identify"),
    Measure.PROTECT: _("take into protection"),
    Measure.WARN: _("warn"),
    Measure.SANCTIONS: _("sanctions measure"),
    Measure.ARREST_BY_NOTICE_ONLY: _("arrest, only by a published red notice or wanted diffusion"),
}
SEXES = {
    Sex.FEMALE: _("female"),
    Sex.MALE: _("male"),
    Sex.UNSPECIFIED: pgettext_lazy("sex", "not specified"),
}
DANGERS = {
    Danger.ARMED: _("armed"),
    Danger.VIOLENT: _("violent"),
    Danger.ESCAPES: _("escapes"),
    Danger.SUICIDAL: _("suicidal"),
    Danger.MEDICAL: _("needs medical help"),
    Danger.INFECTIOUS: _("infectious"),
}
NOTHING_SENSITIVE = _(
    "Nothing about ethnic origin, religion, health or sexual life: this database has no place for it."
)
# Of whom nobody knows a name's place yet, and who comes from a public list, less is asked.
LESS_KNOWN = frozenset({"unidentified-body", "sanctioned"})
NEEDED = ("offence", "facts", "case", "birth_places")
PROTECTED = frozenset({"witness", "victim", "missing"})
COERCIVE = frozenset({"arrest-by-notice-only", "sanctions"})

# Which status an entity's topic says, and the measure that goes with it and asks for no force.
TOPICS = {"sanctioned": SANCTION, "wanted": WANTED}
MEASURE_OF = {"sanctioned": "sanctions", "wanted": "locate"}


def is_minor(born_latest: date, on: date) -> bool:
    """Under 18 on that day, judged by the latest birth date it may be."""
    eighteenth = (born_latest.year + 18, born_latest.month, born_latest.day)
    return (on.year, on.month, on.day) < eighteenth


def minor_on(body: Body, today: date) -> bool:
    """Is this person a minor today, or was one on the day of the event, by any of the birth dates?"""
    days = [today, *([date.fromisoformat(body["event_on"])] if body.get("event_on") else [])]
    births = [parse_partial(part["date"], field="born") for part in body.get("born", ())]
    return any(is_minor(born.latest, day) for born in births for day in days)


@dataclass(frozen=True, kw_only=True)
class Warning(Part):
    """A warning to officers."""

    label: ClassVar[str | Promise] = _("Warning")
    kind: str = piece(_("Warning"), Choice(Danger, DANGERS), required=True)
    ground: str = piece(_("Lawful reason, needed for “infectious”"), Line(300))


class Person(Record):
    """Persons. Names, birth dates, nationalities and papers may each be several. Source: practice 4."""

    slug, code, label, abbreviation = "persons", 4, _("Persons"), ""
    kept_years, personal, has_entities = 5, True, True
    listed_as, made_of = "Person", ("Person",)
    entities_lack = ("status_of_person", "measure", "offence", "case")
    looked_at_again = ("status_of_person", "measure")
    keys = (
        Documents("documents"),
        Names("names", "born", PersonFields("nationalities", "sex", "birth_places", "documents")),
    )
    columns = ("names", "born", "nationalities", "status_of_person", "measure")
    wanted = ("born", "nationalities", "documents", "marks")
    example = {
        "names": [{"text": "Amina Benali", "quality": "primary", "script": "latin"}],
        "born": [{"date": "1987-03-14"}],
        "birth_places": [{"text": "Oran", "country": "DZA"}],
        "sex": "female",
        "nationalities": [{"country": "DZA"}],
        "documents": [{"kind": "passport", "issuer": "DZA", "number": "123456789"}],
        "status_of_person": "missing",
        "measure": "locate",
        "case": "FRA-2026-0418",
        "offence": "Missing since 2 March 2026",
        "family_may_be_told": False,
        "facts": "Did not return from a journey in March 2026.",
    }

    status_of_person = fields.choice(_("Status of the person"), PersonStatus, STATUSES, required=True)
    measure = fields.choice(_("Measure asked"), Measure, MEASURES, required=True)
    names = fields.many(_("Names"), Name, required=True)
    born = fields.many(_("Born"), BirthDate)
    birth_places = fields.many(_("Places of birth"), Place)
    sex = fields.choice(_("Sex"), Sex, SEXES, required=True)
    nationalities = fields.many(_("Nationalities"), Nationality)
    documents = fields.many(_("Documents"), Document)
    addresses = fields.many(_("Addresses"), Place)
    country = fields.issuer(_("Country of the case"))
    offence = fields.line(_("Offence or reason"), 300, hint=NOTHING_SENSITIVE)
    facts = fields.paragraph(_("Facts in short"), 8000, hint=NOTHING_SENSITIVE)
    event_on = fields.day(_("Day of the event"), past=True)
    minor_condition = fields.line(_("Condition for recording a minor"), 300)
    family_may_be_told = fields.flag(
        _("May the family be told?"),
        hint=_("Needed for an adult who is missing: some flee from their family."),
    )
    warnings = fields.many(
        _("Warnings"), Warning, hint=_("“Infectious” only with the lawful reason for saying so.")
    )
    titles = fields.line(_("Titles and functions"), 1000, hint=NOTHING_SENSITIVE)
    languages = fields.line(_("Languages"), 120)
    marks = fields.line(_("Distinguishing marks"), 500, hint=NOTHING_SENSITIVE)
    deceased_on = fields.day(_("Deceased on"), past=True)

    @classmethod
    def faults(cls, body: Body, today: date) -> list[FieldError]:
        """Source: practice 4, after RPD Art. 38 to 42 as our facts list them."""
        found = [] if body["status_of_person"] in LESS_KNOWN else _missing(body)
        if body["status_of_person"] in PROTECTED and body["measure"] in COERCIVE:
            message = _("A witness, a victim or a missing person may carry no coercive measure.")
            found.append(FieldError("measure", "coercive-measure", message))
        is_young = minor_on(body, today)
        if is_young and "minor_condition" not in body:
            message = _("This person is or was a minor: state the special condition for recording a minor.")
            found.append(FieldError("minor_condition", "minor-condition", message))
        if body["status_of_person"] == "missing" and not is_young and "family_may_be_told" not in body:
            message = _("Say whether the family of a missing adult may be told.")
            found.append(FieldError("family_may_be_told", "required", message))
        for place, warning in enumerate(body.get("warnings", ())):
            if warning["kind"] == "infectious" and "ground" not in warning:
                message = _(
                    "Health is not recorded without a lawful reason: write it, or leave this warning out."
                )
                found.append(FieldError(f"warnings.{place}.ground", "lawful-reason", message))
        return found

    @classmethod
    def headline(cls, body: Body) -> str:
        return str(body["names"][0]["text"])

    @classmethod
    def entities(cls, id: str, body: Body) -> list[Entity]:
        person = entity(
            "Person",
            id,
            **names(body["names"]),
            birthDate=[day(part["date"]) for part in body.get("born", ())],
            birthPlace=[part.get("text") for part in body.get("birth_places", ())],
            nationality=[country(part.get("country")) for part in body.get("nationalities", ())],
            birthCountry=[country(part.get("country")) for part in body.get("birth_places", ())],
            address=[part.get("text") for part in body.get("addresses", ())],
            gender=body["sex"] if body.get("sex") in ("female", "male") else None,
            deathDate=body.get("deceased_on"),
            topics=TOPICS.get(body["status_of_person"]),
            title=body.get("titles"),
            summary=body.get("offence"),
            notes=body.get("facts"),
        )
        return [person, *papers(body.get("documents", ()), id)]

    @classmethod
    def from_entity(cls, whole: Given, papers: Sequence[Given]) -> Body:
        """Sanctioned and wanted by their topics; of everybody else somebody must say the status (RPD Art. 44)."""
        sex = next((text for text in whole.texts("gender") if text in ("female", "male")), "unspecified")
        return {
            **_listed(whole.texts("topics")),
            "names": [{**name, "script": script_of(name["text"])} for name in given.names(whole)],
            "born": [{"date": given.day(text)} for text in whole.texts("birthDate")],
            "birth_places": given.places(whole, "birthPlace", "birthCountry"),
            "nationalities": [given.nationality(text) for text in whole.texts("nationality", "citizenship")],
            "addresses": [{"text": text} for text in whole.texts("address")],
            "sex": sex,
            "documents": given.papers(whole, papers),
            "deceased_on": given.day(whole.joined("/", "deathDate")),
            "titles": whole.joined("; ", "title", "position"),
            "offence": whole.joined("; ", "summary"),
            "facts": whole.joined("\n", "notes"),
        }

    @classmethod
    def is_protected(cls, body: Body) -> bool:
        return body["status_of_person"] in PROTECTED

    def remarks(self, today: date) -> list[str | Promise]:
        """What must be seen before anything else: protection, a minor, warnings. Source: practice 4."""
        body = {"born": self.born, "event_on": self.event_on.isoformat() if self.event_on else ""}
        lines: list[str | Promise] = []
        if self.status_of_person in (PersonStatus.WITNESS, PersonStatus.VICTIM, PersonStatus.MISSING):
            lines.append(_("Protect this person: no measure of force may follow from this record."))
        if minor_on(body, today):
            lines.append(_("Minor, today or at the time of the event."))
        words = [str(DANGERS[Danger[each["kind"].upper()]]) for each in self.warnings]
        if words:
            lines.append(_("Warning: %(warnings)s") % {"warnings": ", ".join(words)})
        if self.deceased_on:
            lines.append(_("Reported deceased."))
        return lines


def _listed(topics: Sequence[str]) -> Body:
    """Status and measure, where a topic says them."""
    for status, topic in TOPICS.items():
        if topic in topics:
            return {"status_of_person": status, "measure": MEASURE_OF[status]}
    return {}


def _missing(body: Body) -> list[FieldError]:
    """What every person's record says beside name and status. Source: practice 4."""
    return [FieldError(name, "required", _("This is needed.")) for name in NEEDED if name not in body]
