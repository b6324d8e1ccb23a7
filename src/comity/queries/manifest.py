"""A list of passengers or crew as a carrier writes it: lines of text, read into entries. Pure."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import IntEnum

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.bureaus.purposes import needs_case
from comity.kit.errors import FieldError, Invalid, invalid
from comity.kit.text import clean_line
from comity.queries.asked import LONGEST_FRAME, AskedSubject, Document, Person

# One aircraft has at most 853 seats; a larger ship sends one list a deck.
MOST_LINES = 1000
LONGEST_LIST = 200_000
LONGEST_NAME, LONGEST_CELL = 200, 60
# A list ends a day after arrival (practice 17), so an arrival far ahead would keep it.
KEPT_AFTER_ARRIVAL = timedelta(hours=24)
LONGEST_JOURNEY, LONGEST_AHEAD = timedelta(days=30), timedelta(days=14)
LONGEST_CASE = 120


class Means(IntEnum):
    """What people travel on. Closed set: numbers are never reused."""

    FLIGHT = 1
    SHIP = 2
    TRAIN = 3


MEANS: dict[Means, str | Promise] = {
    Means.FLIGHT: pgettext_lazy("journey", "Flight"),
    Means.SHIP: pgettext_lazy("journey", "Ship"),
    Means.TRAIN: pgettext_lazy("journey", "Train"),
}
MEANS_SLUGS = {member.name.lower(): member for member in Means}


class Journey(msgspec.Struct, frozen=True):
    """Why so many are asked about at once: one journey, and who made its list (practice 17).

    number: of the flight, the train or the voyage. departs_at, arrives_at: aware.
    """

    means: Means
    number: str
    route: str
    departs_at: datetime
    arrives_at: datetime
    source: str
    purpose: str = "border-control"
    case: str = ""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One traveller as the list says it; nothing is corrected here. kind: a slug of matching.document_kinds."""

    name: str = ""
    born: str = ""
    nationality: str = ""
    document: str = ""
    issuer: str = ""
    kind: str = ""


FIELDS = Entry.__struct_fields__
# The heads of columns that carriers use, folded: no case, no accents, only letters.
_HEADS = {
    "name": "name fullname passenger passengername traveller nom nomcomplet nombre nombrecompleto الاسم",
    "surname": "surname lastname familyname nomdefamille apellido apellidos اللقب",
    "given": "givenname givennames firstname firstnames prenom prenoms nombres",
    "born": "born birthdate dateofbirth dob datedenaissance fechadenacimiento تاريخالميلاد",
    "nationality": "nationality nationalite nacionalidad الجنسية",
    "document": "document documentnumber documentno passport passportnumber passportno numerodedocument "
    "numerodepasseport numerodedocumento pasaporte رقمالوثيقة",
    "issuer": "issuer issuingcountry issuingstate issuedby paysemetteur paisemisor بلدالإصدار",
    "kind": "kind documentkind documenttype type typededocument tipodedocumento نوعالوثيقة",
}
_FIELD_OF = {word: field for field, words in _HEADS.items() for word in words.split()}
# Without heads, the columns stand in this order.
_ORDER = ("name", "born", "nationality", "document", "issuer", "kind")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", re.ASCII)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


def check_journey(journey: Journey, now: datetime) -> Journey:
    """The journey with clean words. Raises: Invalid, with every error in its place."""
    errors: list[FieldError] = []
    clean: dict[str, str] = {}
    for field, longest in (("number", LONGEST_FRAME), ("route", LONGEST_FRAME), ("source", LONGEST_FRAME)):
        try:
            clean[field] = clean_line(getattr(journey, field), field=field, longest=longest)
        except Invalid as refusal:
            errors += refusal.errors
        else:
            if not clean[field]:
                errors.append(FieldError(field, "required", _("A list needs its journey: fill this in.")))
    if journey.arrives_at <= journey.departs_at:
        errors.append(FieldError("arrives_at", "order", _("The arrival must be after the departure.")))
    elif journey.arrives_at - journey.departs_at > LONGEST_JOURNEY:
        errors.append(FieldError("arrives_at", "too-long", _("A journey lasts at most 30 days here.")))
    if journey.departs_at > now + LONGEST_AHEAD:
        errors.append(
            FieldError("departs_at", "too-early", _("Send a list at most 14 days before departure."))
        )
    if journey.arrives_at + KEPT_AFTER_ARRIVAL <= now:
        sentence = _("This journey ended more than a day ago: its list is not kept any more.")
        errors.append(FieldError("arrives_at", "over", sentence))
    case = clean_line(journey.case, field="case", longest=LONGEST_CASE)
    if needs_case(journey.purpose) and not case:
        errors.append(
            FieldError("case", "required", _("Name the case. Only border control asks without one."))
        )
    if errors:
        raise Invalid(errors)
    return msgspec.structs.replace(journey, **clean, case=case)


