"""Which writing system a letter belongs to, as far as names need it."""

from bisect import bisect_right
from enum import StrEnum


class Script(StrEnum):
    """Named as Unicode names them."""

    LATIN = "latin"
    GREEK = "greek"
    CYRILLIC = "cyrillic"
    ARMENIAN = "armenian"
    GEORGIAN = "georgian"
    HEBREW = "hebrew"
    ARABIC = "arabic"
    INDIC = "indic"
    THAI = "thai"
    HAN = "han"
    KANA = "kana"
    HANGUL = "hangul"
    OTHER = "other"


# First code point of each stretch, and whose it is up to the next.
_STRETCHES = (
    (0x0000, Script.OTHER),
    (0x0041, Script.LATIN),
    (0x0370, Script.GREEK),
    (0x0400, Script.CYRILLIC),
    (0x0530, Script.ARMENIAN),
    (0x0590, Script.HEBREW),
    (0x0600, Script.ARABIC),
    (0x0700, Script.OTHER),
    (0x0750, Script.ARABIC),
    (0x0780, Script.OTHER),
    (0x08A0, Script.ARABIC),
    (0x0900, Script.INDIC),
    (0x0E00, Script.THAI),
    (0x0E80, Script.OTHER),
    (0x10A0, Script.GEORGIAN),
    (0x1100, Script.HANGUL),
    (0x1200, Script.OTHER),
    (0x1C80, Script.CYRILLIC),
    (0x1C90, Script.GEORGIAN),
    (0x1CC0, Script.OTHER),
    (0x1D00, Script.LATIN),
    (0x1F00, Script.GREEK),
    (0x2000, Script.OTHER),
    (0x2C60, Script.LATIN),
    (0x2C80, Script.OTHER),
    (0x2D00, Script.GEORGIAN),
    (0x2D30, Script.OTHER),
    (0x2DE0, Script.CYRILLIC),
    (0x2E00, Script.OTHER),
    (0x3005, Script.HAN),
    (0x3008, Script.OTHER),
    (0x3041, Script.KANA),
    (0x3100, Script.OTHER),
    (0x3131, Script.HANGUL),
    (0x3190, Script.OTHER),
    (0x31F0, Script.KANA),
    (0x3200, Script.OTHER),
    (0x3400, Script.HAN),
    (0x4DC0, Script.OTHER),
    (0x4E00, Script.HAN),
    (0xA000, Script.OTHER),
    (0xA640, Script.CYRILLIC),
    (0xA6A0, Script.OTHER),
    (0xA720, Script.LATIN),
    (0xA800, Script.OTHER),
    (0xAB30, Script.LATIN),
    (0xAB70, Script.OTHER),
    (0xAC00, Script.HANGUL),
    (0xD800, Script.OTHER),
    (0xF900, Script.HAN),
    (0xFB00, Script.LATIN),
    (0xFB13, Script.ARMENIAN),
    (0xFB1D, Script.HEBREW),
    (0xFB50, Script.ARABIC),
    (0xFE00, Script.OTHER),
    (0xFE70, Script.ARABIC),
    (0xFF00, Script.OTHER),
    (0x20000, Script.HAN),
    (0x32000, Script.OTHER),
)
_FIRST = [first for first, _ in _STRETCHES]
# Written without spaces between words, or with readings for whole names.
READ_WHOLE = frozenset({Script.HAN, Script.KANA, Script.HANGUL})


def script_of(letter: str) -> Script:
    """One character's script; OTHER for digits, marks and all we do not tell apart."""
    return _STRETCHES[bisect_right(_FIRST, ord(letter)) - 1][1]


def scripts_of(word: str) -> dict[Script, int]:
    """How many letters of each script stand in this word, without OTHER, the most frequent first."""
    if word.isascii():
        letters = sum(map(str.isalpha, word))
        return {Script.LATIN: letters} if letters else {}
    counted: dict[Script, int] = {}
    for letter in word:
        if letter.isalpha() and (script := script_of(letter)) is not Script.OTHER:
            counted[script] = counted.get(script, 0) + 1
    return dict(sorted(counted.items(), key=lambda item: -item[1]))
