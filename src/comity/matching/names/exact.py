"""Names, exactly: the same words in any order, without accents. A name alone is never a hit."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from comity.kit.dates import PartialDate
from comity.kit.errors import invalid
from comity.kit.text import clean_line
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined

# A birth date between two years further apart than this is as good as not known.
LONGEST_INTERVAL_YEARS = 30
LONGEST_NAME = 200

# Written inside a word, and left out as often as not: they join, all other punctuation divides.
_JOINING = dict.fromkeys(map(ord, "'`´ʹʻʼʽʾʿˈ‘’‛′＇ـ"))
_ASCII = {code: " " for code in range(128) if not chr(code).isalnum()} | {ord("'"): None, ord("`"): None}


def normalised_name(raw: str) -> str:
    """Upper case, no accents, no punctuation, words in alphabetical order. "" when no letter is left."""
    text = raw[:LONGEST_NAME]
    if text.isascii():
        return " ".join(sorted(text.upper().translate(_ASCII).split()))
    # Joining marks go before and after: NFKD turns one of them into a space, and a wide one into a plain one.
    text = unicodedata.normalize("NFKD", text.translate(_JOINING))
    text = unicodedata.normalize("NFKD", text.casefold()).upper()
    text = unicodedata.normalize("NFKD", text).translate(_JOINING)
    return " ".join(sorted("".join(_plain(character) for character in text).split()))


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Mn", "Cf"):
        return ""
    return character if category[0] in "LMN" else " "


def name_keys(name: str, born: PartialDate | None = None) -> tuple[Key, ...]:
    """Keys of one recorded name: one for each year of birth it may be, or one for a year not known.

    None for a name of which no letter is left.
    """
    plain = normalised_name(name)
    if not plain:
        return ()
    return tuple(
        Key(KeyKind.NAME, plain + joined(year), None, Grade.CANDIDATE) for year in _years(born) or ("",)
    )


def name_probes(name: str, born: PartialDate | None = None) -> tuple[Probe, ...]:
    """Questions for a person: the years of birth asked and the year not known; without a date, any year.

    Raises: Invalid for a name of which no letter is left, since no question would read as "no hit".
    """
    plain = normalised_name(clean_line(name[: LONGEST_NAME + 1], field="name", longest=LONGEST_NAME))
    if not plain:
        raise invalid("name", "name-empty", _("Write the name in letters."))
    years = _years(born)
    if not years:
        value = plain + joined("")
        return (Probe(KeyKind.NAME, value, value, Grade.CANDIDATE, Grade.NONE, prefix=True),)
    values = [plain + joined(year) for year in (*years, "")]
    return tuple(Probe(KeyKind.NAME, value, value, Grade.CANDIDATE, Grade.NONE) for value in values)


def _years(born: PartialDate | None) -> tuple[str, ...]:
    if born is None or born.latest.year - born.earliest.year >= LONGEST_INTERVAL_YEARS:
        return ()
    return tuple(str(year) for year in range(born.earliest.year, born.latest.year + 1))