def ends_at(journey: Journey) -> datetime:
    """When the list goes. Source: practice 17: 24 hours after arrival."""
    return journey.arrives_at + KEPT_AFTER_ARRIVAL


def read_manifest(text: str) -> list[Entry]:
    """The entries of a text: a line each, columns parted by semicolon, tab or comma, with heads or without.

    Raises: Invalid for none, for too many, and for a line that is too long.
    """
    if len(text) > LONGEST_LIST:
        raise invalid("lines", "too-long", _("This list is too long. Send one list a journey."))
    text = text.removeprefix("\ufeff").replace("\0", "")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(map(str.strip, row))]
    heads = [_FIELD_OF.get(_folded(cell)) for cell in rows[0]] if rows else []
    columns: Sequence[str | None] = _ORDER
    if sum(head is not None for head in heads) >= min(2, len(heads)):
        columns, rows = heads, rows[1:]
    return checked([entry_of(dict(zip(columns, row, strict=False))) for row in rows])


def checked(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, each once, without what they cannot hold. Raises: Invalid for none, too many or too long."""
    if not 1 <= len(entries) <= MOST_LINES:
        message = _("Give one to %(most)s lines, one traveller each.") % {"most": MOST_LINES}
        raise invalid("lines", "too-many", message)
    for place, entry in enumerate(entries):
        for field in FIELDS:
            longest = LONGEST_NAME if field == "name" else LONGEST_CELL
            if len(getattr(entry, field)) > longest:
                message = _("Line %(line)s is too long.") % {"line": place + 1}
                raise invalid("lines", "too-long", message)
    return list(dict.fromkeys(entries))


def written(entries: Sequence[Entry]) -> str:
    """The text of these entries, with heads: what `read_manifest` reads as the same entries."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["name", "birth date", "nationality", "document", "issuer", "kind"])
    writer.writerows([getattr(entry, field) for field in FIELDS] for entry in entries)
    return out.getvalue()


def subjects_in(entry: Entry) -> list[AskedSubject]:
    """What is asked about one traveller: the document always, the person only with the full birth date.

    A document without issuer is taken for one of the traveller's own country, and without kind for a passport.
    Source: practice 17.
    """
    found = []
    if entry.document:
        issuer = entry.issuer or entry.nationality
        kind = entry.kind or ("passport" if issuer else "")
        found.append(AskedSubject(document=Document(number=entry.document, issuer=issuer, kind=kind)))
    if entry.name and is_full_date(entry.born):
        found.append(AskedSubject(person=Person(name=entry.name, born=entry.born)))
    return found


def problem_of(entry: Entry) -> str | Promise:
    """What of a line cannot be asked; "" where all of it can."""
    if not subjects_in(entry):
        return _("Nothing to ask: give a document number, or a name with the full birth date.")
    if entry.name and not is_full_date(entry.born):
        return _("Only the document was asked: a name needs the full birth date.")
    return ""


def is_full_date(text: str) -> bool:
    """Is this a day of the calendar, 1987-03-14?"""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def entry_of(cells: Mapping[str | None, str] | dict[str, str]) -> Entry:
    """An entry of named cells, with dates and countries as we write them."""
    said = {name: " ".join(value.split()) for name, value in cells.items() if name}
    if both := " ".join(filter(None, (said.get("surname"), said.get("given")))):
        said.setdefault("name", both)
    said["born"] = _iso(said.get("born", ""))
    for field in ("nationality", "issuer"):
        said[field] = said.get(field, "").upper()
    return Entry(**{field: said.get(field, "") for field in FIELDS})


def _iso(born: str) -> str:
    """Days as carriers write them: 14.03.1987, 14/03/1987 and 19870314 are 1987-03-14. All else stays as it is."""
    if match := _DAY_FIRST.fullmatch(born):
        day, month, year = match.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    if match := _PACKED.fullmatch(born):
        return "-".join(match.groups())
    return born


def _folded(head: str) -> str:
    plain = unicodedata.normalize("NFKD", head.casefold())
    return "".join(letter for letter in plain if letter.isalpha())
