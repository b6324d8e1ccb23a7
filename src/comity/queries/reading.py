"""What we read in a question, told back to the person who typed it: above all the machine-readable lines."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.bureaus import countries
from comity.kit.dates import PartialDate
from comity.kit.errors import Invalid
from comity.matching.folding import normalised
from comity.matching.keys import KeyKind
from comity.matching.mrz import Mrz
from comity.matching.mrz_repairs import check_errors, repairs
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
    probes_of,
)
from comity.web.marked import Piece, differences, drawn, pieces_of

# Readings offered for one damaged line; more are no help to anybody.
MOST_OFFERED = 3
KIND_WORDS: dict[int, str | Promise] = {
    KeyKind.DOCUMENT: _("document number"),
    KeyKind.PLATE: _("plate"),
    KeyKind.VIN: _("VIN"),
    KeyKind.ENGINE: _("engine number"),
    KeyKind.SERIAL: _("serial number"),
    KeyKind.NAME: _("name"),
    KeyKind.REGISTRATION: _("registration"),
    KeyKind.IMO: _("IMO number"),
    KeyKind.HULL: _("hull number"),
    KeyKind.MMSI: _("radio identity (MMSI)"),
    KeyKind.CALL_SIGN: _("call sign"),
    KeyKind.TELEPHONE: _("telephone"),
    KeyKind.ACCOUNT: _("account"),
    KeyKind.INVENTORY: _("inventory number"),
    KeyKind.PATTERN: _("pattern of the number"),
    KeyKind.MODEL: _("make and model"),
    KeyKind.DESCRIPTION: _("description"),
}
SEXES: dict[str, str | Promise] = {
    "M": pgettext_lazy("sex", "male"),
    "F": pgettext_lazy("sex", "female"),
    "X": pgettext_lazy("sex", "not stated"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Another reading of damaged lines. number: what differs is marked. whole: the lines to ask again with."""

    number: SafeString
    whole: str


@dataclass(frozen=True, slots=True)
class Zone:
    """Machine-readable lines as read, for people."""

    format: str
    kind: str | Promise
    lines: list[SafeString]
    holder: str
    issuer: str
    number: str
    birth: PartialDate | None
    expiry: PartialDate | None
    sex: str | Promise
    right: int
    checks: int
    wrong: list[str | Promise]
    offers: list[Offer]


def zone_of(subject: Subject) -> Zone | None:
    """The machine-readable zone in a subject; None where it holds none."""
    if not isinstance(subject, MrzSubject):
        return None
    mrz = subject.mrz
    found = repairs(mrz)
    # A look-alike misread is likelier than any other; where there is one, the rest only distracts.
    offered = [each for each in found if each.swapped] or found
    return Zone(
        format=mrz.format,
        kind=mrz.document_kind.label,
        lines=[drawn(line) for line in _marked(mrz)],
        holder=" ".join(filter(None, [mrz.given_names, mrz.surname])),
        issuer=countries.name(mrz.issuer),
        number=mrz.number,
        birth=mrz.birth,
        expiry=mrz.expiry,
        sex=SEXES.get(mrz.sex, ""),
        right=sum(check.ok for check in mrz.checks),
        checks=len(mrz.checks),
        wrong=[error.message for error in check_errors(mrz)],
        offers=[
            Offer(drawn(differences(mrz.number, each.number)), _lines(mrz, each.whole))
            for each in offered[:MOST_OFFERED]
        ],
    )


def _lines(mrz: Mrz, whole: str) -> str:
    width = mrz.layout.width
    return "\n".join(whole[start : start + width] for start in range(0, len(whole), width))


def _marked(mrz: Mrz) -> list[list[Piece]]:
    """The lines, their fields and check digits marked."""
    layout, marks = mrz.layout, [""] * len(mrz.whole)
    for part in (layout.number, layout.birth, layout.expiry):
        marks[part] = ["field"] * (part.stop - part.start)
    places = {
        "number": layout.number_check,
        "birth": layout.birth_check,
        "expiry": layout.expiry_check,
        "optional": layout.optional_check,
        "composite": layout.composite_check,
    }
    for check in mrz.checks:
        place = places[check.field]
        if place is not None:
            marks[place] = "check" if check.ok else "wrong"
    starts = range(0, len(mrz.whole), layout.width)
    return [
        pieces_of(mrz.whole[start : start + layout.width], marks[start : start + layout.width])
        for start in starts
    ]


def number_of(subject: Subject) -> str:
    """The one number a subject was asked by, normalised; "" where it has none or several."""
    match subject:
        case MrzSubject():
            return normalised(subject.mrz.number)
        case DocumentSubject():
            return normalised(subject.number)
        case FirearmSubject():
            return normalised(subject.serial)
        case AccountSubject():
            return normalised(subject.number)
        case WorkSubject():
            return normalised(subject.inventory)
        case VehicleSubject() | VesselSubject() | TelephoneSubject():
            numbers = {normalised(each) for each in numbers_of(subject)}
            return numbers.pop() if len(numbers) == 1 else ""
        case TextSubject():
            numbers = {number_of(each) for each in subject.readings}
            return numbers.pop() if len(numbers) == 1 else ""
    return ""


def numbers_of(subject: VehicleSubject | VesselSubject | TelephoneSubject) -> list[str]:
    """The numbers a subject was asked by, as typed, the surest first."""
    match subject:
        case VehicleSubject():
            found = [subject.vin, subject.plate, subject.engine]
        case VesselSubject():
            found = [subject.hull, subject.imo, subject.mmsi, subject.registration]
            found += [subject.call_sign, subject.engine]
        case TelephoneSubject():
            found = [subject.number, subject.imei]
    return [each for each in found if each]


def words_of(subject: Subject) -> str:
    """How a heading names a subject among others."""
    match subject:
        case MrzSubject():
            return f"{subject.mrz.issuer} {subject.mrz.number}"
        case DocumentSubject():
            return " ".join(filter(None, [subject.issuer.upper(), subject.number]))
        case PersonSubject():
            return subject.name
        case VehicleSubject():
            return (
                subject.vin
                or " ".join(filter(None, [subject.country.upper(), subject.plate]))
                or subject.engine
            )
        case FirearmSubject():
            return " ".join(filter(None, [subject.make, subject.model, subject.serial]))
        case VesselSubject() | TelephoneSubject():
            return numbers_of(subject)[0]
        case AccountSubject():
            return subject.number
        case WorkSubject():
            return " ".join(filter(None, [subject.institution, subject.inventory]))
        case TextSubject():
            return subject.text
        case DescribedSubject():
            return ", ".join(filter(None, [subject.words, *(each.as_written for each in subject.measures)]))
        case PartialSubject():
            return " ".join(filter(None, [subject.rest, subject.number]))


def compared_kinds(subject: Subject) -> frozenset[int]:
    """The kinds of identifier a subject asks by; none where a part of it fits nothing."""
    try:
        return frozenset(int(probe.kind) for probe in probes_of(subject))
    except Invalid:
        return frozenset()
