"""The pairs that the tables learn from: read, folded, split, and enriched by what the data lacks."""

import gzip
import random
import zlib
from collections.abc import Iterator
from pathlib import Path

from comity.matching.names.letters import hangul
from comity.matching.names.letters.habits import habits
from comity.matching.names.letters.scripts import Script, latin_letters, word_of

# The language whose file of pairs teaches a script.
TEACHERS = {
    Script.ARABIC: "arabic",
    Script.CYRILLIC: "russian",
    Script.HEBREW: "hebrew",
    Script.KANA: "katakana",
    Script.HANGUL: "korean",
    Script.HAN: "chinese",
}
SOURCE = "Wikidata labels of people, split and published as steveash/NETransliteration-COLING2018"
LICENCE = "CC0-1.0"
LONGEST_NATIVE, LONGEST_LATIN = 24, 20
# Of ten parts by native name: one is never seen before the figures are told, one is for calibration.
PARTS, HELD_OUT, DEVELOPMENT = 10, 0, 1
# A name that so many people have is always learned from: the held-out ones are the rare and hard ones.
COMMON = 5
# A Latin word that fewer people have, and a pair that fewer have, say nothing of their own.
SEEN_WORD, SEEN_PAIR = 5, 2
# A partner that fewer of its people have is a slip of the list: one Ahmad in a hundred stands beside محمد.
SEEN_SHARE = 0.05
# How often the article is put before a name, for each name that has none, and each way of writing it.
ARTICLE_SHARE = 0.03
# How much each national scheme counts beside the spelling that Wikidata has.
SCHEME_SHARE = 0.15

# How many names of two syllables are made up for Hangul, and how much one counts.
MADE_UP, MADE_UP_SHARE = 6000, 0.5

Pair = tuple[str, str]


