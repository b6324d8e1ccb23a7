"""A written name as the index has it: for each place, the words that may stand there.

Lighter than `names.reading`, whose roles and notes the comparison needs and the index does not: it folds words by the
same functions and drops the same particles, titles and links, in a quarter of the time.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from comity.matching.names import words
from comity.matching.names.folding import joining_removed, of_one_script, plain
from comity.matching.names.folding import skeleton as bones_of
from comity.matching.names.index.hashing import word_hash
from comity.matching.names.scripts import READ_WHOLE, scripts_of

LONGEST_NAME, MOST_WORDS, LONGEST_WORD = 200, 12, 40
# Romanisations of one word, and readings of one character, that are indexed.
MOST_ALTERNATIVES = 8
LEAST_BESIDE_STARS, LEAST_BONES = 2, 2
# Say little and are left out as often as not. Where a name is nothing else, they are the name.
LEFT_OUT = words.PARTICLES | words.LINKS.keys() | words.TITLES | words.GENERATIONS.keys()
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """places: for each word of the name, the word as folded and then what else it may be read as.

    joined: neighbours written as one word, particles too.
    """

    places: tuple[tuple[str, ...], ...]
    joined: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The same for the same words in any order."""
        return " ".join(sorted(place[0] for place in self.places))


@lru_cache(maxsize=16384)
def worded(name: str) -> Wording:
    """Never raises: of what holds no letter or digit nothing is left."""
    found = [_folded(word) for word in _words(name[:LONGEST_NAME])]
    found = [word for word in found if word][:MOST_WORDS]
    kept = [word for word in found if word not in LEFT_OUT] or found
    joined = tuple(one + other for one, other in pairwise(found)) if len(found) > 1 else ()
    return Wording(tuple(_alternatives(word) for word in kept), joined)


def worded_with_stars(name: str) -> Wording:
    """As `worded`, where a star stands for any letters of a word, and at least two others are given."""
    if "*" not in name:
        return worded(name)
    places: list[tuple[str, ...]] = []
    for piece in name[:LONGEST_NAME].split():
        if "*" not in piece:
            places += worded(piece).places
            continue
        folded = "*".join(_folded("".join(_words(part))) for part in piece.split("*"))
        if len(folded.replace("*", "")) >= LEAST_BESIDE_STARS:
            places.append((re.sub(r"\*+", "*", folded),))
    return Wording(tuple(places)[:MOST_WORDS])


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
    kept = (each for each in text if unicodedata.category(each) != "Cf")
    # Marks belong to the letter before them; \W would cut at some of them.
    return "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in kept).split()


def _folded(word: str) -> str:
    folded = plain(word[:LONGEST_WORD])
    if folded.isascii():
        return folded
    scripts = scripts_of(folded)
    if len(scripts) > 1 and not scripts.keys() <= READ_WHOLE:
        folded = of_one_script(folded, next(iter(scripts)))
    return folded[:LONGEST_WORD]


def _alternatives(word: str) -> tuple[str, ...]:
    """The word; for scripts without spaces every two characters that stand together too."""
    if word.isascii():
        return (word,)
    if len(word) > 2 and scripts_of(word).keys() <= READ_WHOLE:
        pairs = (one + other for one, other in pairwise(word))
        return tuple(dict.fromkeys((word, *pairs)))[: MOST_ALTERNATIVES + 1]
    return (word,)
