"""Names as passports' machine-readable lines write them: ICAO Doc 9303-3, section 6.

The tables are data/icao9303.json, with where each comes from and what could not be verified.
"""

import unicodedata
from functools import lru_cache

import msgspec

from comity.matching.names.letters.files import read
from comity.matching.names.remembering import remembered

LONGEST_NAME = 200
MOST_FORMS = 6
_SEPARATORS = str.maketrans(dict.fromkeys("-‐‑–—_/.,;·・<", " "))
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʹʻʼʾʿ\"ـ", None))


class National(msgspec.Struct, frozen=True):
    """Exceptions of one language. lacks: letters that its alphabet does not have. first: at the beginning of a part."""

    lacks: str
    inside: dict[str, str]
    first: dict[str, str]


class Tables(msgspec.Struct, frozen=True):
    """latin: forms by letter, the first preferred. arabic_last: at the end of a part of a name."""

    latin: dict[str, list[str]]
    cyrillic: dict[str, str]
    national: dict[str, National]
    arabic: dict[str, str]
    arabic_last: dict[str, str]
    arabic_also_read: dict[str, str]


@lru_cache(maxsize=1)
def _tables() -> Tables:
    return read("icao9303.json", Tables)


@remembered
def icao_forms(name: str) -> tuple[str, ...]:
    """At most six forms in capital letters, parts divided by a blank; () for a script without a table.

    Several where states differ: MUELLER, MUXXLLER, MULLER; and for Cyrillic each state whose alphabet has all letters.
    A Latin name without accents has one form: itself.
    """
    parts = _parts(name)
    letters = {letter for part in parts for letter in part}
    if not letters:
        return ()
    tables = _tables()
    if all(letter in tables.arabic for letter in letters):
        return (" ".join(map(_arabic, parts)),)
    if all(letter in tables.cyrillic for letter in letters):
        ways = [National("", {}, {}), *tables.national.values()]
        forms = [
            " ".join(_cyrillic(part, way) for part in parts) for way in ways if not letters & set(way.lacks)
        ]
    elif all(letter in tables.latin or "A" <= _bare(letter) <= "Z" for letter in letters):
        most = max(len(tables.latin.get(letter, "?")) for letter in letters)
        forms = [" ".join(_latin(part, choice) for part in parts) for choice in range(most)]
    else:
        return ()
    return tuple(filter(None, dict.fromkeys(forms)))[:MOST_FORMS]


def _parts(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", name[:LONGEST_NAME]).translate(_APOSTROPHES).translate(_SEPARATORS)
    # Upper case by letter, since ß has an entry of its own and would become SS unseen.
    capital = "".join(letter if letter in "ßı" else letter.upper() for letter in plain)
    kept = "".join(
        letter for letter in capital if letter == " " or unicodedata.category(letter).startswith("L")
    )
    return kept.split()


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter)[0]


def _latin(part: str, choice: int) -> str:
    table = _tables().latin
    said = []
    for letter in part:
        forms = table.get(letter) or [_bare(letter)]
        said.append(forms[min(choice, len(forms) - 1)])
    return "".join(said)


def _cyrillic(part: str, way: National) -> str:
    table = _tables().cyrillic | way.inside
    return way.first.get(part[0], table[part[0]]) + "".join(table[letter] for letter in part[1:])


def _arabic(part: str) -> str:
    tables = _tables()
    last = tables.arabic_last.get(part[-1], tables.arabic[part[-1]])
    return "".join(tables.arabic[letter] for letter in part[:-1]) + last


@lru_cache(maxsize=1)
def arabic_letters() -> dict[str, str]:
    """Letter by code. Where two letters share one (Y, P), the one that Arabic itself has, or the first."""
    tables = _tables()
    found = {code: letter for letter, code in reversed(tables.arabic.items())}
    return found | {code: letter for letter, code in tables.arabic_last.items()} | tables.arabic_also_read


@remembered
def from_icao_arabic(latin: str) -> str | None:
    """The Arabic letters of a machine-readable name like MXHMD; None where it is no such name.

    It is one where every letter is a code of the table and at least one is escaped by X. The form is reversible by
    design; what it cannot give back are vowel marks. Xhaka and Ximena decode too: take the answer as one more form.
    """
    parts = latin[:LONGEST_NAME].upper().translate(_SEPARATORS).split()
    if not any("X" in part for part in parts):
        return None
    decoded = [_decoded(part) for part in parts]
    return None if None in decoded else " ".join(filter(None, decoded))


def _decoded(part: str) -> str | None:
    letters, said, place = arabic_letters(), [], 0
    while place < len(part):
        sizes = (3, 2) if part[place] == "X" else (1,)
        code = next(
            (part[place : place + size] for size in sizes if part[place : place + size] in letters), None
        )
        if code is None:
            return None
        said.append(letters[code])
        place += len(code)
    return "".join(said)
