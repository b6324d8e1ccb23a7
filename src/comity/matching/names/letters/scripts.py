"""Which script a word is written in, and its letters folded to the few that the learned tables know."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from comity.matching.names.letters.simplified import simplified
from comity.matching.names.remembering import remembered

# No word of a name is longer than this; what is gets cut, so that every step after this one is bounded.
LONGEST_WORD = 32
LONGEST_INPUT = 200


class Script(Enum):
    """A script that has a learned table; the value is the name of its file."""

    ARABIC = "arabic"
    CYRILLIC = "cyrillic"
    HEBREW = "hebrew"
    KANA = "kana"
    HANGUL = "hangul"
    HAN = "han"
    GREEK = "greek"
    GEORGIAN = "georgian"
    ARMENIAN = "armenian"


@dataclass(frozen=True)
class Word:
    """A word of a native script, folded.

    units: its characters as a person would read them, without marks. letters: what the tables know. owners: for
    each letter the unit that it came from: one Hangul syllable is three letters, щ is two, ء is none.
    """

    script: Script
    units: tuple[str, ...]
    letters: str
    owners: tuple[int, ...]

    @property
    def text(self) -> str:
        """The folded form that explanations show."""
        return "".join(self.units)


# First and last code point, both inclusive. Presentation forms and half-width letters are gone after NFKC.
_RANGES = (
    (0x0370, 0x03FF, Script.GREEK),
    (0x0400, 0x052F, Script.CYRILLIC),
    (0x0531, 0x0587, Script.ARMENIAN),
    (0x0590, 0x05FF, Script.HEBREW),
    (0x0600, 0x06FF, Script.ARABIC),
    (0x0750, 0x077F, Script.ARABIC),
    (0x10D0, 0x10FF, Script.GEORGIAN),
    (0x1100, 0x11FF, Script.HANGUL),
    (0x1C80, 0x1C8F, Script.CYRILLIC),
    (0x1F00, 0x1FFF, Script.GREEK),
    (0x3041, 0x3096, Script.KANA),
    (0x30A1, 0x30FE, Script.KANA),
    (0x3005, 0x3005, Script.HAN),
    (0x3400, 0x4DBF, Script.HAN),
    (0x4E00, 0x9FFF, Script.HAN),
    (0xAC00, 0xD7A3, Script.HANGUL),
    (0x20000, 0x323AF, Script.HAN),
)

# Letters that other languages write, as the letter that the pairs we learn from have for them. What has a sound of
# its own (پ, چ, گ, і, ђ) stays and borrows a row of the table: tools/letters/borrowed.py.
_FOLDED: Mapping[Script, Mapping[str, str]] = {
    Script.ARABIC: {
        **dict.fromkeys("أإٱٲٳ", "ا"),
        "آ": "اا",
        **dict.fromkeys("یىېۍئۑےۓێ", "ي"),
        **dict.fromkeys("ؤۆۇۈۋۏ", "و"),
        **dict.fromkeys("کڪګڭ", "ك"),
        **dict.fromkeys("ہۀۂھەةۃ", "ه"),
        **dict.fromkeys("ټٹ", "ت"),
        **dict.fromkeys("ډڈ", "د"),
        **dict.fromkeys("ړڑ", "ر"),
        **dict.fromkeys("ڼںڻ", "ن"),
        **dict.fromkeys("ڨ", "ق"),
        **dict.fromkeys("ڠ", "گ"),
        **dict.fromkeys("ڥ", "ڤ"),
        **dict.fromkeys("ءٴـ", ""),
    },
    Script.HEBREW: {
        "װ": "וו",
        "ױ": "וי",
        "ײ": "יי",
        "׳": "'",
        "’": "'",
        "'": "'",
        "ך": "כ",
        "ם": "מ",
        "ן": "נ",
        "ף": "פ",
        "ץ": "צ",
    },
    Script.CYRILLIC: {
        "щ": "шч",
        "й": "и",
        "ё": "е",
        "ї": "і",
        "ў": "у",
        "ѣ": "е",
        "ѳ": "ф",
        "ѵ": "и",
        "ѐ": "е",
        "ѝ": "и",
        "ӏ": "",
    },
    Script.KANA: {
        **{chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)},
        "ヂ": "ジ",
        "ヅ": "ズ",
        "ヰ": "イ",
        "ヱ": "エ",
        "ヲ": "オ",
        "ヵ": "カ",
        "ヶ": "ケ",
    },
    Script.HANGUL: {},
    Script.HAN: {},
    Script.GREEK: {"ς": "σ", "ϑ": "θ", "ϐ": "β"},
    Script.GEORGIAN: {"ჲ": "ი", "ჳ": "ვ", "ჱ": "ე", "ჴ": "ხ", "ჵ": "ო"},
    Script.ARMENIAN: {"և": "եւ"},
}
# The silent consonant that a Hangul syllable without one begins with.
_SILENT = "\u110b"

# Latin letters that NFKD does not take apart.
_LATIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "ŋ": "ng",
        "ə": "a",
        "ǝ": "a",
        "ɛ": "e",
        "ɔ": "o",
        "ŧ": "t",
        "ĸ": "k",
        "ƒ": "f",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ɣ": "g",
        "ƴ": "y",
        "ɨ": "i",
        "ʉ": "u",
    }
)


def script_of(text: str) -> Script | None:
    """The one script of all letters of a text; None for Latin, unknown and mixed ones. Kana among Han is Han."""
    found = {_script(character) for character in text[:LONGEST_INPUT] if character.isalpha()}
    if found == {Script.HAN, Script.KANA}:
        return Script.HAN
    return found.pop() if len(found) == 1 else None


@remembered
def _script(character: str) -> Script | None:
    code = ord(character)
    return next((script for first, last, script in _RANGES if first <= code <= last), None)


@remembered
def word_of(token: str) -> Word | None:
    """A token of one native script, folded; None where the script has no table or no letter is left."""
    plain = unicodedata.normalize("NFKC", token[:LONGEST_INPUT]).casefold()
    script = script_of(plain)
    if script is None:
        return None
    table = _FOLDED[script]
    units: list[str] = []
    letters: list[str] = []
    owners: list[int] = []
    for character in plain:
        folded = _letters(character, script, table)
        if folded is None:
            continue
        if len(units) == LONGEST_WORD:
            break
        letters.append(folded)
        owners += [len(units)] * len(folded)
        units.append(character)
    return Word(script, tuple(units), "".join(letters), tuple(owners)) if owners else None


def _letters(character: str, script: Script, table: Mapping[str, str]) -> str | None:
    """The letters of one character; None for a mark, a hyphen, whatever is no letter."""
    if character in table:
        return table[character]
    if not unicodedata.category(character).startswith("L"):
        return None
    if script is Script.HAN:
        return simplified(character)
    if script is Script.GREEK:
        return unicodedata.normalize("NFKD", character)[0]
    if script is Script.HANGUL:
        return unicodedata.normalize("NFD", character).replace(_SILENT, "")
    return character


@remembered
def latin_letters(token: str) -> str:
    """A Latin token as letters a to z, accents and everything else gone. "" for any other script."""
    if token.isascii():
        plain = token[:LONGEST_INPUT].lower()
    else:
        plain = unicodedata.normalize("NFKD", token[:LONGEST_INPUT].casefold()).translate(_LATIN)
        if any(character.isalpha() and not character.isascii() for character in plain):
            return ""
    return "".join([character for character in plain if "a" <= character <= "z"])[:LONGEST_WORD]
