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
    """As written; with the last, or the last two parts as surname; and each again without one part."""
    yield from _orders(parts, 1.0, "")
    if 2 < len(parts) <= MOST_PARTS:
        for place, spare in enumerate(parts):
            yield from _orders(parts[:place] + parts[place + 1 :], SPARE, spare)


def _orders(parts: tuple[str, ...], weight: float, spare: str) -> Iterator[Arrangement]:
    orders = {parts: None}
    for behind in (1, 2):
        if len(parts) > behind:
            orders[parts[-behind:] + parts[:-behind]] = None
    for order in orders:
        borders, length = set(), 0
        for part in order:
            length += len(part)
            borders.add(length)
        yield Arrangement("".join(order), frozenset(borders), weight, spare)
