"""Invented persons for measuring the search of names: names of public lists in pieces, put together anew.

Person `i` is the same on every machine, and can be made again from `i` alone: the questions need not remember millions.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from uuid import UUID

from tools.names.sources import SCRIPTS, listed, wikidata

from comity.matching.names.index import Entry
from comity.matching.names.index.entries import Sex

PERSONS = 4
OPEN = ("", "open")
UNTIL = date(2099, 1, 1)
COUNTRIES = ("SYR", "IRQ", "DZA", "RUS", "CHN", "KOR", "FRA", "NGA", "PAK", "COL")
# Of all persons: put together from the list's words; with a name in another script beside the Latin one; with a slip.
FROM_LIST, IN_SCRIPT, SLIPPED = 0.15, 0.30, 0.10
# How many names of each script a million persons draw from, the frequent ones far more often.
NAMES_OF_A_SCRIPT, STEEPNESS = 8_000, 2.2
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Corpus:
    """data: the folder of public lists. persons: how many; those of the list itself come first."""

    data: Path
    persons: int

    @cached_property
    def listed(self) -> list[tuple[str, ...]]:
        """The names of each person of the list: main name, aliases, original script."""
        found = (
            (each.name, *(name for name, _good in each.aliases), *each.original) for each in listed(self.data)
        )
        return [tuple(dict.fromkeys(filter(None, names))) for names in found]

    @cached_property
    def _words(self) -> list[str]:
        return [word for names in self.listed for name in names for word in name.split()]

    @cached_property
    def _pools(self) -> list[list[tuple[str, str]]]:
        """Of each script: Latin form and native form, in a shuffled order that never changes."""
        size = int(NAMES_OF_A_SCRIPT * max(1.0, self.persons / 2_000_000))
        pools, known = [], wikidata(self.data)
        for script in SCRIPTS:
            pairs = sorted(
                (latin, min(forms[script])) for latin, forms in known.natives.items() if script in forms
            )
            random.Random(script).shuffle(pairs)
            pools.append(pairs[:size])
        return pools

    def names(self, place: int) -> tuple[str, ...]:
        """The names of a person."""
        if place < len(self.listed):
            return self.listed[place]
        chance = random.Random(place)
        if chance.random() < FROM_LIST:
            found = [" ".join(chance.choices(self._words, k=chance.choice((2, 3, 3, 4))))]
        else:
            pool = chance.choice(self._pools)
            drawn = [
                pool[int(len(pool) * chance.random() ** STEEPNESS)]
                for _each in range(chance.choice((2, 2, 3)))
            ]
            found = [" ".join(latin.capitalize() for latin, _native in drawn)]
            if chance.random() < IN_SCRIPT:
                found.append(" ".join(native for _latin, native in drawn))
        if chance.random() < SLIPPED:
            found[0] = slipped(chance, found[0])
        return tuple(found)

    def entries(self) -> Iterator[Entry]:
        for place in range(self.persons):
            year = 1940 + place % 65
            yield Entry(
                database=PERSONS,
                record=UUID(int=place),
                names=self.names(place),
                until=UNTIL,
                mark=OPEN,
                born=((year, year),),
                countries=(COUNTRIES[place % len(COUNTRIES)],),
                sex=Sex(1 + place % 2),
                counts=True,
            )

    def questions(self, count: int) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
        """Written names with the person meant: of the list's main names, and of random persons; each with a slip."""
        chance = random.Random(9)
        of_list = [(asked(chance, names[0]), place) for place, names in enumerate(self.listed)]
        places = chance.sample(range(len(self.listed), self.persons), count)
        return of_list, [(asked(chance, self.names(place)[0]), place) for place in places]


def asked(chance: random.Random, name: str) -> str:
    """As somebody else writes it: one edit, and every second time in another order."""
    words = slipped(chance, name).split()
    if chance.random() < 0.5:
        chance.shuffle(words)
    return " ".join(words)


def slipped(chance: random.Random, name: str) -> str:
    """With a letter lost, added, exchanged or swapped with the one before."""
    if len(name) < 4:
        return name
    place, letter = chance.randrange(1, len(name)), chance.choice(LETTERS)
    return chance.choice(
        (
            name[:place] + name[place + 1 :],
            name[:place] + letter + name[place:],
            name[:place] + letter + name[place + 1 :],
            name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :],
        )
    )
