"""Inventory numbers of works of art: a number of one institution, which says nothing without it."""

from comity.matching.folding import folded, latin, number_of, part_of
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined, key


def inventory_keys(number: str, institution: str = "") -> tuple[Key, ...]:
    """Key of a recorded inventory number. Without its institution it is never more than a candidate."""
    plain, whose = latin(number_of(number, field="inventory")), part_of(institution, field="institution")
    grade = Grade.HIT if whose else Grade.CANDIDATE
    return (key(KeyKind.INVENTORY, plain, folded(plain), joined(whose), grade),)


def inventory_probes(number: str, institution: str = "") -> tuple[Probe, ...]:
    """Questions for an inventory number: a hit with its institution, else a candidate."""
    plain, whose = latin(number_of(number, field="inventory")), part_of(institution, field="institution")
    found = [_probe(plain, joined(""), Grade.CANDIDATE)]
    if whose:
        found.append(_probe(plain, joined(whose), Grade.HIT))
    return tuple(found)


def _probe(plain: str, rest: str, best: Grade) -> Probe:
    beginning = best is Grade.CANDIDATE
    return Probe(
        KeyKind.INVENTORY, folded(plain) + rest, plain + rest, best, Grade.CANDIDATE, prefix=beginning
    )
