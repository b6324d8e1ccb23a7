"""Vehicle identification numbers: 17 characters of ISO 3779, and the shorter chassis numbers before them."""

from comity.matching.folding import folded, latin, number_of
from comity.matching.keys import Grade, Key, KeyKind, Probe, key

VIN_LENGTH = 17

# ISO 3779 leaves out I, O and Q because they look like digits: where one stands, the digit was meant.
REPAIR = str.maketrans("OQI", "001")
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_LETTERS = zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True)
_VALUES = {str(digit): digit for digit in range(10)} | dict(_LETTERS)


def vin_number(raw: str) -> str:
    """A VIN as keys write it; I, O and Q are mended."""
    return latin(number_of(raw, field="vin")).translate(REPAIR)


def vin_repair(raw: str) -> bool:
    """Was an I, O or Q mended? Said to whoever typed or recorded it."""
    return bool(raw) and vin_number(raw) != latin(number_of(raw, field="vin"))


def check_digit_fits(vin: str) -> bool | None:
    """Does the ninth character agree with the others? None when it is no VIN of 17 characters.

    Only ever a hint: North America and China require it, most European makers put any character there.
    Source: 49 CFR 565.15(c).
    """
    number = vin_number(vin)
    if len(number) != VIN_LENGTH or any(character not in _VALUES for character in number):
        return None
    rest = sum(_VALUES[c] * weight for c, weight in zip(number, _WEIGHTS, strict=True)) % 11
    return number[8] == ("X" if rest == 10 else str(rest))


def vin_keys(vin: str) -> tuple[Key, ...]:
    """Keys of a recorded VIN. A shorter chassis number may repeat between makers: a candidate at most."""
    number = vin_number(vin)
    return (key(KeyKind.VIN, number, folded(number), "", _best(number)),)


def vin_probes(vin: str) -> tuple[Probe, ...]:
    """Questions for a VIN or chassis number."""
    number = vin_number(vin)
    return (Probe(KeyKind.VIN, folded(number), number, _best(number), Grade.CANDIDATE),)


def _best(number: str) -> Grade:
    return Grade.HIT if len(number) == VIN_LENGTH else Grade.CANDIDATE
