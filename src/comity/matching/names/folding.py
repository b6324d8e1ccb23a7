"""Names folded: which letters are one letter for us. Pure functions on text, all of them forgiving.

`plain` is what is compared first; `sound` and `skeleton` forgive how different countries write one sound in
Latin letters.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from comity.matching.names.remembering import is_known, remembered, tell
from comity.matching.names.scripts import Script, script_of

# Letters that Unicode does not take apart.
_SPECIAL = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "ng",
        "ə": "a", "ħ": "h", "ŧ": "t", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɲ": "ny", "ĸ": "k", "ſ": "s",
    }
)  # fmt: skip
# Arabic letters of Persian, Pashto, Urdu, Kurdish and Uyghur, and forms of one letter.
_ARABIC = str.maketrans(
    {
        "ک": "ك", "ی": "ي", "ى": "ي", "ې": "ي", "ۍ": "ي", "ئ": "ي", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ة": "ه",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ګ": "گ", "ځ": "ز", "ډ": "د", "ړ": "ر", "ښ": "ش",
        "ږ": "ژ", "ڼ": "ن", "ټ": "ت", "ٹ": "ت", "ڈ": "د", "ڑ": "ر", "ں": "ن", "ـ": "", "ء": "",
    }
)  # fmt: skip
_CYRILLIC = str.maketrans({"ё": "е", "ґ": "г", "ѳ": "ф", "ѣ": "е", "ъ": "", "ь": ""})
# Marks that are vowels or parts of letters, not ornaments: they stay.
_KEEPS_MARKS = frozenset({Script.INDIC, Script.THAI, Script.OTHER, Script.KANA})
MOST_MARKS = 2
_BREVE = "\u0306"

_JOINING = dict.fromkeys(map(ord, "'`´ʹʻʼʽʾʿˈ‘’‛′＇ـ״׳"))
# Cyrillic and Greek letters that look like a Latin one, and the other way round.
_LOOK_ALIKES = dict(zip("аеорсхуіјѕһԁԛԝαονρτυκι", "aeopcxyijshdqwaovptuki", strict=True))
_TO_CYRILLIC = dict(zip("aeopcxyij", "аеорсхуіј", strict=True))


@remembered
def plain(word: str) -> str:
    """One word in small letters without accents; of a script other than Latin, its letters without ornaments."""
    if word.isascii():
        return word.lower()
    text = unicodedata.normalize("NFKC", word).casefold().translate(_SPECIAL)
    decomposed = unicodedata.normalize("NFKD", text)
    kept: list[str] = []
    marks, script = 0, Script.OTHER
    for character in decomposed:
        category = unicodedata.category(character)
        if category[0] == "M":
            marks += 1
            is_short_i = character == _BREVE and kept[-1:] == ["и"]  # й is a letter of its own, and no и
            if is_short_i or (script in _KEEPS_MARKS and marks <= MOST_MARKS):
                kept.append(character)
        elif category[0] == "L" or category == "Nd":
            kept.append(character)
            marks, script = 0, script_of(character)
    text = unicodedata.normalize("NFC", "".join(kept))
    return text.translate(_SPECIAL).translate(_ARABIC).translate(_CYRILLIC)


def of_one_script(word: str, to: Script) -> str:
    """A plain word with look-alike letters of another script read as the script that most of it has."""
    table = _LOOK_ALIKES if to is Script.LATIN else _TO_CYRILLIC if to is Script.CYRILLIC else {}
    return "".join(table.get(letter, letter) for letter in word)


# How one sound is written in English, French, German, Dutch, Polish, Turkish and by the tables of libraries and
# passports.
# The longest first. One capital letter is a class: C as in church, S as in ship or sun, H as in loch.
_SOUNDS = {
    "tzsch": "C", "dzsch": "i", "dsch": "i", "tsch": "C", "shch": "S", "schtsch": "S", "szcz": "S", "chtch": "S",
    "tch": "C", "sch": "S", "dzh": "i", "dzs": "i", "zh": "z", "kh": "h", "gh": "g", "ph": "f", "th": "t", "dh": "d",
    "bh": "b", "rh": "r", "sh": "s", "ch": "C", "cz": "C", "cs": "C", "sz": "s", "rz": "z", "tz": "z", "ts": "z",
    "dz": "z", "dj": "i", "ck": "k", "cq": "k", "qu": "k", "gu": "g", "wr": "r", "x": "ks", "q": "k", "w": "v",
    "ou": "u", "oo": "u", "ee": "i", "ie": "i", "ei": "e", "ai": "e", "ay": "e", "ey": "e", "ae": "e", "oe": "o",
    "ue": "u",
    "eu": "iu", "iou": "iu", "you": "iu", "yo": "io", "j": "i", "y": "i", "ce": "se", "ci": "si", "cy": "si", "c": "k",
    "au": "o", "eau": "o", "eaux": "o",
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_ENDINGS = re.compile(r"(?:itsch|itch|icz|ich|ycz|ych|ic)$", re.MULTILINE)
_DOUBLES = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouhy]+")
_HARD = str.maketrans("ptkCSzf", "bdgsssv")


@remembered
def sound(word: str) -> str:
    """How a plain Latin word sounds, roughly; two ways of writing one sound give one letter."""
    return _sounds(word)


@remembered
def skeleton(word: str) -> str:
    """The consonants of a plain Latin word, hard and soft ones alike. "" for a word of vowels only."""
    return _skeletons(sound(word))


def hear(words: Iterable[str]) -> None:
    """The sounds and skeletons of plain Latin words, worked out together in a fifth of the time."""
    new = [word for word in dict.fromkeys(words) if not is_known(sound, word)]
    sounds, bones = heard(new)
    tell(sound, {(word,): each for word, each in zip(new, sounds, strict=True)})
    tell(skeleton, {(word,): each for word, each in zip(new, bones, strict=True)})


def heard(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The sounds, and the skeletons, of plain Latin words."""
    if not words:
        return [], []
    sounds = _sounds("\n".join(words))
    return sounds.split("\n"), _skeletons(sounds).split("\n")


def _sounds(lines: str) -> str:
    """Of one word, or of several, a line each."""
    text = _SOUND.sub(lambda found: _SOUNDS[found[0]], _ENDINGS.sub("iC", lines))
    return _DOUBLES.sub(r"\1", text)


def _skeletons(heard: str) -> str:
    return _DOUBLES.sub(r"\1", _VOWELS.sub("", heard).translate(_HARD))


def joining_removed(text: str) -> str:
    """The name without the signs that join: O'Brien, Sa`id, Ja'far."""
    return text.translate(_JOINING)
