"""What is wrong with a translation, told by a machine: missing, doubtful, other placeholders, or still English."""

import re
from collections.abc import Iterator, Mapping

from babel.messages.catalog import Catalog, Message

from comity.web.strings import LANGUAGES, LOCALE, forms, found, is_translated, read

_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


def faults() -> Iterator[str]:
    """One sentence for each fault, all languages."""
    wanted, same = found(), allowed_same()
    for code in LANGUAGES:
        kept = read(code)
        for message in wanted:
            if message.id:
                for fault in faults_of(message, kept, code, same):
                    yield f"{code}: {fault}: {forms(message.id)[0]!r}"


def allowed_same() -> Mapping[str, set[str]]:
    """Texts that may equal the English one: `locale/same.txt`, a line each: languages, a tab, the text."""
    allowed: dict[str, set[str]] = {}
    for line in (LOCALE / "same.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            codes, _, text = line.partition("\t")
            allowed.setdefault(text, set()).update(codes.split())
    return allowed


def faults_of(message: Message, kept: Catalog, code: str, same: Mapping[str, set[str]]) -> Iterator[str]:
    """What is wrong with the translation of one text.

    message: the English text, with its plural and context; kept: the catalogue of the language.
    """
    english = forms(message.id)
    theirs = kept.get(message.id, message.context)
    if theirs is None or not is_translated(theirs):
        yield "not translated"
        return
    told = forms(theirs.string)
    if theirs.fuzzy:
        yield "doubtful"
    if len(english) > 1 and len(told) != kept.num_plurals:
        yield f"needs {kept.num_plurals} plural forms"
    if not all(_placeholders_fit(form, english) for form in told):
        yield "other placeholders"
    if code in same.get(english[0], ()) or not _LETTERS.search(_PLACEHOLDER.sub("", english[0])):
        return
    if any(form in english for form in told):
        yield "still English"
    elif code == "ar" and not all(_ARABIC.search(form) for form in told):
        yield "not in Arabic"


def _placeholders_fit(form: str, english: tuple[str, ...]) -> bool:
    """A plural form may leave its number out ("two hits" is one word in Arabic), and may never invent one."""
    wanted = {holder for each in english for holder in _PLACEHOLDER.findall(each)}
    used = set(_PLACEHOLDER.findall(form))
    return used <= wanted if len(english) > 1 else used == wanted
