"""What each character of a Chinese or Korean name may be in Latin letters, by system.

A name is written in one system from end to end, so shares are kept apart by system until the whole is summed.
Japanese names in Chinese characters are not here: what such a name is read as only its bearer knows.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

import msgspec

from comity.matching.names.letters import hangul
from comity.matching.names.letters.files import read
from comity.matching.names.letters.habits import first_most_usual, habits
from comity.matching.names.letters.hongkong import hong_kong
from comity.matching.names.letters.simplified import other_form, simplified
from comity.matching.names.letters.wade import wade_giles
from comity.matching.names.remembering import remembered

# Systems, and how many of the people whose names stand in Han characters on a paper write theirs so (our judgement).
# Mixed: a surname in one and a given name in another, as in Chiang Kai-shek or Lee Kuan Yew.
PINYIN, WADE, HONG_KONG, STRAITS, KOREAN, VIETNAMESE, MIXED = range(7)
PRIORS = (0.57, 0.12, 0.15, 0.05, 0.04, 0.04, 0.03)
SYSTEMS = len(PRIORS)
# A second reading of a character, beside the first.
SECOND = 0.15
# How many characters are kept at hand.
USUAL = 2_000
# How pinyin without its marks writes ü.
_UMLAUT = (("v", "u", 0.45), ("v", "yu", 0.3), ("v", "v", 0.2), ("v", "ue", 0.05))

Shares = tuple[float, ...]
Forms = dict[str, Shares]


class Readings(msgspec.Struct, frozen=True):
    """The file of readings: Mandarin, Cantonese, Korean, Vietnamese and commonness of each character."""

    about: dict[str, str]
    characters: dict[str, str]


@dataclass(frozen=True)
class Character:
    """Readings without tones; the first is the usual one. mandarin: ü is v. korean: Hangul."""

    mandarin: tuple[str, ...]
    cantonese: tuple[str, ...]
    korean: tuple[str, ...]
    vietnamese: tuple[str, ...]
    commonness: int


@lru_cache(maxsize=1)
def _file() -> Readings:
    return read("readings.json.gz", Readings)


def written() -> tuple[str, ...]:
    """Every character that has readings."""
    return tuple(_file().characters)


@remembered
def character(written: str) -> Character | None:
    """Readings of one character; None where no dictionary of names or schoolbooks has it."""
    known = _file().characters
    said = known.get(written)
    if said is None:
        return None
    ways = [tuple(filter(None, way.split(","))) for way in said.split("|")[:4]]
    # Dictionaries of Korea and Vietnam know the old form alone.
    other = known.get(other_form(written), "|||").split("|")[:4]
    filled = [way or tuple(filter(None, more.split(","))) for way, more in zip(ways, other, strict=True)]
    mandarin, cantonese, korean, vietnamese = filled
    return Character(mandarin, cantonese, korean, vietnamese, int(said.rsplit("|", 1)[1]))


def forms(written: str, surname: bool) -> Forms:
    """Latin forms of one Han character (or surname of two) with their share in each system."""
    found = usual_forms().get((written, surname))
    return found if found is not None else _forms(written, surname)


@cache
def usual_forms() -> dict[tuple[str, bool], Forms]:
    """Those of the commonest characters and surnames, the same in every process: each takes 50 us."""
    common = sorted(_file().characters.items(), key=lambda each: (-int(each[1].rsplit("|", 1)[1]), each[0]))
    surnames = {form for each in habits().surnames_han for form in (each, "".join(map(other_form, each)))}
    usual = [*((each, False) for each, _ in common[:USUAL]), *((each, True) for each in sorted(surnames))]
    return {(each, surname): _forms(each, surname) for each, surname in usual}


@remembered
def _forms(written: str, surname: bool) -> Forms:
    if len(written) > 1:
        return _joined([_forms(each, False) for each in written], _compound(written))
    found = character(written)
    if found is None:
        return {}
    simple = simplified(written)
    read = habits().read_han.get(simple) if surname else None
    mandarin = tuple(read.split()) if read else found.mandarin
    several: dict[str, list[float]] = {}
    for reading, share in _weighed(mandarin):
        for form, part in _pinyin(reading):
            _add(several, form, PINYIN, share * part)
        _add(several, wade_giles(reading), WADE, share)
    for reading, share in _weighed(found.cantonese):
        for form, part in hong_kong(reading):
            _add(several, form, HONG_KONG, share * part)
    for reading, share in _weighed(found.korean):
        for form, part in hangul.readings(reading).items():
            _add(several, form, KOREAN, share * part)
    for reading, share in _weighed(found.vietnamese):
        _add(several, reading, VIETNAMESE, share)
    for form, share in _straits(simple, surname, found):
        _add(several, form, STRAITS, share)
    return _with_mixed(several)


def _with_mixed(several: dict[str, list[float]]) -> Forms:
    """Shares by system, and last that of a writer who takes a system for each character anew."""
    found = {}
    for form, shares in several.items():
        pure = shares[:MIXED]
        mixed = sum(prior * share for prior, share in zip(PRIORS, pure, strict=False)) / (1 - PRIORS[MIXED])
        found[form] = (*pure, mixed)
    return found


def _add(several: dict[str, list[float]], form: str, system: int, share: float) -> None:
    several.setdefault(form, [0.0] * SYSTEMS)[system] += share


def _weighed(readings: tuple[str, ...]) -> list[tuple[str, float]]:
    if not readings:
        return []
    rest = SECOND * (len(readings) - 1)
    return [(one, (SECOND if place else 1.0) / (1 + rest)) for place, one in enumerate(readings)]


def _pinyin(reading: str) -> list[tuple[str, float]]:
    if "v" not in reading:
        return [(reading, 1.0)]
    return [(reading.replace(own, other), share) for own, other, share in _UMLAUT]


def _straits(simple: str, surname: bool, found: Character) -> list[tuple[str, float]]:
    """Surnames as families of the Straits write them; given names there are as often Cantonese or Mandarin."""
    known = habits().straits.get(simple) if surname else None
    if known:
        return list(first_most_usual(tuple(known.split())))
    mixed = [
        (form, 0.5 * share * part)
        for one, share in _weighed(found.cantonese)
        for form, part in hong_kong(one)
    ]
    return mixed + [
        (form, 0.5 * share * part) for one, share in _weighed(found.mandarin) for form, part in _pinyin(one)
    ]


def _compound(written: str) -> tuple[str, ...] | None:
    read = habits().read_han.get("".join(map(simplified, written)))
    return tuple(read.split()) if read else None


def _joined(parts: list[Forms], read: tuple[str, ...] | None) -> Forms:
    """Forms of a surname of two characters: both in one system."""
    several: dict[str, list[float]] = {}
    for one, two in product(*(part.items() for part in parts)):
        shares = [first * second for first, second in zip(one[1], two[1], strict=True)]
        if any(share > 0.001 for share in shares):
            mine = several.setdefault(one[0] + two[0], [0.0] * SYSTEMS)
            for system, share in enumerate(shares):
                mine[system] += share
    if read:
        several["".join(read)] = [1.0, *several.get("".join(read), [0.0] * SYSTEMS)[1:]]
        _add(several, "".join(map(wade_giles, read)), WADE, 1.0)
    return _with_mixed(several)


@remembered
def hangul_forms(syllables: str) -> Forms:
    """The same for one Hangul syllable, or a surname of two: there is one system, how Koreans write themselves."""
    found = {"": 1.0}
    for syllable in syllables:
        read = hangul.readings(syllable)
        found = {one + two: share * part for one, share in found.items() for two, part in read.items()}
    return {form: (share,) for form, share in found.items() if form and share > 0.001}
