"""Alternative Latin readings of a whole Chinese, Japanese or Korean name, surname first, for search and for people."""

from comity.matching.names.letters import characters, hangul, japanese
from comity.matching.names.letters.kana import spellings
from comity.matching.names.letters.romanised import usual_form
from comity.matching.names.letters.scripts import Script, word_of
from comity.matching.names.letters.whole import units_of
from comity.matching.names.remembering import remembered

MOST_READINGS = 16
# Other spellings of a surname that are given besides the usual one.
OTHER_SURNAMES = 3

Reading = tuple[str, ...]


@remembered
def cjk_readings(name: str) -> tuple[Reading, ...]:
    """At most sixteen readings as tokens, surname first; the given name once joined and once split.

    () for other scripts, for a name of one character, and for foreigners' names with a dot. A name in Han characters is
    read as Chinese, Korean and Vietnamese; as Japanese where its surname is one of the commonest, as it is mostly read.
    """
    word = word_of(name)
    if word is None or "·" in name or "・" in name:
        return ()
    if word.script is Script.KANA:
        return _of_kana(name)
    said = japanese.readings(word.text) if word.script is Script.HAN else ()
    units = units_of(word.text, word.script)
    if not units:
        return said
    texts = [unit.text for unit in units]
    found = (
        _of_han(texts)
        if word.script is Script.HAN
        else _of_hangul(texts)
        if word.script is Script.HANGUL
        else []
    )
    read = dict.fromkeys(each for reading in found for each in _divided(reading))
    return (*tuple(read)[: MOST_READINGS - len(said)], *said)


def _divided(reading: Reading) -> tuple[Reading, ...]:
    surname, given = reading[0], reading[1:]
    return ((surname, "".join(given)), reading)


def _of_han(texts: list[str]) -> list[Reading]:
    by_character = [characters.forms(text, place == 0) for place, text in enumerate(texts)]
    found: list[Reading] = []
    for system in range(characters.MIXED):
        reading = tuple(usual_form(forms, system) for forms in by_character)
        if all(reading):
            found.append(reading)
    # The given name of a surname's other readings (Zeng and Ceng, Lü as Lyu and Lv) is the mainland's.
    others = sorted(by_character[0].items(), key=lambda each: (-each[1][characters.PINYIN], each[0]))
    if found:
        given = tuple(usual_form(forms, characters.PINYIN) for forms in by_character[1:])
        forms = [form for form, shares in others[1 : 1 + OTHER_SURNAMES] if shares[characters.PINYIN]]
        found[1:1] = [(form, *given) for form in forms if all(given)]
    return found


def _of_hangul(texts: list[str]) -> list[Reading]:
    usual = [list(characters.hangul_forms(text)) for text in texts]
    if not all(usual):
        return []
    given = tuple(forms[0] for forms in usual[1:])
    official = tuple("".join(map(hangul.official, text)) for text in texts)
    north = tuple(_north(text) for text in texts)
    found = [(surname, *given) for surname in usual[0][:1]] + [official, north]
    found += [(surname, *given) for surname in usual[0][1 : 1 + OTHER_SURNAMES]]
    second = tuple(forms[1] if len(forms) > 1 else forms[0] for forms in usual[1:])
    return [*found, (usual[0][0], *second)]


def _north(text: str) -> str:
    """Pyongyang writes k, t, p, ch for the plain consonants and o for eo."""
    said = "".join(map(hangul.official, text)).replace("eo", "o").replace("eu", "u")
    first = {"g": "k", "d": "t", "b": "p"}.get(said[:1])
    return first + said[1:] if first and said[1:2] != first else said


def _of_kana(name: str) -> tuple[Reading, ...]:
    """Word by word; the first word is held to be the surname."""
    words = [
        word
        for part in name[:200].split()
        if (word := word_of(part)) is not None and word.script is Script.KANA
    ]
    if not words:
        return ()
    several = [spellings(word.letters) for word in words]
    longest = max(map(len, several))
    ways = [tuple(forms[min(way, len(forms) - 1)] for forms in several) for way in range(longest)]
    return tuple(dict.fromkeys(way for way in ways if all(way)))[:MOST_READINGS]
