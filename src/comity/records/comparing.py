"""What was asked beside what is on record, fact by fact. Pure; the same for every database.

A fact is a word of a closed list ("number", "born"): that word, not a sentence, travels to the owner.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.dates import PartialDate, parse_partial
from comity.kit.errors import Invalid
from comity.matching import names
from comity.matching.descriptions import (
    DIMENSIONS,
    Dimension,
    read_measure,
    stem,
    step_of,
    words_of_text,
)
from comity.matching.folding import folded, normalised
from comity.matching.names.births import Births, graded
from comity.matching.names.exact import normalised_name
from comity.matching.partial import PartialSubject
from comity.matching.subjects import (
    AccountSubject,
    DescribedSubject,
    DocumentSubject,
    FirearmSubject,
    MrzSubject,
    PersonSubject,
    Subject,
    TelephoneSubject,
    TextSubject,
    VehicleSubject,
    VesselSubject,
    WorkSubject,
)
from comity.records.ways import Described, Way, described


class Result(StrEnum):
    """What a comparison of one fact says. SILENT: one side does not know it."""

    EQUAL = "equal"
    NEAR = "near"
    DIFFERS = "differs"
    SILENT = "silent"


RESULTS: dict[Result, str | Promise] = {
    Result.EQUAL: _("equal"),
    Result.NEAR: _("alike, not the same"),
    Result.DIFFERS: _("differs"),
    Result.SILENT: _("says nothing"),
}
# The style sheet's word for each.
SIGNS = {Result.EQUAL: "agree", Result.NEAR: "near", Result.DIFFERS: "differ", Result.SILENT: "silent"}

FACTS: dict[str, str | Promise] = {
    "issuer": _("Issuer"),
    "kind": _("Kind"),
    "number": _("Number"),
    "expires_on": _("Valid to"),
    "name": _("Name"),
    "born": _("Born"),
    "nationality": _("Nationality"),
    "sex": _("Sex"),
    "vin": _("Vehicle identification number"),
    "plate": _("Number plate"),
    "plate_country": _("Country of the plate"),
    "engine": _("Engine or part number"),
    "make": _("Make"),
    "model": _("Model"),
    "serial": _("Serial number"),
    "calibre": _("Calibre"),
    "hull": _("Hull number"),
    "imo": _("IMO number"),
    "mmsi": _("Radio identity (MMSI)"),
    "call_sign": _("Call sign"),
    "registration": _("Registration number"),
    "registration_country": _("Country of the register"),
    "telephone": _("Telephone"),
    "imei": _("Number of the device (IMEI)"),
    "account": _("Account"),
    "bank": _("Bank"),
    "inventory": _("Inventory number"),
    "institution": _("Institution"),
    "looks": _("Description"),
    "sort": _("Type of object"),
    **{each.value: label for each, label in DIMENSIONS.items()},
}
NUMBERS = frozenset(
    {
        "number", "vin", "plate", "engine", "serial", "hull", "imo", "mmsi", "call_sign", "registration",
        "telephone", "imei", "account", "inventory",
    }
)  # fmt: skip
MEASURES = frozenset(each.value for each in Dimension)
# Said as free text: equal in any writing.
NAMES = frozenset({"name", "institution", "bank"})
# What two full birth dates that are not the same may yet come from.
SLIPS: dict[Births, str | Promise] = {
    Births.SWAPPED: _("day and month exchanged"),
    Births.ONE_DIGIT: _("one digit differs"),
}
# Where else than in a field of its own name a record may hold a fact: the field and the piece of its parts.
IN_PARTS = {
    "name": ("names", "text"),
    "born": ("born", "date"),
    "nationality": ("nationalities", "country"),
    "number": ("documents", "number"),
    "issuer": ("documents", "issuer"),
    "kind": ("documents", "kind"),
    "engine": ("engines", "number"),
    "make": ("engines", "make"),
    "serial": ("parts", "serial"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: as asked, as recorded (several where the record holds several), and what that says.

    slip: how two values that are not the same may yet be one, where that has a name.
    """

    fact: str
    asked: str
    recorded: tuple[str, ...]
    result: Result
    slip: str | Promise = ""

    @property
    def label(self) -> str | Promise:
        return FACTS[self.fact]

    @property
    def words(self) -> str | Promise:
        return self.slip or RESULTS[self.result]

    @property
    def sign(self) -> str:
        return SIGNS[self.result]

    @property
    def is_number(self) -> bool:
        return self.fact in NUMBERS


