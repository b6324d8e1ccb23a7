"""Jyutping syllables as Hong Kong's and Macao's papers write them: the government's habit, and what else is common."""

from itertools import product

from comity.matching.names.letters.habits import Spellings, first_most_usual, habits
from comity.matching.names.remembering import remembered


@remembered
def hong_kong(jyutping: str) -> Spellings:
    """Spellings of one syllable without its tone, with shares that sum to one; the most usual first."""
    known = habits()
    if jyutping in known.hong_kong_whole:
        return first_most_usual(tuple(known.hong_kong_whole[jyutping].split()))
    initial = next((each for each in ("gw", "kw", "ng") if jyutping.startswith(each)), jyutping[:1])
    if initial not in known.hong_kong_initials:
        initial = ""
    starts = known.hong_kong_initials[initial].split() or [""]
    ends = known.hong_kong_finals.get(jyutping[len(initial) :], "").split()
    return first_most_usual(tuple(dict.fromkeys(one + two for one, two in product(starts, ends))))
