"""How often a Latin syllable stands in the names of Chinese and Korean people: what an agreement is worth."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from comity.matching.names.letters.characters import PRIORS
from comity.matching.names.letters.files import read
from comity.matching.names.letters.habits import habits
from comity.matching.names.letters.scripts import Script
from comity.matching.names.letters.segments import Segment
from comity.matching.names.letters.simplified import simplified

# A syllable that no name of the list has: the rarer the longer.
RAREST, RARER_BY_LETTER = 2e-4, 0.5


class File(msgspec.Struct, frozen=True):
    """Shares by Latin form, summed over systems; of surnames and of the characters of given names."""

    about: dict[str, str]
    surnames: dict[str, dict[str, float]]
    given: dict[str, dict[str, float]]


@dataclass(frozen=True)
class Chances:
    """Of one script. native: the surnames themselves. priors: the share of each system."""

    native: Collection[str]
    surnames: dict[str, float]
    given: dict[str, float]
    priors: tuple[float, ...]

    def is_surname(self, native: str) -> bool:
        """Is it one of the surnames that we know?"""
        return "".join(map(simplified, native)) in self.native

    def share(self, form: str, is_surname: bool) -> float:
        """The share of a form among surnames or among characters of given names."""
        known = (self.surnames if is_surname else self.given).get(form, 0.0)
        return max(known, RAREST * RARER_BY_LETTER ** len(form))

    def of(self, segments: tuple[Segment, ...]) -> float:
        """The probability of meeting these forms by chance; the first is the surname's."""
        likely = 1.0
        for place, (_, form) in enumerate(segments):
            likely *= self.share(form, place == 0) if form else 1.0
        return likely


@lru_cache(maxsize=2)
def chances(script: Script) -> Chances:
    """Those of Han or of Hangul names."""
    file = read("chances.json.gz", File)
    priors = PRIORS if script is Script.HAN else (1.0,)
    native = habits().surnames_han if script is Script.HAN else habits().surnames_hangul
    return Chances(native, file.surnames[script.value], file.given[script.value], priors)