def facts_of(subject: Subject) -> dict[str, str]:
    """What was asked, as facts; empty ones left out."""
    match subject:
        case DocumentSubject():
            kind = subject.kind.slug if subject.kind is not None else ""
            found = {"issuer": subject.issuer.upper(), "kind": kind, "number": subject.number}
        case MrzSubject():
            found = _of_lines(subject)
        case PersonSubject():
            born = subject.born.as_written if subject.born else ""
            found = {
                "name": subject.name,
                "born": born,
                "nationality": subject.nationality,
                "sex": subject.sex,
            }
        case VehicleSubject():
            found = {
                "vin": subject.vin,
                "plate": subject.plate,
                "plate_country": subject.country.upper(),
                "engine": subject.engine,
                "make": subject.make,
            }
        case FirearmSubject():
            found = {
                "serial": subject.serial,
                "make": subject.make,
                "model": subject.model,
                "calibre": subject.calibre,
            }
        case PartialSubject():  # a part agrees or nothing would have been found: there is no whole to compare
            found = {}
        case VesselSubject():
            found = _of_vessel(subject)
        case TelephoneSubject():
            found = {"telephone": subject.number, "imei": subject.imei}
        case AccountSubject():
            found = {"account": subject.number, "bank": subject.bank}
        case WorkSubject():
            found = {"inventory": subject.inventory, "institution": subject.institution}
        case DescribedSubject():
            measures = {each.dimension.value: each.as_written for each in subject.measures}
            found = {"looks": subject.words, "sort": subject.kind, **measures}
        case TextSubject():
            found = {}
            for reading in reversed(subject.readings):  # the likeliest reading comes first and wins
                found |= facts_of(reading)
    return {fact: value for fact, value in found.items() if value}


def _of_lines(subject: MrzSubject) -> dict[str, str]:
    mrz = subject.mrz
    return {
        "issuer": mrz.issuer,
        "kind": mrz.document_kind.slug,
        "number": mrz.number,
        "expires_on": mrz.expiry.earliest.isoformat() if mrz.expiry and mrz.expiry.is_full else "",
        "name": " ".join(filter(None, (mrz.given_names, mrz.surname))),
        "born": _written(mrz.birth) if mrz.birth else "",
        "nationality": mrz.nationality,
        "sex": subject.holder.sex if subject.holder is not None else "",
    }


def _of_vessel(subject: VesselSubject) -> dict[str, str]:
    return {
        "hull": subject.hull,
        "imo": subject.imo,
        "mmsi": subject.mmsi,
        "call_sign": subject.call_sign,
        "registration": subject.registration,
        "registration_country": subject.country.upper(),
        "engine": subject.engine,
        "make": subject.make,
    }


def _written(date: PartialDate) -> str:
    """A date as every record writes it: the lines have no century."""
    if date.is_full:
        return date.earliest.isoformat()
    return f"{date.earliest.isoformat()}/{date.latest.isoformat()}"


def recorded_facts(body: Mapping[str, Any], ways: tuple[Way, ...]) -> dict[str, tuple[str, ...]]:
    """What a record says of the same facts. ways: its database's keys."""
    way = described(ways)
    found = _described_facts(way, dict(body)) if way is not None and body else {}
    for fact in FACTS:
        value = body.get(fact)
        own = [value] if isinstance(value, str) and value else []
        field, piece = IN_PARTS.get(fact, ("", ""))
        parts = [str(part[piece]) for part in body.get(field) or () if part.get(piece)]
        if values := tuple(dict.fromkeys(own + parts)):
            found[fact] = values
    return found


