"""Is this Latin word that native word, written by another hand? A probability, and the letters side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import log

import numpy as np

from comity.matching.names.letters.scripts import Script, Word, latin_letters, word_of
from comity.matching.names.letters.segments import IMPOSSIBLE, Segment, best, evidence
from comity.matching.names.letters.tables import Floats, table

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


# One person's tokens are compared again and again while fifty candidates are weighed.
MOST_KNOWN = 50_000
_known: dict[tuple[str, str], Likeness | None] = {}


def likeness(native_token: str, other_token: str) -> Likeness | None:
    """How alike a native and a Latin token are.

    None where no table fits: no single known script, a second token that is not Latin, one Han character alone, or
    too many letters that the table has never seen. One pair takes 0.1 ms; see `prepare`.
    """
    if (native_token, other_token) not in _known:
        prepare((native_token,), (other_token,))
    return _known.get((native_token, other_token))


def prepare(native_tokens: Iterable[str], other_tokens: Iterable[str]) -> None:
    """Compare each with each at once: `likeness` of these then takes no time. 3 to 5 us a pair, by the hundred."""
    others = tuple(dict.fromkeys(other_tokens))
    if len(_known) > MOST_KNOWN:
        _known.clear()
    for native in dict.fromkeys(native_tokens):
        new = [other for other in others if (native, other) not in _known]
        _known.update(zip(((native, other) for other in new), likenesses(native, new), strict=True))


def likenesses(native_token: str, other_tokens: Sequence[str]) -> list[Likeness | None]:
    """One native token and many others, in their order."""
    word = word_of(native_token)
    if word is None or not is_judged(word):
        return [None] * len(other_tokens)
    letters = [latin_letters(token) for token in other_tokens]
    nats = _nats(word, letters)
    likely = _probabilities(word, letters, nats).tolist()
    bits = np.round(np.maximum(nats, LEAST_NATS) / log(2), 2).tolist()
    return [
        Likeness(likely[place], bits[place], word, latin) if latin else None
        for place, latin in enumerate(letters)
    ]


def probabilities(native_token: str, other_tokens: Sequence[str]) -> Floats | None:
    """The probabilities alone, for the widest loop; None where no table fits the native token; 0 beside no Latin."""
    word = word_of(native_token)
    if word is None or not is_judged(word):
        return None
    letters = [latin_letters(token) for token in other_tokens]
    return _probabilities(word, letters, _nats(word, letters))


@lru_cache(maxsize=8192)
def is_judged(word: Word) -> bool:
    """Do we know enough of its letters? One Han character alone is never judged: measured, it made all false hits."""
    known = table(word.script).native
    if word.script is Script.HAN and len(word.letters) < 2:
        return False
    unknown = sum(letter not in known for letter in word.letters)
    return unknown <= MOST_UNKNOWN * len(word.letters)


def _comparable(word: Word, latin: str) -> bool:
    most = len(word.letters) * MOST_LATIN_PER_LETTER + SPARE_LATIN
    return 0 < len(latin) <= most and len(word.letters) <= 3 * len(latin) + 1


def _nats(word: Word, latins: list[str]) -> Floats:
    """Evidence for each word, in natural logarithms. An Arabic article may be missing on one side."""
    found = np.full(len(latins), IMPOSSIBLE)
    fit = [place for place, latin in enumerate(latins) if _comparable(word, latin)]
    if fit:
        found[fit] = evidence(word.script, word.letters, tuple(latins[place] for place in fit))
    bare = _without_article(word)
    fit = [place for place in fit if not latins[place].startswith(_ARTICLES)] if bare else []
    if bare and fit:
        found[fit] = np.maximum(
            found[fit], evidence(word.script, bare, tuple(latins[place] for place in fit))
        )
    return found


def _probabilities(word: Word, latins: list[str], nats: Floats) -> Floats:
    constant, weight, weight_each = table(word.script).calibration
    lengths = np.array([max(len(word.letters), len(latin)) for latin in latins])
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
