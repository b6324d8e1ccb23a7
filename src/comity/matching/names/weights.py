"""The weights: for each term, how many bits it gives at which value. One versioned file, made by
tools/names/train.py.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from comity.matching.names.likeness import Lexicon
from comity.matching.names.rarity import DATA, prior
from comity.matching.names.terms import Term

# What it costs to write a family name of Korea or China by another system of Latin letters.
OTHER_SYSTEM_COST = 3.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Bits over values: straight between the knots, flat beyond the last, never turning back."""

    at: tuple[float, ...]
    bits: tuple[float, ...]

    def __call__(self, value: float) -> float:
        place = bisect_right(self.at, value)
        if place == 0:
            return self.bits[0]
        if place == len(self.at):
            return self.bits[-1]
        low, high = self.at[place - 1], self.at[place]
        return self.bits[place - 1] + (self.bits[place] - self.bits[place - 1]) * (value - low) / (high - low)


@dataclass(frozen=True)
class Weights:
    """version: changes with every training. curves: of every term of names. persons: of dates, countries and
    papers.
    """

    version: str
    start: float
    curves: Mapping[Term, Curve]
    persons: Mapping[str, float]
    operations: Mapping[str, Mapping[str, float]]


@cache
def weights() -> Weights:
    """The shipped ones."""
    raw = json.loads((DATA / "weights.json").read_text("utf-8"))
    return Weights(
        raw["version"],
        raw["start"],
        {
            Term(name): Curve(tuple(curve["at"]), tuple(curve["bits"]))
            for name, curve in raw["curves"].items()
        },
        raw["persons"],
        raw["operations"],
    )


@cache
def lexicon() -> Lexicon:
    """What the shipped files know about names."""
    return Lexicon(prior(), variants(), nicknames(), sexes(), weights().operations)


@cache
def variants() -> dict[tuple[str, str], float]:
    """data/variants.txt: a token, then each other spelling with its cost after a slash; and the lines of
    nicknames.txt with a tilde. A pair is in alphabetical order.
    """
    table: dict[tuple[str, str], float] = {}
    for line in _lines("nicknames.txt"):
        forms = sorted(line.replace("~", " ").split()) if "~" in line else []
        table.update(dict.fromkeys(combinations(forms, 2), OTHER_SYSTEM_COST))
    for line in _lines("variants.txt"):
        token, *others = line.split()
        for other in others:
            text, _, bits = other.partition("/")
            table[token, text] = float(bits)
    return table


@cache
def sexes() -> dict[str, bool]:
    """data/first_names.txt: whether a first name is a woman's. What both bear is not there."""
    table: dict[str, bool] = {}
    for line in _lines("first_names.txt"):
        sort, _, names = line.partition(":")
        table.update(dict.fromkeys(names.split(), sort == "women"))
    return table


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """data/nicknames.txt, both ways: each first name and each short form with all that may stand for it."""
    table: dict[str, set[str]] = {}
    for line in _lines("nicknames.txt"):
        if "~" in line:
            continue
        names, colon, short = line.partition(":")
        forms = (names.split(), short.split()) if colon else (line.replace("=", " ").split(),) * 2
        for one in forms[0]:
            for other in forms[1]:
                if one != other:
                    table.setdefault(one, set()).add(other)
                    table.setdefault(other, set()).add(one)
    return {name: frozenset(forms) for name, forms in table.items()}


def _lines(name: str) -> list[str]:
    return [
        line for line in (DATA / name).read_text("utf-8").splitlines() if line and not line.startswith("#")
    ]
