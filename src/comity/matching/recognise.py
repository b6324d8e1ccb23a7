"""Free text from the one query box: what it may be about. Never a guess in place of a question.

Where a text can be read in several ways, every reading is asked; what is missing makes a candidate of a hit.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from comity.kit.dates import PartialDate, parse_partial
from comity.kit.errors import Invalid, invalid
from comity.kit.text import clean_text
from comity.matching.accounts import is_iban
from comity.matching.document_kinds import BY_SLUG, DocumentKind
from comity.matching.folding import normalised
from comity.matching.holders import with_holder
from comity.matching.hulls import AMERICAN, EUROPEAN, read_hull
from comity.matching.mrz_reading import parse_mrz
from comity.matching.names.exact import LONGEST_NAME, normalised_name
from comity.matching.ships import imo_number, mmsi_number
from comity.matching.subjects import (
    AccountSubject,
    DocumentSubject,
    FirearmSubject,
    MrzSubject,
    PersonSubject,
    Subject,
    TelephoneSubject,
    TextSubject,
    VehicleSubject,
    VesselSubject,
)
from comity.matching.telephones import device_number, telephone_text
from comity.matching.vins import VIN_LENGTH, vin_number

LONGEST_TEXT = 4000
# A number without issuer or country shorter than this would find anything.
SHORTEST_BARE = 4
LONGEST_BARE = 20

_FILLERS = re.compile(r"<<|«|&lt;|\w<\w")
SHORTEST_ZONE = 60
_IMO_LENGTH, _DEVICE_LENGTH = 7, 15
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


def recognise(text: str, *, today: date, field: str = "text") -> Subject:
    """The subject a text is about: itself where it has one reading, a TextSubject where it has several.

    today: the reader's day. Raises: Invalid when it is too long, holds invisible controls, or says nothing.
    """
    found = readings_of(text, today=today, field=field)
    return found[0] if len(found) == 1 else TextSubject(" ".join(text.split()), tuple(found))


def readings_of(text: str, *, today: date, field: str = "text") -> list[Subject]:
    """Everything a text may be about, the likeliest first; at least one. Raises: as `recognise`."""
    if len(text) > LONGEST_TEXT:
        longest = _("Write at most %(longest)s characters.") % {"longest": LONGEST_TEXT}
        raise invalid(field, "too-long", longest)
    plain = clean_text(text, field=field, longest=LONGEST_TEXT)
    zone = _zone(plain, today, field)
    if zone is not None:
        return [zone]
    words = plain.replace(":", " ").split()
    found: list[Subject] = []
    if len(plain) <= LONGEST_NAME and words:
        has_digit = any(character.isdecimal() for character in plain)
        found = (_by_its_form(plain) or _numbered(words)) if has_digit else _named(words)
    if not found:
        nothing = _("Write one number with its country, one name, or the machine-readable lines.")
        raise invalid(field, "nothing-recognised", nothing)
    return found


def _zone(text: str, today: date, field: str) -> MrzSubject | None:
    """Machine-readable lines. Text with fillers is nothing else, so then the refusal says what is wrong."""
    if _FILLERS.search(text):
        return with_holder(parse_mrz(text, today=today, field=field))
    if len(text) < SHORTEST_ZONE:
        return None
    try:
        mrz = parse_mrz(text, today=today, field=field)
    except Invalid:
        return None
    return with_holder(mrz) if any(check.ok for check in mrz.checks) else None


def _by_its_form(text: str) -> list[Subject]:
    """What nothing else looks like: an IBAN, a telephone number with its country, a number that says what it is."""
    number = normalised(text)
    if is_iban(number):
        return [AccountSubject(number)]
    if text.startswith("+"):
        return [TelephoneSubject(text)] if _reads(telephone_text, text) else []
    if number.startswith("IMO") and _reads(imo_number, number):
        return [VesselSubject(imo=number)]
    if number.startswith("MMSI") and _reads(mmsi_number, number):
        return [VesselSubject(mmsi=number)]
    return []


def _reads(read: Callable[[str], object], text: str) -> bool:
    """Has this text the form that a reader asks for?"""
    try:
        read(text)
    except Invalid:
        return False
    return True


def _numbered(words: list[str]) -> list[Subject]:
    kind, words = _without_kind(words)
    issuer, rest = (words[0].upper(), words[1:]) if _is_code(words) else ("", words)
    number = normalised("".join(rest))
    if kind is not None:
        return [DocumentSubject(number, issuer, kind)] if number else []
    found: list[Subject] = list(_person(words))
    if found and len(words) > 2:
        return found
    if issuer and len(number) <= LONGEST_BARE:
        found += [DocumentSubject(number, issuer), VehicleSubject(plate=number, country=issuer)]
    return found + _bare(normalised("".join(words)))


def _without_kind(words: list[str]) -> tuple[DocumentKind | None, list[str]]:
    """A kind of document by its name, at the beginning or behind the issuer."""
    lower = [word.lower() for word in words]
    for start in (0, 1):
        for count in (3, 2, 1):
            kind = BY_SLUG.get("-".join(lower[start : start + count]))
            if kind is not None:
                return kind, words[:start] + words[start + count :]
    return None, words


def _is_code(words: list[str]) -> bool:
    first = words[0] if words else ""
    return len(words) > 1 and first.isascii() and first.isalpha() and (len(first) == 3 or first in "Dd")


def _bare(number: str) -> list[Subject]:
    """A number that stands alone: a VIN by its form, else whatever may have such a number."""
    if len(number) == VIN_LENGTH and _VIN.fullmatch(vin_number(number)):
        return [VehicleSubject(vin=number)]
    if not SHORTEST_BARE <= len(number) <= LONGEST_BARE:
        return []
    found: list[Subject] = list(_checked(number))
    return [
        *found,
        DocumentSubject(number),
        VehicleSubject(plate=number, engine=number),
        FirearmSubject(number),
    ]


def _checked(number: str) -> Iterator[Subject]:
    """What a bare number may be by its form or its check digit; others have such numbers too."""
    if len(number) in (AMERICAN, EUROPEAN) and _reads(read_hull, number):
        yield VesselSubject(hull=number)
    if len(number) == _IMO_LENGTH and _reads(imo_number, number):
        yield VesselSubject(imo=number)
    if len(number) == _DEVICE_LENGTH and _reads(device_number, number):
        yield TelephoneSubject(imei=number)


def _named(words: list[str]) -> list[Subject]:
    name = " ".join(words)
    return [PersonSubject(name)] if normalised_name(name) else []


def _person(words: list[str]) -> list[PersonSubject]:
    """Words of letters and a date of birth behind them."""
    name = words[:-1]
    if not name or any(character.isdecimal() for word in name for character in word):
        return []
    born = _born(words[-1])
    return [PersonSubject(" ".join(name), born)] if born and normalised_name(" ".join(name)) else []


def _born(word: str) -> PartialDate | None:
    day_first = _DAY_FIRST.fullmatch(word)
    if day_first:
        day, month, year = day_first.groups()
        word = f"{year}-{month:0>2}-{day:0>2}"
    try:
        return parse_partial(word, field="born")
    except Invalid:
        return None
