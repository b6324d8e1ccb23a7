"""How people write Chinese and Korean names, beside what dictionaries say: data/habits.json, typed by hand."""

from functools import lru_cache

import msgspec

from comity.matching.names.letters.files import read
from comity.matching.names.remembering import remembered

# Where several spellings are known without shares, the first is written by so many.
FIRST_SHARE = 0.7

Spellings = tuple[tuple[str, float], ...]


class Habits(msgspec.Struct, frozen=True):
    """What each part means stands in its `about`."""

    about: dict[str, str]
    surnames_han: dict[str, float]
    read_han: dict[str, str]
    straits: dict[str, str]
    hong_kong_initials: dict[str, str]
    hong_kong_finals: dict[str, str]
    hong_kong_whole: dict[str, str]
    wade_giles: dict[str, str]
    surnames_hangul: dict[str, float]
    hangul_initials: list[str]
    hangul_vowels: list[str]
    hangul_finals: list[str]
    names_hangul: dict[str, str]


@lru_cache(maxsize=1)
def habits() -> Habits:
    """The file, read once."""
    return read("habits.json", Habits)


@remembered
def with_shares(said: str) -> Spellings:
    """`kang .8 gang .15` as spellings and shares; - is no letter."""
    words = iter(said.split())
    return tuple(
        ("" if form == "-" else form, float(share)) for form, share in zip(words, words, strict=True)
    )


@remembered
def first_most_usual(forms: tuple[str, ...]) -> Spellings:
    """Spellings of which only the order is known, with shares that sum to one."""
    if len(forms) < 2:
        return tuple((form, 1.0) for form in forms)
    rest = (1 - FIRST_SHARE) / (len(forms) - 1)
    return tuple((form, FIRST_SHARE if place == 0 else rest) for place, form in enumerate(forms))


@lru_cache(maxsize=1)
def surnames_of_two() -> frozenset[str]:
    """Chinese (simplified) and Korean surnames of two characters; all others have one."""
    known = habits()
    return frozenset(name for name in (*known.surnames_han, *known.surnames_hangul) if len(name) == 2)
