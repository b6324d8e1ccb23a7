"""Numbers of ships: IMO number, radio identity (MMSI), call sign, and the number in a register.

Source: IMO resolution A.1117(30) for the IMO number; ITU-R M.585 for the MMSI; ITU Radio Regulations, Article 19,
for call signs; all read as general knowledge.
"""

import re

from django.utils.translation import gettext_lazy as _
from stdnum import imo as imo_numbers

from comity.kit.errors import Invalid, invalid
from comity.matching.documents import issuer_code
from comity.matching.folding import folded, latin, number_of
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined, key

# Of a ship's station the first three digits name the country and begin with 2 to 7; a craft of a ship has 98 before.
_MMSI = re.compile(r"[2-7][0-9]{8}|98[2-7][0-9]{6}")
_CALL_SIGN = re.compile(r"(?=.*[0-9].*|[A-Z]{4,7}$)(?=.*[A-Z])[A-Z0-9]{3,9}")


def imo_number(raw: str, *, field: str = "imo") -> str:
    """The seven digits of an IMO number. Raises: Invalid where they are not seven or the last is not right."""
    digits = number_of(raw, field=field).removeprefix("IMO")
    if not (digits.isascii() and imo_numbers.is_valid(digits)):
        message = _("This is no IMO number of a ship: seven digits, of which the last checks the others.")
        raise invalid(field, "imo-form", message)
    return digits


def is_imo(raw: str) -> bool:
    """Is this the IMO number of a ship? Companies have numbers of the same length that are not checked like this."""
    try:
        imo_number(raw)
    except Invalid:
        return False
    return True


def imo_keys(raw: str) -> tuple[Key, ...]:
    """Key of a recorded IMO number; it stays with the hull for life."""
    return (Key(KeyKind.IMO, imo_number(raw), None, Grade.HIT),)


def imo_probes(raw: str) -> tuple[Probe, ...]:
    """The question for an IMO number: a hit, or nothing. Its check digit is right, so there is nothing to fold."""
    number = imo_number(raw)
    return (Probe(KeyKind.IMO, number, number, Grade.HIT, Grade.HIT),)


def mmsi_number(raw: str, *, field: str = "mmsi") -> str:
    """The nine digits of a ship's radio identity. Raises: Invalid for those of coasts, aircraft and buoys too."""
    digits = number_of(raw, field=field).removeprefix("MMSI")
    if not _MMSI.fullmatch(digits):
        message = _(
            "The radio identity (MMSI) of a ship has nine digits; the first is 2 to 7, or 98 stands before."
        )
        raise invalid(field, "mmsi-form", message)
    return digits


def mmsi_keys(raw: str) -> tuple[Key, ...]:
    """Key of a recorded radio identity."""
    return (Key(KeyKind.MMSI, mmsi_number(raw), None, Grade.HIT),)


def mmsi_probes(raw: str) -> tuple[Probe, ...]:
    """The question for a radio identity."""
    number = mmsi_number(raw)
    return (Probe(KeyKind.MMSI, number, number, Grade.HIT, Grade.HIT),)


def call_sign_text(raw: str, *, field: str = "call_sign") -> str:
    """A call sign, normalised. Raises: Invalid when it has not the form of one."""
    sign = latin(number_of(raw, field=field))
    if not _CALL_SIGN.fullmatch(sign):
        message = _("A call sign has three to nine letters and digits, such as FABC or 3FXY2.")
        raise invalid(field, "call-sign-form", message)
    return sign


def call_sign_keys(raw: str) -> tuple[Key, ...]:
    """Key of a recorded call sign. It goes from ship to ship: never more than a candidate."""
    sign = call_sign_text(raw)
    return (key(KeyKind.CALL_SIGN, sign, folded(sign), "", Grade.CANDIDATE),)


def call_sign_probes(raw: str) -> tuple[Probe, ...]:
    """The question for a call sign. What only looks alike is another station."""
    sign = call_sign_text(raw)
    return (Probe(KeyKind.CALL_SIGN, folded(sign), sign, Grade.CANDIDATE, Grade.NONE),)


def registration_keys(number: str, country: str) -> tuple[Key, ...]:
    """Key of a number in a state's register of ships or companies. country "": a candidate at most."""
    plain = latin(number_of(number, field="registration"))
    grade = Grade.HIT if country else Grade.CANDIDATE
    return (key(KeyKind.REGISTRATION, plain, folded(plain), joined(_code(country)), grade),)


def registration_probes(number: str, country: str = "") -> tuple[Probe, ...]:
    """Questions for a registration: a hit with its country, without it a candidate in every register."""
    plain = latin(number_of(number, field="registration"))
    rest = joined(_code(country))
    best = Grade.HIT if country else Grade.CANDIDATE
    return (
        Probe(
            KeyKind.REGISTRATION,
            folded(plain) + rest,
            plain + rest,
            best,
            Grade.CANDIDATE,
            prefix=not country,
        ),
    )


def _code(country: str) -> str:
    return issuer_code(country, field="country") if country else ""
