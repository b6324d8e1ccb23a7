"""How a Hangul syllable is written in Latin letters: by the systems, and as people write their own names."""

import unicodedata
from itertools import product

from comity.matching.names.letters.habits import habits, with_shares
from comity.matching.names.remembering import remembered

_FIRST, _LAST, _VOWELS, _FINALS = 0xAC00, 0xD7A3, 21, 28
# Readings rarer than this are left to the letters that may differ.
RAREST = 0.002
# Of people with a syllable that the habits know, so many write as the habits say; the others by its letters.
BY_HABIT = 0.75

Readings = dict[str, float]


@remembered
def readings(syllable: str) -> Readings:
    """Latin forms of one syllable and the share of people who write it so, the most usual first; {} for no syllable."""
    syllable = unicodedata.normalize("NFC", syllable)
    if len(syllable) != 1 or not _FIRST <= ord(syllable) <= _LAST:
        return {}
    known = habits()
    initial, vowel, final = _parts(syllable)
    by_habit = with_shares(known.names_hangul.get(syllable, ""))
    letters = (known.hangul_initials[initial], known.hangul_vowels[vowel], known.hangul_finals[final])
    found: Readings = {}
    for spelt in product(*map(with_shares, letters)):
        form = "".join(letter for letter, _ in spelt)
        share = spelt[0][1] * spelt[1][1] * spelt[2][1]
        found[form] = found.get(form, 0.0) + share * (1 - BY_HABIT if by_habit else 1.0)
    for form, share in by_habit:
        found[form] = found.get(form, 0.0) + share * BY_HABIT
    kept = {form: share for form, share in found.items() if share >= RAREST and form}
    return dict(sorted(kept.items(), key=lambda pair: (-pair[1], pair[0])))


def official(syllable: str) -> str:
    """The syllable in the Revised Romanization (Ministry of Culture, 2000), by its letters alone."""
    initial, vowel, final = _parts(syllable)
    return _RR_INITIALS[initial] + _RR_VOWELS[vowel] + _RR_FINALS[final]


def _parts(syllable: str) -> tuple[int, int, int]:
    rest, final = divmod(ord(syllable) - _FIRST, _FINALS)
    initial, vowel = divmod(rest, _VOWELS)
    return initial, vowel, final


def _split(letters: str) -> tuple[str, ...]:
    return tuple("" if each == "-" else each for each in letters.split())


_RR_INITIALS = _split("g kk n d tt r m b pp s ss - j jj ch k t p h")
_RR_VOWELS = _split("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_RR_FINALS = _split("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
