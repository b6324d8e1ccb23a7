"""Is this Latin word that native word, written by another hand? A probability, and the letters side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from comity.matching.names.letters.scripts import Script, Word, latin_letters, word_of
from comity.matching.names.letters.segments import IMPOSSIBLE, Segment, best, evidence
from comity.matching.names.letters.tables import Floats, table
from comity.matching.names.remembering import is_known, remembered, tell

# A word of which more letters than this share are new to the table is not judged.
MOST_UNKNOWN = 0.34
# Fewer Latin letters than a third of the native ones, or more than so many for each, and nothing is computed.
MOST_LATIN_PER_LETTER, SPARE_LATIN = 4, 4
# What a reader can rely on; it also hides that machines differ in the last bits of a logarithm.
DECIMALS = 4
# Beyond this, more evidence against a pair says nothing new.
LEAST_NATS = -40.0
_ARTICLE = "ال"
_ARTICLES = ("al", "el", "ul", "il", "ad", "ar", "as", "at", "az", "an", "ed", "er", "es", "et", "ez", "en")
SHORTEST_BEHIND_ARTICLE = 3


@dataclass(frozen=True)
class Likeness:
    """How alike two words of different scripts are.

    probability: that both are one name, before anything else is known (as many pairs that are one name as pairs that
    are not, half of which look alike). bits: how many times likelier the pair is as one name than by chance, as a
    power of two. alignment: the first sides make the native word as folded, the second ones the other; from a table it
    is computed when asked.
    """

    probability: float
    bits: float
    native: Word = field(repr=False)
    latin: str = field(repr=False)
    read: tuple[Segment, ...] | None = field(default=None, repr=False)

    @cached_property
    def alignment(self) -> tuple[Segment, ...]:
        return self.read if self.read is not None else aligned(self.native, self.latin)


@remembered
def likeness(native_token: str, other_token: str) -> Likeness | None:
    """How alike a native and a Latin token are.

    None where no table fits: no single known script, a second token that is not Latin, one Han character alone, or
    too many letters that the table has never seen. One pair takes 0.1 ms; see `prepare`.
    """
    return likenesses((native_token,), (other_token,))[0][0]


def prepare(native_tokens: Iterable[str], other_tokens: Iterable[str]) -> None:
    """Compare each with each at once: `likeness` of these then takes no time while the question lasts. A microsecond a
    pair, by the thousand.
    """
    others = tuple(dict.fromkeys(other_tokens))
    natives = [
        each
        for each in dict.fromkeys(native_tokens)
        if not all(is_known(likeness, each, other) for other in others)
    ]
    for native, found in zip(natives, likenesses(natives, others), strict=True):
        tell(likeness, dict(zip(((native, other) for other in others), found, strict=True)))


def likenesses(native_tokens: Sequence[str], other_tokens: Sequence[str]) -> list[list[Likeness | None]]:
    """Native tokens and other ones, each with each, in their order."""
    found: list[list[Likeness | None]] = [[None] * len(other_tokens) for _ in native_tokens]
    latins = list(map(latin_letters, other_tokens))
    by_script: dict[Script, list[tuple[int, Word]]] = {}
    for number, token in enumerate(native_tokens):
        word = word_of(token)
        if word is not None and is_judged(word):
            by_script.setdefault(word.script, []).append((number, word))
    for several in by_script.values():
        words = [word for _, word in several]
        nats = _nats(words, latins)
        likely = _probabilities(words, latins, nats).tolist()
        bits = np.round(np.maximum(nats, LEAST_NATS) / log(2), 2).tolist()
        for row, (number, word) in enumerate(several):
            found[number] = [
                Likeness(likely[row][column], bits[row][column], word, latin) if latin else None
                for column, latin in enumerate(latins)
            ]
    return found


def probabilities(native_token: str, other_tokens: Sequence[str]) -> Floats | None:
    """The probabilities alone, for the widest loop; None where no table fits the native token; 0 beside no Latin."""
    word = word_of(native_token)
    if word is None or not is_judged(word):
        return None
    letters = [latin_letters(token) for token in other_tokens]
    found: Floats = _probabilities([word], letters, _nats([word], letters))[0]
    return found


@remembered
def is_judged(word: Word) -> bool:
    """Do we know enough of its letters? One Han character alone is never judged: measured, it made all false hits."""
    known = table(word.script).native
    if word.script is Script.HAN and len(word.letters) < 2:
        return False
    unknown = sum(letter not in known for letter in word.letters)
    return unknown <= MOST_UNKNOWN * len(word.letters)


def _comparable(words: Sequence[Word], latins: Sequence[str]) -> NDArray[np.bool_]:
    """A row for each word: the Latin ones that are neither much longer nor much shorter."""
    native = np.array([len(word.letters) for word in words])[:, None]
    latin = np.array([len(each) for each in latins])[None, :]
    fits: NDArray[np.bool_] = (
        (latin > 0) & (latin <= native * MOST_LATIN_PER_LETTER + SPARE_LATIN) & (native <= 3 * latin + 1)
    )
    return fits


def _nats(words: Sequence[Word], latins: Sequence[str]) -> Floats:
    """Evidence for each pair, in natural logarithms, of words of one script. An Arabic article may be missing on one
    side.
    """
    fits = _comparable(words, latins)
    columns = np.flatnonzero(fits.any(axis=0)).tolist()
    found = np.full(fits.shape, IMPOSSIBLE)
    if not columns:
        return found
    bare = [(row, rest) for row, word in enumerate(words) if (rest := _without_article(word))]
    natives = [*(word.letters for word in words), *(rest for _, rest in bare)]
    several = evidence(words[0].script, natives, tuple(latins[column] for column in columns))
    found[:, columns] = several[: len(words)]
    without = [column for column, latin in enumerate(latins) if not latin.startswith(_ARTICLES)]
    alone = np.full(fits.shape, IMPOSSIBLE)
    for place, (row, _rest) in enumerate(bare, start=len(words)):
        alone[row, columns] = several[place]
    found[:, without] = np.maximum(found, alone)[:, without]
    return np.where(fits, found, IMPOSSIBLE)


def _probabilities(words: Sequence[Word], latins: Sequence[str], nats: Floats) -> Floats:
    constant, weight, weight_each = table(words[0].script).calibration
    native = np.array([len(word.letters) for word in words])[:, None]
    lengths = np.maximum(native, np.array([len(latin) for latin in latins])[None, :])
    score = constant + weight * np.maximum(nats, -30.0) + weight_each * np.maximum(nats / lengths, -5.0)
    likely: Floats = np.round(1 / (1 + np.exp(-np.clip(score, -30.0, 30.0))), DECIMALS)
    return likely


def _without_article(word: Word) -> str | None:
    if word.script is not Script.ARABIC or not word.letters.startswith(_ARTICLE):
        return None
    rest = word.letters[len(_ARTICLE) :]
    return rest if len(rest) >= SHORTEST_BEHIND_ARTICLE else None


def aligned(word: Word, latin: str) -> tuple[Segment, ...]:
    """The best alignment with whole characters on the native side: щ is щ, and a Hangul syllable one segment."""
    cuts = best(word.script, word.letters, latin)
    if not cuts:
        return ((word.text, latin),)
    found: list[Segment] = []
    pending, letter, unit, begun = "", 0, 0, False
    for native, other in cuts:
        letter += len(native)
        pending += other
        begun = begun or bool(native)
        if not begun and found:
            found[-1] = found[-1][0], found[-1][1] + pending
            pending = ""
        elif begun and (letter == len(word.letters) or word.owners[letter] != word.owners[letter - 1]):
            upto = word.owners[letter] if letter < len(word.letters) else len(word.units)
            found.append(("".join(word.units[unit:upto]), pending))
            pending, unit, begun = "", upto, False
    return tuple(found)