def _described_facts(way: Described, body: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    found = {"looks": tuple(way.texts(body)), "sort": (body[way.among],)}
    for measure in way.measured(body):
        found[measure.dimension.value] = (*found.get(measure.dimension.value, ()), measure.as_written)
    return found


def compare(asked: Mapping[str, str], recorded: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """Every fact that either side knows, what was asked first."""
    order = [fact for fact in FACTS if fact in asked] + [
        fact for fact in FACTS if fact in recorded and fact not in asked
    ]
    return [_row(fact, asked.get(fact, ""), recorded.get(fact, ())) for fact in order]


def compare_sides(
    one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]], facts: Iterable[str]
) -> list[Row]:
    """Two of which each may say a fact several times: of one side the value that fits the other best stands there."""
    order = [Result.EQUAL, Result.NEAR, Result.DIFFERS, Result.SILENT]
    return [
        min(
            (_row(fact, value, other.get(fact, ())) for value in one.get(fact) or ("",)),
            key=lambda row: order.index(row.result),
        )
        for fact in facts
        if fact in one or fact in other
    ]


def _row(fact: str, asked: str, recorded: tuple[str, ...]) -> Row:
    found = _result(fact, asked, recorded)
    slip = _slip(asked, recorded) if fact == "born" and found is Result.NEAR else ""
    return Row(fact, asked, recorded, found, slip)


def _result(fact: str, asked: str, recorded: Iterable[str]) -> Result:
    best = [_one(fact, asked, value) for value in recorded] if asked else []
    for result in (Result.EQUAL, Result.NEAR, Result.DIFFERS):
        if result in best:
            return result
    return Result.SILENT


def _one(fact: str, asked: str, recorded: str) -> Result:
    if fact in NUMBERS:
        if normalised(asked) == normalised(recorded):
            return Result.EQUAL
        alike = folded(normalised(asked)) == folded(normalised(recorded))
        return Result.NEAR if alike else Result.DIFFERS
    if fact in NAMES:
        return _named(fact, asked, recorded)
    if fact == "born":
        return _born(asked, recorded)
    if fact == "looks":
        shared = {stem(word) for word in words_of_text(asked)} & {
            stem(word) for word in words_of_text(recorded)
        }
        return Result.NEAR if shared else Result.DIFFERS
    if fact in MEASURES:
        return _measured(asked, recorded, Dimension(fact))
    return Result.EQUAL if asked.strip().casefold() == recorded.strip().casefold() else Result.DIFFERS


def _measured(asked: str, recorded: str, dimension: Dimension) -> Result:
    """Measures of one thing differ by how it was framed and who measured: a step apart is near."""
    try:
        one, other = (
            read_measure(text, field=dimension.value, dimension=dimension) for text in (asked, recorded)
        )
    except Invalid:
        return Result.SILENT
    if one.amount == other.amount:
        return Result.EQUAL
    return Result.NEAR if abs(step_of(one.amount) - step_of(other.amount)) <= 1 else Result.DIFFERS


def _named(fact: str, asked: str, recorded: str) -> Result:
    """Names of people are alike in another spelling or script too, as questions find them."""
    if normalised_name(asked) == normalised_name(recorded):
        return Result.EQUAL
    alike = fact == "name" and names.compare(asked, recorded).tier is not names.Tier.NONE
    return Result.NEAR if alike else Result.DIFFERS


def _born(asked: str, recorded: str) -> Result:
    """Full dates agree or are a slip apart; partial ones are alike where one day could be both."""
    try:
        one, other = parse_partial(asked, field="born"), parse_partial(recorded, field="born")
    except Invalid:
        return Result.SILENT
    if one.is_full and other.is_full:
        if one.earliest == other.earliest:
            return Result.EQUAL
        return Result.NEAR if graded(one, other) in SLIPS else Result.DIFFERS
    return Result.NEAR if one.overlaps(other) else Result.DIFFERS


def _slip(asked: str, recorded: Iterable[str]) -> str | Promise:
    """The slip that lies between a birth date asked and one recorded; "" where there is none with a name."""
    one = parse_partial(asked, field="born")
    for value in recorded:
        other = parse_partial(value, field="born")
        if one.is_full and other.is_full and (slip := SLIPS.get(graded(one, other))):
            return slip
    return ""
