"""Telephone numbers (E.164) and the numbers of the devices (IMEI). phonenumbers reads what people write."""

import phonenumbers
from django.utils.translation import gettext_lazy as _
from stdnum import imei as device_numbers

from comity.bureaus import countries
from comity.kit.errors import invalid
from comity.matching.folding import number_of
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined

# Behind a device's number, where a telephone number has its country calling code.
_DEVICE = "IMEI"
_SHORTEST = 5


def telephone_text(raw: str, *, field: str = "number", country: str = "") -> str:
    """A telephone number as +33123456789. country: the code of the country of a number written without one.

    Raises: Invalid when no country can be read or no such number can exist.
    """
    text = raw.strip()
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        found = phonenumbers.parse(text, _region(country))
    except phonenumbers.NumberParseException:
        found = None
    if found is None or not phonenumbers.is_possible_number(found):
        message = _("Write the telephone number with its country, such as +33 1 23 45 67 89.")
        raise invalid(field, "telephone-form", message)
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def telephone_keys(raw: str) -> tuple[Key, ...]:
    """Key of a recorded telephone number: the national number first, then the country calling code."""
    return (Key(KeyKind.TELEPHONE, _value(telephone_text(raw)), None, Grade.HIT),)


def telephone_probes(raw: str, country: str = "") -> tuple[Probe, ...]:
    """Questions for a telephone number: a hit. Without any country it is a candidate in each."""
    if country or raw.strip().startswith(("+", "00")):
        value = _value(telephone_text(raw, country=country))
        return (Probe(KeyKind.TELEPHONE, value, value, Grade.HIT, Grade.HIT),)
    digits = number_of(raw, field="number")
    if not (digits.isascii() and digits.isdigit() and len(digits) >= _SHORTEST):
        telephone_text(raw)  # says what is wrong
    # Most countries dial a zero first that is no part of the number; Italy keeps it.
    return tuple(_anywhere(each) for each in dict.fromkeys((digits.removeprefix("0"), digits)))


def _anywhere(digits: str) -> Probe:
    beginning = digits + joined("")
    return Probe(KeyKind.TELEPHONE, beginning, beginning, Grade.CANDIDATE, Grade.CANDIDATE, prefix=True)


def device_number(raw: str, *, field: str = "imei") -> str:
    """The number of a device without its check digit: 14 digits. Raises: Invalid when it is none."""
    digits = number_of(raw, field=field)
    if digits.isascii() and digits.isdigit():
        if len(digits) == 15 and device_numbers.is_valid(digits):
            return digits[:14]
        if len(digits) in (14, 16):  # without a check digit, or with the version of its software
            return digits[:14]
    message = _("The number of a device (IMEI) has 15 digits, of which the last checks the others.")
    raise invalid(field, "imei-form", message)


def device_text(raw: str, *, field: str) -> str:
    """An IMEI as records keep it: its digits. Raises: Invalid as `device_number`."""
    device_number(raw, field=field)
    return number_of(raw, field=field)


def device_keys(raw: str) -> tuple[Key, ...]:
    """Key of a recorded device."""
    return (Key(KeyKind.TELEPHONE, device_number(raw) + joined(_DEVICE), None, Grade.HIT),)


def device_probes(raw: str) -> tuple[Probe, ...]:
    """The question for a device."""
    value = device_number(raw) + joined(_DEVICE)
    return (Probe(KeyKind.TELEPHONE, value, value, Grade.HIT, Grade.HIT),)


def _value(e164: str) -> str:
    found = phonenumbers.parse(e164)
    return phonenumbers.national_significant_number(found) + joined(str(found.country_code))


def _region(country: str) -> str | None:
    known = countries.issuer(country.strip().upper()) if country else None
    return known.alpha2 if known is not None and known.alpha2 else None
