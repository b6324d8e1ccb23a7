"""Number plates: the number together with its country. No check digit exists."""

from comity.matching.documents import issuer_code
from comity.matching.folding import folded, latin, number_of
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined, key


def plate_number(raw: str) -> str:
    """A plate as keys write it. States with Cyrillic or Greek plates chose the letters that look Latin."""
    return latin(number_of(raw, field="plate"))


def plate_keys(plate: str, country: str) -> tuple[Key, ...]:
    """Keys of a recorded plate. country: "" where it is not known; then never more than a candidate."""
    number = plate_number(plate)
    code = issuer_code(country, field="country") if country else ""
    return (key(KeyKind.PLATE, number, folded(number), joined(code), Grade.HIT if code else Grade.CANDIDATE),)


def plate_probes(plate: str, country: str = "") -> tuple[Probe, ...]:
    """Questions for a plate. Without country it is asked in every country, and nothing is a hit."""
    number = plate_number(plate)
    rest = joined(issuer_code(country, field="country")) if country else joined("")
    best = Grade.HIT if country else Grade.CANDIDATE
    return (
        Probe(KeyKind.PLATE, folded(number) + rest, number + rest, best, Grade.CANDIDATE, prefix=not country),
    )
