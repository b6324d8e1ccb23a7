"""Invented people and what happens to their names in files: the pairs that weights are learned from beside the
real ones.
"""

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
FAMILY_FIRST = frozenset({"chinese", "korean", "vietnamese"})
TWO_FAMILIES = frozenset({"spanish", "portuguese"})
CHAINS = frozenset({"arabic", "malay"})
PATRONYMS = {"russian": ("ovich", "ovna"), "ukrainian": ("ovych", "ivna")}


@dataclass(frozen=True)
class Group:
    """region, "man", "woman" or "family", and the names, the commonest first."""

    region: str
    sort: str
    names: tuple[str, ...]


@cache
def groups() -> tuple[Group, ...]:
    """What people.txt holds."""
    found = []
    for line in (HERE / "people.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            region, sort, *names = line.split()
            found.append(Group(region, sort, tuple(names)))
    return tuple(found)


@cache
def pool(region: str, sort: str) -> tuple[str, ...]:
    return next(group.names for group in groups() if group.region == region and group.sort == sort)


def any_name(region: str, sort: str, chance: random.Random) -> str:
    """Common names come more often."""
    known = pool(region, sort)
    return known[int(len(known) * chance.random() ** 1.4)]


@dataclass(frozen=True)
class Person:
    """An invented person: the parts of the name in the order in which they are written."""

    region: str
    sort: str
    given: tuple[str, ...]
    fathers: tuple[str, ...]
    families: tuple[str, ...]
    linked: bool = False

    def written(self) -> str:
        link = ("binti" if self.sort == "woman" else "bin",) if self.linked and self.fathers else ()
        fathers = [word for father in self.fathers for word in (*link, father)]
        parts = (
            (*self.families, *self.given)
            if self.region in FAMILY_FIRST
            else (*self.given, *fathers, *self.families)
        )
        return " ".join(parts)


def person(chance: random.Random) -> Person:
    """Anybody, built as names are built where they live."""
    region = chance.choice(sorted({group.region for group in groups()}))
    sort = chance.choice(("man", "man", "woman"))
    given = [any_name(region, sort, chance)]
    if (region in FAMILY_FIRST and chance.random() < 0.7 and len(given[0]) < 6) or (
        region in ("english", "spanish", "portuguese", "french", "german", "italian", "african", "indian")
        and chance.random() < 0.45
    ):
        given.append(any_name(region, sort, chance))
    fathers: list[str] = []
    if region in PATRONYMS and chance.random() < 0.5:
        fathers.append(any_name(region, "man", chance).rstrip("aiy") + PATRONYMS[region][sort == "woman"])
    elif region in CHAINS and chance.random() < 0.7:
        fathers += [any_name(region, "man", chance) for _ in range(chance.choice((1, 1, 2)))]
    families = [of_woman(any_name(region, "family", chance), region, sort)]
    if region in TWO_FAMILIES and chance.random() < 0.6:
        families.append(any_name(region, "family", chance))
    if region in CHAINS and fathers and chance.random() < 0.4:
        families = []
    return Person(region, sort, tuple(given), tuple(fathers), tuple(families), chance.random() < 0.4)


def of_woman(family: str, region: str, sort: str) -> str:
    if sort == "woman" and region in ("russian", "polish") and family.endswith(("ov", "ev", "in", "ski")):
        return family[:-1] + "a" if family.endswith("ski") else family + "a"
    return family
