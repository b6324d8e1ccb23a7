"""A written name as the index has it: for each place, the words that may stand there.

Lighter than `names.reading`, whose roles and notes the comparison needs and the index does not: it folds words by the
same functions and drops the same particles, titles and links, in a quarter of the time.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from comity.kit.text import visible
from comity.matching.names import words
from comity.matching.names.folding import joining_removed, of_one_script, plain
from comity.matching.names.folding import skeleton as bones_of
from comity.matching.names.index.hashing import word_hash
from comity.matching.names.letters import cjk_readings, from_icao_arabic, icao_forms, romanisations
from comity.matching.names.scripts import READ_WHOLE, scripts_of

LONGEST_NAME, MOST_WORDS, LONGEST_WORD = 200, 12, 40
# Romanisations of one word, and readings of one character, that are indexed.
MOST_ALTERNATIVES, MOST_PASSPORT_FORMS, MOST_READINGS = 8, 3, 16
# Beside wildcards a word needs so many letters, and so many stars it may hold: each more looks at all words longer.
LEAST_BESIDE_WILDCARDS, MOST_STARS, LEAST_BONES = 3, 3, 2
# Say little and are left out as often as not. Where a name is nothing else, they are the name.
LEFT_OUT = words.PARTICLES | words.LINKS.keys() | words.TITLES | words.GENERATIONS.keys()
# In the reversible form of ICAO 9303 an X stands before what has no letter of its own.
_REVERSIBLE = re.compile("x[a-z]")
Alternatives = Callable[[str], tuple[str, ...]]
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """places: for each word of the name, the word as folded and then what else it may be read as.

    joined: neighbours written as one word, particles too. read: places that stand nowhere in the name: what the
    characters of a Chinese, Japanese or Korean one say, surname first.
    """

    places: tuple[tuple[str, ...], ...]
    joined: tuple[str, ...] = ()
    read: tuple[tuple[str, ...], ...] = ()

    @property
    def length(self) -> int:
        """How many words it has, for somebody who writes it in Latin letters."""
        return len(self.read) or len(self.places)

    @property
    def plain(self) -> str:
        """The same for the same words in any order."""
        return " ".join(sorted(place[0] for place in self.places))


def worded(name: str, alternatives: Alternatives | None = None) -> Wording:
    """Never raises: of what holds no letter or digit nothing is left.

    alternatives: `alternatives_of`, with a memory where many names are read. A question has none: its time would tell
    what others asked (practice 2).
    """
    alternatives = alternatives or alternatives_of
    found = [_folded(word) for word in _words(name[:LONGEST_NAME])]
    found = [word for word in found if word][:MOST_WORDS]
    kept = [word for place, word in enumerate(found) if word not in LEFT_OUT or _names(word, place)] or found
    joined = tuple(one + other for one, other in pairwise(found)) if len(found) > 1 else ()
    return Wording(tuple(alternatives(word) for word in kept), joined, _read(name, kept))


def _names(word: str, place: int) -> bool:
    """Is this particle a family name where it stands: Li Na, Do Quang?"""
    return place == 0 and word in words.NAMES_WHEN_FIRST


def has_wildcard(word: str) -> bool:
    """Does it leave letters open? A star is any letters, a question mark is one."""
    return "*" in word or "?" in word


def worded_with_wildcards(name: str) -> Wording:
    """As `worded`, where wildcards stand for letters of a word; a word that says too little is left out."""
    if not has_wildcard(name):
        return worded(name)
    places: list[tuple[str, ...]] = []
    for piece in name[:LONGEST_NAME].split():
        if not has_wildcard(piece):
            places += worded(piece).places
        elif says_enough(pattern := pattern_of(piece)):
            places.append((pattern,))
    return Wording(tuple(places)[:MOST_WORDS])


def pattern_of(piece: str) -> str:
    """One word with its wildcards, the letters folded as the index has them."""
    parts = re.split(r"([*?])", piece[:LONGEST_WORD])
    folded = (each if each in ("*", "?") else _folded("".join(_words(each))) for each in parts)
    return re.sub(r"\*+", "*", "".join(folded))


def says_enough(pattern: str) -> bool:
    """Are there letters enough to look through all words for it?"""
    return (
        len(pattern) - pattern.count("*") - pattern.count("?") >= LEAST_BESIDE_WILDCARDS
        and pattern.count("*") <= MOST_STARS
    )


def plain_number(wording: Wording) -> np.uint64:
    """The number under which the index has names of these words."""
    return np.uint64(word_hash(wording.plain))


def skeleton(word: str) -> str:
    """The consonants of a Latin word, what sounds alike taken together; "" where too few are left to say anything."""
    bones = bones_of(word) if word.isascii() and word.isalpha() else ""
    return bones if len(bones) >= LEAST_BONES else ""


def _words(text: str) -> list[str]:
    if text.isascii():
        return _NOT_WORD.sub(" ", joining_removed(text)).split()
    text = joining_removed(unicodedata.normalize("NFKC", text))
    # Marks belong to the letter before them; \W would cut at some of them.
    return "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in visible(text)).split()


def _folded(word: str) -> str:
    folded = plain(word[:LONGEST_WORD])
    if folded.isascii():
        return folded
    scripts = scripts_of(folded)
    if len(scripts) > 1 and not scripts.keys() <= READ_WHOLE:
        folded = of_one_script(folded, next(iter(scripts)))
    return folded[:LONGEST_WORD]


def alternatives_of(word: str) -> tuple[str, ...]:
    """The word; of another script its Latin forms, on passports and likely; without spaces, each two characters."""
    if word.isascii():
        native = from_icao_arabic(word) if _REVERSIBLE.search(word) else None
        return (word, plain(native)) if native else (word,)
    if scripts_of(word).keys() <= READ_WHOLE:
        pairs = (one + other for one, other in pairwise(word)) if len(word) > 2 else ()
        return tuple(dict.fromkeys((word, *pairs)))[: MOST_ALTERNATIVES + 1]
    forms = (form.lower() for form in icao_forms(word)[:MOST_PASSPORT_FORMS])
    found = dict.fromkeys((word, *forms, *romanisations(word)))
    return tuple(form for form in found if " " not in form)[: MOST_ALTERNATIVES + 1]


def _read(name: str, kept: list[str]) -> tuple[tuple[str, ...], ...]:
    """Surnames and given names that the characters of a whole name may say; the given name joined and in pieces."""
    if not kept or not all(scripts_of(word) and scripts_of(word).keys() <= READ_WHOLE for word in kept):
        return ()
    readings = cjk_readings(name[:LONGEST_NAME])
    surnames = tuple(dict.fromkeys(reading[0] for reading in readings))
    given = dict.fromkeys(word for reading in readings for word in reading[1:])
    joined = dict.fromkeys("".join(reading[1:]) for reading in readings if len(reading) > 2)
    places = (surnames, tuple(dict.fromkeys((*joined, *given))))
    return tuple(place[:MOST_READINGS] for place in places if place)
