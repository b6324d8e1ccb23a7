"""The script of a written name, as names of persons tell scripts apart."""

import unicodedata

_SCRIPTS = {
    "LATIN": "latin",
    "ARABIC": "arabic",
    "CYRILLIC": "cyrillic",
    "CJK": "chinese",
    "HANGUL": "korean",
    "HEBREW": "hebrew",
}


def script_of(text: str) -> str:
    """The script of the first letter; "other" for what we do not tell apart."""
    for character in text:
        if character.isalpha():
            return _SCRIPTS.get(unicodedata.name(character, "").partition(" ")[0], "other")
    return "other"
