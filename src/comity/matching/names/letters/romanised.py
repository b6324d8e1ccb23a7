"""A native word in Latin letters: the likeliest form for an index, and the few likeliest."""

from functools import lru_cache

import numpy as np
from anyascii import anyascii

from comity.matching.names.letters import characters, hangul
from comity.matching.names.letters.kana import hepburn, spellings
from comity.matching.names.letters.scripts import LONGEST_INPUT, Script, Word, latin_letters, word_of
from comity.matching.names.letters.tables import EMPTY, table
from comity.matching.names.remembering import remembered

# Ways kept at each letter, columns looked at in each row, and forms given back.
BEAM, COLUMNS, MOST_FORMS = 24, 8, 6
# Of these as people are known to write them.
MOST_SEEN = 3
# A form less likely than this share of the likeliest is not given.
LEAST_SHARE = 0.2


def romanised(token: str) -> str:
    """The likeliest Latin form, a to z; "" where no letter is left. A token in Latin letters only loses its marks."""
    forms = romanisations(token)
    return forms[0] if forms else ""


@remembered
def romanisations(token: str) -> tuple[str, ...]:
    """One to six Latin forms, the likeliest first."""
    latin = latin_letters(token)
    if latin:
        return (latin,)
    word = word_of(token)
    if word is None:
        plain = latin_letters(anyascii(token[:LONGEST_INPUT]))
        return (plain,) if plain else ()
    if word.script is Script.KANA:
        return spellings(word.letters)
    if word.script is Script.HAN:
        return _of_characters(word)
    return _of_syllables(word) if word.script is Script.HANGUL else _by_table(word)


def _of_characters(word: Word) -> tuple[str, ...]:
    """Pinyin, Wade-Giles, Hong Kong: each character as it is usually read there."""
    found = []
    for system in (characters.PINYIN, characters.WADE, characters.HONG_KONG):
        usual = [usual_form(characters.forms(each, False), system) for each in word.units]
        found.append("".join(usual) if all(usual) else "")
    plain = latin_letters(anyascii(word.text))
    return tuple(filter(None, dict.fromkeys([*found, "" if found[0] else plain])))


def usual_form(forms: characters.Forms, system: int) -> str:
    """The form that most people write in a system; "" where it has none."""
    likely = max(forms, key=lambda form: (forms[form][system], form), default="")
    return likely if likely and forms[likely][system] else ""


def _of_syllables(word: Word) -> tuple[str, ...]:
    """As Koreans write it, as the Revised Romanization does."""
    usual = "".join(next(iter(hangul.readings(each)), "") for each in word.units)
    official = "".join(hangul.official(each) for each in word.units if hangul.readings(each))
    return tuple(filter(None, dict.fromkeys((usual, official)))) or (
        hepburn("") or latin_letters(anyascii(word.text)),
    )


def _by_table(word: Word) -> tuple[str, ...]:
    """As people of this very name write it, the most usual first; then by the table."""
    seen = usual_latin(word.script).get(word.letters, ())
    return tuple(dict.fromkeys((*seen, *_by_segments(word))))[:MOST_FORMS]


@lru_cache(maxsize=len(Script))
def usual_latin(script: Script) -> dict[str, tuple[str, ...]]:
    """The most usual Latin forms of native words that several people have."""
    several: dict[str, list[tuple[int, str]]] = {}
    for latin, beside in table(script).seen.items():
        for native, count in beside.items():
            several.setdefault(native, []).append((-count, latin))
    return {
        native: tuple(latin for _, latin in sorted(forms)[:MOST_SEEN]) for native, forms in several.items()
    }


@lru_cache(maxsize=len(Script))
def likely_segments(script: Script) -> list[list[tuple[str, float]]]:
    """For each row of a table the likeliest Latin segments, the likeliest first; beside an unknown letter nothing."""
    learned = table(script)
    segments = ["", "", *(segment for segment in learned.latin if segment)]
    few = min(COLUMNS, len(segments))
    columns = np.sort(np.argpartition(-learned.weights, few - 1, axis=1)[:, :few], axis=1)
    likely = np.take_along_axis(learned.weights, columns, axis=1)
    order = np.argsort(-likely, axis=1, kind="stable")
    columns, likely = np.take_along_axis(columns, order, axis=1), np.take_along_axis(likely, order, axis=1)
    rows = [
        [(segments[column], share) for column, share in zip(*row, strict=True)]
        for row in zip(columns.tolist(), likely.tolist(), strict=True)
    ]
    return [*rows[:-1], [("", float(learned.weights[-1, EMPTY]))]]


def _by_segments(word: Word) -> tuple[str, ...]:
    moves, likely_beside = table(word.script).rows(word.letters), likely_segments(word.script)
    ways: list[dict[str, float]] = [{} for _ in range(len(word.letters) + 1)]
    ways[0][""] = 1.0
    kept: list[tuple[str, float]] = []
    before = -1
    for place, length, row in moves:
        columns = likely_beside[row]
        if place != before:  # no later move ends here
            kept = sorted(ways[place].items(), key=lambda each: (-each[1], each[0]))[:BEAM]
            before = place
        following = ways[place + length]
        for written, sofar in kept:
            for segment, likely in columns:
                form = written + segment
                following[form] = following.get(form, 0.0) + sofar * likely
    best = sorted(ways[-1].items(), key=lambda each: (-each[1], each[0]))
    likeliest = best[0][1] if best else 0.0
    forms = [form for form, likely in best[:MOST_FORMS] if form and likely >= LEAST_SHARE * likeliest]
    return tuple(forms) or tuple(filter(None, (latin_letters(anyascii(word.text)),)))
