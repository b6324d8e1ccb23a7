"""Whole names in Chinese, Korean and Japanese letters against the parts of a Latin name.

P(Latin | native) over P(Latin by chance), both summed over the systems that people write their names in; the best
reading, character by character, is the explanation. See docs/spec/letters.md, section 6.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log

from comity.matching.names.letters import characters, japanese
from comity.matching.names.letters.arrangements import MOST_PARTS, Arrangement, arrangements, orders
from comity.matching.names.letters.chances import Chances, chances
from comity.matching.names.letters.characters import Forms
from comity.matching.names.letters.comparison import DECIMALS, Likeness, likeness
from comity.matching.names.letters.habits import surnames_of_two
from comity.matching.names.letters.scripts import Script, latin_letters, script_of, word_of
from comity.matching.names.letters.segments import Segment
from comity.matching.names.letters.simplified import simplified
from comity.matching.names.remembering import remembered

# A name of more characters is no Chinese or Korean person's.
MOST_CHARACTERS = 5
# Against chance: a character that is read otherwise (of a surname, of a given name), one that is missing, one that is
# read so but for a letter behind its first. A way through the letters may cost two: another reading or none costs two,
# a letter one.
WRONG_SURNAME, WRONG, MISSING, NEAR = 0.00001, 0.0002, 0.0005, 0.005
WRONG_COST, NEAR_COST, MOST_COST = 2, 1, 2
LONGEST_READING, SHORTEST_NEAR = 8, 3
# How many bits it takes until "one name" is as likely as not among names that look alike (our judgement).
EVEN_BITS = 3.0
# What a pair scores of which nothing agrees.
NOTHING_BITS = -12.0
# Japanese, as Hepburn and the passports write it: closed by a vowel or n.
_ROMAJI = re.compile(r"(?:(?:[kgsztdnhbpmr]y?|sh|ch|ts|[fjwyv])?[aeiou]h?|n|([kstp])(?=\1)|t(?=ch))+")
_MOST_CHINESE_SYLLABLES = 2


@dataclass(frozen=True)
class Unit:
    """A surname or one character of a given name, with its Latin forms and their shares by system."""

    text: str
    forms: tuple[tuple[tuple[str, float], ...], ...]
    is_surname: bool


def _unit(text: str, forms: Forms, systems: int, is_surname: bool) -> Unit:
    by_system = [
        tuple((form, of[system]) for form, of in forms.items() if of[system]) for system in range(systems)
    ]
    return Unit(text, tuple(by_system), is_surname)


@dataclass(frozen=True)
class Path:
    """How far a way to read the letters has come, and how likely it is."""

    likely: float
    segments: tuple[Segment, ...]


def cjk_likeness(name: str, latin_tokens: Sequence[str]) -> Likeness | None:
    """How alike a whole native name is to the parts of a Latin one, in whatever order and division they stand.

    None where there is nothing to judge by: another script, no Latin letters, a name with a dot (a foreigner's: its
    parts are compared one by one), or Han characters beside a name that only Japanese reads so, by no reading that we
    know: the readings of a Japanese name are open.
    """
    parts = tuple(filter(None, map(latin_letters, latin_tokens)))[: MOST_PARTS + 1]
    return _whole(name[:200], parts) if parts and len(parts) <= MOST_PARTS else None


@remembered
def _whole(name: str, parts: tuple[str, ...]) -> Likeness | None:
    word = word_of(name)
    if word is None or "·" in name or "・" in name:
        return None
    if word.script is Script.KANA:
        return _by_table(name, parts)
    if word.script not in (Script.HAN, Script.HANGUL):
        return None
    if word.script is Script.HAN and (said := japanese.heard(word.text, parts)) is not None:
        return _judged(name, parts, *said)
    units = units_of(word.text, word.script)
    found = _by_reading(units, parts, chances(word.script)) if units else None
    if found is None and word.script is Script.HAN and _reads_japanese(parts):
        return None
    read = _judged(name, parts, *found) if found else None
    # A foreigner's name in these letters begins with no surname; of a Chinese or Korean one the table knows nothing.
    if read is not None and chances(word.script).is_surname(units[0].text):
        return read
    either = [each for each in (read, _by_table(name, parts)) if each is not None]
    nothing = _judged(name, parts, NOTHING_BITS, ((word.text, "".join(parts)),))
    return max(either, key=lambda each: each.probability, default=nothing)


@remembered
def units_of(text: str, script: Script) -> tuple[Unit, ...]:
    """Surname and the characters of the given name; () where this is no such name."""
    systems = characters.SYSTEMS if script is Script.HAN else 1
    if not 2 <= len(text) <= MOST_CHARACTERS:
        return ()
    if script is Script.HAN:
        simple = "".join(map(simplified, text[:2]))
        first = 2 if len(text) > 2 and simple in surnames_of_two() else 1
        parts = [(text[:first], characters.forms(text[:first], True))]
        parts += [(each, characters.forms(each, False)) for each in text[first:]]
    else:
        first = 2 if len(text) > 2 and text[:2] in surnames_of_two() else 1
        parts = [(each, characters.hangul_forms(each)) for each in (text[:first], *text[first:])]
    return tuple(_unit(each, forms, systems, place == 0) for place, (each, forms) in enumerate(parts))


def _by_table(name: str, parts: tuple[str, ...]) -> Likeness | None:
    """By the learned table, joined, in both orders: kana, and foreigners' names in Han and Hangul."""
    orders = dict.fromkeys(
        ("".join(parts), "".join((*parts[1:], parts[0])), "".join((*parts[-1:], *parts[:-1])))
    )
    native = "".join(name.split())
    found = [one for one in (likeness(native, order) for order in orders) if one is not None]
    return max(found, key=lambda each: each.probability, default=None)