def read(folder: Path, script: Script) -> dict[Pair, int]:
    """(native letters, Latin letters) of each pair and how often it occurs."""
    found: dict[Pair, int] = {}
    with gzip.open(folder / f"wd_{TEACHERS[script]}_80.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            latin, native, count = line.rstrip("\n").split("\t")
            word = word_of(native.replace(" ", ""))
            letters = latin_letters(latin)
            if word is None or word.script is not script or not letters:
                continue
            if len(word.letters) <= LONGEST_NATIVE and len(letters) <= LONGEST_LATIN:
                pair = word.letters, letters
                found[pair] = found.get(pair, 0) + int(count)
    return found


def parts(pairs: dict[Pair, int]) -> dict[str, int]:
    """Which of ten parts each native name is in, the same on every machine."""
    common = {native for (native, _), count in pairs.items() if count >= COMMON}
    free = PARTS - 1
    return {native: free if native in common else zlib.crc32(native.encode()) % PARTS for native, _ in pairs}


def seen(pairs: dict[Pair, int]) -> dict[str, dict[str, int]]:
    """Latin words of several people, and how often each stands beside which native letters; no held-out names."""
    part = parts(pairs)
    found: dict[str, dict[str, int]] = {}
    for (native, latin), count in sorted(pairs.items()):
        if count >= SEEN_PAIR and part[native] not in (HELD_OUT, DEVELOPMENT):
            found.setdefault(latin, {})[native] = count
    kept = {}
    for latin, beside in found.items():
        total = sum(beside.values())
        if total >= SEEN_WORD:
            kept[latin] = {native: count for native, count in beside.items() if count >= SEEN_SHARE * total}
    return kept


def for_training(pairs: dict[Pair, int], most: int) -> list[Pair]:
    """At most so many pairs of eight parts of ten, in an order that is the same on every machine."""
    part = parts(pairs)
    chosen = sorted(pair for pair in pairs if part[pair[0]] not in (HELD_OUT, DEVELOPMENT))
    chosen.sort(key=lambda pair: zlib.crc32("".join(pair).encode()))
    return chosen[:most]


def kept_back(pairs: dict[Pair, int], which: int, most: int) -> list[Pair]:
    """Distinct names of one part, at least four Latin letters long, none spelt as a name that was learned from."""
    part = parts(pairs)
    learned = {latin for native, latin in pairs if part[native] != which}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for native, latin in sorted(pairs, key=lambda pair: zlib.crc32("".join(reversed(pair)).encode())):
        fresh = native not in found and latin not in taken and latin not in learned
        if fresh and part[native] == which and len(latin) >= 4:
            found[native] = latin
            taken.add(latin)
    return list(found.items())[:most]


# Letters before which the l of the article is not heard, and how the doubled sound is written.
_SUN = {"ت": "t", "ث": "th", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh"}
_SUN |= {"ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ن": "n"}


def with_articles(pairs: list[Pair]) -> Iterator[tuple[Pair, float]]:
    """Arabic names with the article before them, as they stand on papers: al-, el-, ad-Duri, ash-Shami, Ashami."""
    for native, latin in pairs:
        if native.startswith("ال") or not 3 <= len(native) <= LONGEST_NATIVE - 2:
            continue
        forms = ["al" + latin, "el" + latin]
        sun = _SUN.get(native[0])
        if sun and latin.startswith(sun[0]):
            forms += ["a" + sun + latin, "a" + latin, "e" + latin]
        for form in forms:
            if len(form) <= LONGEST_LATIN:
                yield ("ال" + native, form), ARTICLE_SHARE


# Persian, Pashto and Urdu say s and z for these letters, and v for waw; the Arabic spelling that becomes which.
_PERSIAN = {
    "ث": (("th", "s"), ("th", "ss")),
    "ذ": (("dh", "z"), ("th", "z")),
    "ض": (("dh", "z"), ("d", "z")),
    "ظ": (("dh", "z"), ("th", "z")),
    "و": (("w", "v"),),
    "ق": (("q", "gh"), ("k", "q")),
}
PERSIAN_SHARE = 0.3


def as_arabic_is_read(pairs: list[Pair]) -> Iterator[tuple[Pair, float]]:
    """What Arabic letters are added for: the article, and the Persian way to say some of them."""
    yield from with_articles(pairs)
    for native, latin in pairs:
        for letter, changes in _PERSIAN.items():
            # One letter, one place: else it is not known which of the Latin ones stands for it.
            if native.count(letter) != 1:
                continue
            for own, other in changes:
                if latin.count(own) == 1:
                    yield (native, latin.replace(own, other)), PERSIAN_SHARE


# How passports and newspapers of other countries write the letters that English writes as in the first column.
# Sources: ICAO Doc 9303-3 section 6 B; GOST 7.79-2000 B; Duden, Umschrift des Russischen; usage of French
# passports of the Soviet Union until 1997 and of the French press; PWN, transkrypcja rosyjska; ČSN 01 0185.
_PLAIN = dict(zip("абвгдезиклмнопрстуфы", "abvgdeziklmnoprstufy", strict=True))
_PLAIN |= {"х": "kh", "ц": "ts", "э": "e", "й": "i", "ъ": "", "ь": "", "ё": "e"}
_ENGLISH = {"ж": "zh", "ч": "ch", "ш": "sh", "ю": "yu", "я": "ya"}
_CENTRAL = {"ж": "z", "ч": "c", "ш": "s", "ю": "ju", "я": "ja", "й": "j", "х": "ch", "ц": "c", "ё": "jo"}
_FRENCH = {"ж": "j", "ч": "tch", "ш": "ch", "у": "ou"}
SCHEMES: dict[str, dict[str, str]] = {
    "english": _PLAIN | _ENGLISH | {"й": "y", "ё": "yo"},
    "icao": _PLAIN | _ENGLISH | {"ю": "iu", "я": "ia", "ъ": "ie"},
    "gost": _PLAIN | _ENGLISH | {"й": "j", "ё": "yo", "х": "x", "ц": "c"},
    "german": _PLAIN
    | {
        "ж": "sch",
        "ч": "tsch",
        "ш": "sch",
        "ю": "ju",
        "я": "ja",
        "х": "ch",
        "ц": "z",
        "в": "w",
        "з": "s",
        "ё": "jo",
    },
    "french": _PLAIN | _FRENCH | {"ю": "iou", "я": "ia", "ё": "io"},
    "french_press": _PLAIN | _FRENCH | {"ю": "you", "я": "ya", "ё": "io", "ъ": "ie"},
    "czech": _PLAIN | _CENTRAL,
    "polish": _PLAIN | _CENTRAL | {"ч": "cz", "ш": "sz", "в": "w"},
}


def with_schemes(pairs: list[Pair]) -> Iterator[tuple[Pair, float]]:
    """Names that came out of Cyrillic (English spells them letter by letter), as other countries spell them."""
    for native, latin in pairs:
        if _through("english", native) not in (latin, latin.replace("ey", "ei"), latin.replace("j", "y")):
            continue
        for scheme in SCHEMES:
            form = _through(scheme, native)
            if form != latin and len(form) <= LONGEST_LATIN:
                yield (native, form), SCHEME_SHARE


def _through(scheme: str, native: str) -> str:
    return "".join(SCHEMES[scheme].get(letter, letter) for letter in native)


def with_korean_names(_pairs: list[Pair]) -> Iterator[tuple[Pair, float]]:
    """Korean syllables as Koreans write them: most of the pairs are names of foreigners, in Hangul."""
    chance = random.Random(3)
    syllables = sorted(habits().names_hangul)
    for number in range(MADE_UP + len(syllables)):
        chosen = [syllables[number]] if number < len(syllables) else chance.choices(syllables, k=2)
        word = word_of("".join(chosen))
        if word is None:
            continue
        if number < len(syllables):
            for latin, share in hangul.readings(chosen[0]).items():
                yield (word.letters, latin), 4 * share
        else:
            latin = "".join(
                chance.choices(*zip(*hangul.readings(each).items(), strict=True))[0] for each in chosen
            )
            yield (word.letters, latin), MADE_UP_SHARE
