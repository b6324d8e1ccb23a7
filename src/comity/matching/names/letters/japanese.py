"""Japanese names in Chinese characters: as they are mostly read. What one is really read as only its bearer knows.

A reading that fits speaks for one name, the less the more readings the characters have. One that does not fit says
nothing: the bearer may read it otherwise.
"""

from functools import lru_cache
from itertools import product
from math import log2

import msgspec

from comity.matching.names.letters.files import read
from comity.matching.names.letters.segments import Segment
from comity.matching.names.remembering import remembered

LONGEST, LONGEST_SURNAME = 6, 3
# Readings kept of one part, and of a whole name for an index.
MOST_FORMS, MOST_READINGS = 40, 8
# How rare a family name is among Japanese people, and a given name, in bits: one in 130, one in 500 (our judgement).
SURNAME_BITS, GIVEN_BITS = 7.0, 9.0
# A family name that is not on the list is read by its characters: these say less.
UNLISTED_BITS = 3.0
_LONG = (("ou", "o"), ("oo", "o"), ("uu", "u"), ("oh", "o"))
_VOWELS = frozenset("aeiou")


class File(msgspec.Struct, frozen=True):
    """Readings apart by a blank, the most usual first; of surnames, of given names, of one character of a given one."""

    about: dict[str, str]
    surnames: dict[str, str]
    given: dict[str, str]
    characters: dict[str, str]


@lru_cache(maxsize=1)
def japanese() -> File:
    """The file, read once: data/japanese.json, typed by hand."""
    return read("japanese.json", File)


@remembered
def readings(name: str) -> tuple[tuple[str, str], ...]:
    """Surname and given name in Latin letters, for a name whose surname is on the list; () for any other."""
    found = [
        (surname, given)
        for cut in range(1, min(len(name), LONGEST_SURNAME + 1))
        if name[:cut] in japanese().surnames and len(name) <= LONGEST
        for surname, given in product(_surnames(name[:cut]), _given(name[cut:])[:MOST_READINGS])
    ]
    return tuple(dict.fromkeys(found))[:MOST_READINGS]


def heard(name: str, parts: tuple[str, ...]) -> tuple[float, tuple[Segment, ...]] | None:
    """Bits for one name, and what stands for what; None where no reading that we know fits.

    parts: two words in Latin letters, in either order.
    """
    if len(parts) != 2 or not 2 <= len(name) <= LONGEST:
        return None
    best: tuple[float, tuple[Segment, ...]] | None = None
    for surname, given in (parts, parts[::-1]):
        for cut in range(1, min(len(name), LONGEST_SURNAME + 1)):
            bits = _bits(name[:cut], short(surname), name[cut:], short(given))
            if bits is not None and (best is None or bits > best[0]):
                best = bits, ((name[:cut], surname), (name[cut:], given))
    return best


def _bits(family: str, surname: str, own: str, given: str) -> float | None:
    listed = _surnames(family)
    surnames = listed or _given(family)
    several = _given(own)
    if surname not in map(short, surnames) or given not in map(short, several):
        return None
    rare = (SURNAME_BITS if listed else UNLISTED_BITS) + GIVEN_BITS
    return rare - log2(len(surnames) * len(several))


def _surnames(family: str) -> tuple[str, ...]:
    return tuple(japanese().surnames.get(family, "").split())


@remembered
def _given(own: str) -> tuple[str, ...]:
    """As a whole, then character by character."""
    known = japanese()
    each = [known.characters.get(character, "").split() for character in own]
    joined = ("".join(said) for said in product(*each)) if all(each) else ()
    whole = known.given.get(own, "").split()
    return tuple(dict.fromkeys((*whole, *joined)))[:MOST_FORMS]


def short(word: str) -> str:
    """Without what marks a long vowel: Ohtani, Ootani and Otani are one, as on passports."""
    for long, vowel in _LONG:
        place = word.find(long)
        while place >= 0:
            # Ohira is O-hira: an h before a vowel is a sound of its own.
            if long != "oh" or word[place + 2 : place + 3] not in _VOWELS:
                word = word[:place] + vowel + word[place + 2 :]
            place = word.find(long, place + 1)
    return word