def _by_reading(
    units: tuple[Unit, ...], parts: tuple[str, ...], chance: Chances
) -> tuple[float, tuple[Segment, ...]] | None:
    """Bits and the best reading; None where too little agrees to look closer."""
    written = "".join(parts)
    last = len(chance.priors) - 1
    missed = [_missed(units, written, system) for system in range(last + 1)]
    whole = [(system, chance.priors[system]) for system in range(last + 1) if not missed[system]]
    found = [_read(units, each, chance, whole, 0) for each in arrangements(parts)] if whole else []
    best = max(filter(None, found), key=lambda each: each[0], default=None)
    # Slips are looked for once, in the mixed system that has all forms, and without a spare part: ten times quicker.
    if best is None and missed[last] <= 1 and missed[last] < len(units):
        mixed = [_read(units, each, chance, [(last, 1.0)], MOST_COST) for each in orders(parts)]
        best = max(filter(None, mixed), key=lambda each: each[0], default=None)
    return best


def _missed(units: tuple[Unit, ...], written: str, system: int) -> int:
    """How many characters are found nowhere among the letters."""
    return sum(not any(form in written for form, _ in unit.forms[system]) for unit in units)


def _read(
    units: tuple[Unit, ...],
    arrangement: Arrangement,
    chance: Chances,
    systems: list[tuple[int, float]],
    most: int,
) -> tuple[float, tuple[Segment, ...]] | None:
    """One arrangement: bits and the best way through it, for at most this cost. systems: with their priors."""
    likely, best = 0.0, Path(0.0, ())
    for system, prior in systems:
        path = _best_path(units, arrangement, chance, system, most)
        if path is not None:
            likely += prior * path.likely
            best = Path(prior * path.likely, path.segments) if prior * path.likely > best.likely else best
    if not likely:
        return None
    bits = log(arrangement.weight * likely / chance.of(best.segments)) / log(2)
    return bits, best.segments + ((("", arrangement.spare),) if arrangement.spare else ())


def _best_path(
    units: tuple[Unit, ...], arrangement: Arrangement, chance: Chances, system: int, most: int
) -> Path | None:
    text, borders = arrangement.text, arrangement.borders
    states: dict[tuple[int, int], Path] = {(0, most): Path(1.0, ())}
    for unit in units:
        following: dict[tuple[int, int], Path] = {}
        for (place, left), path in states.items():
            for form, cost, likely in _steps(unit, text, place, left, system, chance):
                end = place + len(form)
                if form and not _fits(unit, place, end, borders):
                    continue
                known = following.get((end, left - cost))
                if known is None or path.likely * likely > known.likely:
                    step = (*path.segments, (unit.text, form))
                    following[end, left - cost] = Path(path.likely * likely, step)
        states = following
    found = [path for (place, _), path in states.items() if place == len(text)]
    return max(found, key=lambda each: each.likely, default=None)


def _steps(
    unit: Unit, text: str, place: int, left: int, system: int, chance: Chances
) -> Iterator[tuple[str, int, float]]:
    """What this character may be from here on, at which cost and how likely."""
    for form, share in unit.forms[system]:
        if text.startswith(form, place):
            yield form, 0, share
        elif left >= NEAR_COST and len(form) >= SHORTEST_NEAR and text.startswith(form[0], place):
            for size in (len(form) - 1, len(form), len(form) + 1):
                written = text[place : place + size]
                if len(written) == size and near(form, written):
                    yield written, NEAR_COST, NEAR * share
    if left >= WRONG_COST:
        wrong = WRONG_SURNAME if unit.is_surname else WRONG
        for end in range(place + 1, min(len(text), place + LONGEST_READING) + 1):
            yield text[place:end], WRONG_COST, wrong * chance.share(text[place:end], unit.is_surname)
        if not unit.is_surname:
            yield "", WRONG_COST, MISSING


def near(one: str, other: str) -> bool:
    """Are two syllables a letter apart: one more, one less, or another?"""
    if len(one) > len(other):
        one, other = other, one
    same = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    return one[same + (len(one) == len(other)) :] == other[same + 1 :]


def _fits(unit: Unit, place: int, end: int, borders: frozenset[int]) -> bool:
    """A surname ends where a part ends, unless all is one word; a character's reading lies within one part."""
    if unit.is_surname:
        return end in borders or len(borders) == 1
    return not any(place < border < end for border in borders)


def _judged(name: str, parts: tuple[str, ...], bits: float, segments: tuple[Segment, ...]) -> Likeness:
    word = word_of(name)
    if word is None:
        raise AssertionError("a name that was read has letters")
    probability = 1 / (1 + exp(-max(min((bits - EVEN_BITS) * log(2), 30.0), -30.0)))
    return Likeness(round(probability, DECIMALS), round(bits, 2), word, "".join(parts), segments)


def _reads_japanese(parts: tuple[str, ...]) -> bool:
    if not all(_ROMAJI.fullmatch(part) for part in parts):
        return False
    return any(len(re.findall("[aeiou]", part)) > _MOST_CHINESE_SYLLABLES or "r" in part for part in parts)


def is_whole_name(name: str) -> bool:
    """Is this a name that is compared whole: Chinese or Korean letters, or kana?"""
    return script_of(name) in (Script.HAN, Script.HANGUL, Script.KANA)
