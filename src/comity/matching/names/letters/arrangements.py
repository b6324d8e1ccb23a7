"""In which ways the parts of a Latin name may stand for a Chinese or Korean one: both orders, joined or split."""

from collections.abc import Iterator
from dataclasses import dataclass

# Parts beyond this many are no Chinese or Korean name.
MOST_PARTS = 6
# A part more than the native name has (a Western given name, a husband's surname), against its meeting by chance.
SPARE = 0.02


@dataclass(frozen=True)
class Arrangement:
    """text: all letters, surname first. borders: where a part ends. spare: a part that stands for nothing."""

    text: str
    borders: frozenset[int]
    weight: float
    spare: str = ""


def arrangements(parts: tuple[str, ...]) -> Iterator[Arrangement]:
    """All orders, and each again without one part."""
    yield from orders(parts)
    if 2 < len(parts) <= MOST_PARTS:
        for place, spare in enumerate(parts):
            yield from orders(parts[:place] + parts[place + 1 :], SPARE, spare)


def orders(parts: tuple[str, ...], weight: float = 1.0, spare: str = "") -> Iterator[Arrangement]:
    """As written, and with the last, or the last two parts as surname."""
    several = {parts: None}
    for behind in (1, 2):
        if len(parts) > behind:
            several[parts[-behind:] + parts[:-behind]] = None
    for order in several:
        borders, length = set(), 0
        for part in order:
            length += len(part)
            borders.add(length)
        yield Arrangement("".join(order), frozenset(borders), weight, spare)
