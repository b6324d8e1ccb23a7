"""Which column of somebody's file is which field: proposed from its words, never guessed from its values.

A proposal is remembered by the bureau, or the head is a field's name or its label in one of our languages. Words of
closed sets are read in all languages too.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from comity.kit.errors import Invalid
from comity.records.envelope import ENVELOPE
from comity.records.loading.files import Line
from comity.records.parts import Many
from comity.records.record import Record
from comity.records.values import Choice

PARTS_OFFERED = 2
Words = str | Promise


def plain(words: str) -> str:
    """A head or label for comparing: no capitals, accents, signs or spaces."""
    spread = unicodedata.normalize("NFKD", words.casefold())
    return "".join(each for each in spread if each.isalnum())[:200]


def targets(database: type[Record]) -> Iterator[tuple[str, tuple[Words, ...]]]:
    """What a column may be: a name as in `files.Columns`, and the words of its label, outer first.

    Of a repeated part the first two are offered; a head that spells `names.4.text` is understood all the same.
    """
    for each in (*database.declared(), *ENVELOPE):
        if not isinstance(each.value, Many):
            yield each.name, (each.label,)
            continue
        for number in range(PARTS_OFFERED):
            for piece, declared in each.value.part.pieces():
                yield f"{each.name}.{number}.{piece}", (each.label, str(number + 1), declared.label)


def is_target(database: type[Record], name: str) -> bool:
    """May a column be this? Any number of a repeated part, and the whole part as JSON, too."""
    field, _dot, rest = name.partition(".")
    kinds = {each.name: each.value for each in (*database.declared(), *ENVELOPE)}
    kind = kinds.get(field)
    if kind is None or not rest:
        return kind is not None
    number, _dot, piece = rest.partition(".")
    pieces = dict(kind.part.pieces()) if isinstance(kind, Many) else {}
    return number.isascii() and number.isdigit() and len(number) <= 3 and piece in pieces


@cache
def _known(database: type[Record]) -> Mapping[str, str]:
    """Field by plain head. The first to claim a word keeps it, names before labels."""
    known: dict[str, str] = {}
    for name, _words in targets(database):
        known.setdefault(plain(name), name)
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            for name, words in targets(database):
                said = [str(word) for word in words]
                known.setdefault(plain("".join(said)), name)
                if len(said) > 1 and said[1] == "1":
                    known.setdefault(plain(said[0] + said[2]), name)
            for each in (*database.declared(), *ENVELOPE):
                if isinstance(each.value, Many):
                    first = next(piece for piece, _declared in each.value.part.pieces())
                    known.setdefault(plain(str(each.label)), f"{each.name}.0.{first}")
                    known.setdefault(plain(str(each.value.part.label)), f"{each.name}.0.{first}")
    return known


def propose(database: type[Record], heads: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """The field of each column, "" where nothing says it. No field is proposed twice.

    remembered: field by plain head, "" for a column that the bureau leaves out.
    """
    proposed: list[str] = []
    for head in heads:
        own = head if is_target(database, head) else _known(database).get(plain(head), "")
        field = remembered.get(plain(head), own)
        proposed.append("" if field in proposed or not is_target(database, field) else field)
    return proposed


@cache
def _choices(kind: Choice) -> Mapping[str, str]:
    """Slug by plain word, in every language; a word that means two things in two languages means none."""
    found: dict[str, set[str]] = {}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            for slug, words in kind.choices():
                found.setdefault(plain(str(words)), set()).add(slug)
    return {word: slugs.pop() for word, slugs in found.items() if len(slugs) == 1}


@cache
def _kinds(database: type[Record]) -> Mapping[str, Any]:
    return {each.name: each.value for each in (*database.declared(), *ENVELOPE)}


def in_our_words(line: Line, database: type[Record]) -> Line:
    """The row with the words of closed sets as slugs. What is no word of ours stays, to be refused."""
    number, raw = line
    if isinstance(raw, Invalid):
        return line
    kinds = _kinds(database)
    return number, {name: _slugged(kinds[name], value) for name, value in raw.items() if name in kinds} | {
        name: value for name, value in raw.items() if name not in kinds
    }


def _slugged(kind: Any, value: Any) -> Any:
    if isinstance(kind, Choice) and isinstance(value, str) and value.strip().lower() not in kind.numbers:
        return _choices(kind).get(plain(value), value)
    if isinstance(kind, Many) and isinstance(value, list):
        pieces = {name: declared.value for name, declared in kind.part.pieces()}
        return [
            {name: _slugged(pieces.get(name), each) for name, each in part.items()}
            if isinstance(part, Mapping)
            else part
            for part in value
        ]
    return value
