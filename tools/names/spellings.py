"""Learn how names are spelled in several countries: operations with their costs, and which known names are one name.

Two Latin tokens that stand for one native form in Wikidata are two spellings of it, unless a label was cut wrongly:
what sounds too different is left out.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz.distance import OSA, JaroWinkler
from tools.names.sources import Wikidata

from comity.matching.names.folding import skeleton, sound
from comity.matching.names.spelling import LONGEST_PIECE, spelled

# Scripts that keep the sounds of a name; Chinese and Korean forms are too short to say that two names are one.
TELLING = ("arabic", "hebrew", "katakana", "russian")
MOST_OF_ONE_FORM, SHORTEST = 40, 2
LEAST_ALIKE, LEAST_SEEN, ROUNDS, DEAREST = 0.6, 6, 4, 11.0
# Arabic writes P as B and Japanese L as R: names that share a form there and nowhere else are two names.
LEAST_SHARED = 0.3
DEAREST_THROUGH = 3.0
VOWELS = frozenset("aeiouy")

Operations = dict[str, dict[str, float]]


def variants(found: Wikidata) -> Counter[tuple[str, str]]:
    """Pairs of spellings in alphabetical order, with how many forms they share."""
    pairs: Counter[tuple[str, str]] = Counter()
    for script in TELLING:
        for tokens in found.shared[script].values():
            known = [token for token, _ in tokens.most_common(MOST_OF_ONE_FORM) if len(token) >= SHORTEST]
            for left, right in combinations(sorted(known), 2):
                if alike(left, right):
                    pairs[left, right] += 1
    return pairs


def alike(left: str, right: str) -> bool:
    """May these be two spellings of one name? Else a label was cut in the wrong place."""
    apart = OSA.distance(sound(left), sound(right))
    longer = max(len(left), len(right))
    if skeleton(left) == skeleton(right) and apart <= max(1, longer / 2.5):
        return True
    return JaroWinkler.similarity(left, right) >= LEAST_ALIKE and apart <= max(1, longer / 3)


def first_operations() -> Operations:
    """Where learning begins: one vowel for another is likelier than one consonant for another."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    table: Operations = defaultdict(dict)
    for one in letters:
        table[one][""] = table[""][one] = 6.0
        for other in letters:
            if one != other:
                table[one][other] = 4.0 if {one, other} <= VOWELS else 7.0
    return table


def learned(pairs: list[tuple[str, str]]) -> Operations:
    """The operations by a few rounds of aligning and counting."""
    operations = first_operations()
    for _ in range(ROUNDS):
        operations = _counted(pairs, operations)
    return operations


def _counted(pairs: list[tuple[str, str]], operations: Operations) -> Operations:
    seen: Counter[tuple[str, str]] = Counter()
    whole: Counter[str] = Counter()
    for left, right in pairs:
        for token in (left, right):
            whole[""] += len(token) + 1
            for start in range(len(token)):
                for length in range(1, LONGEST_PIECE + 1):
                    if start + length <= len(token):
                        whole[token[start : start + length]] += 1
        for one, other in _offered(spelled(left, right, operations).pieces):
            seen[one, other] += 1
            seen[other, one] += 1
    table: Operations = defaultdict(dict)
    for (one, other), count in seen.items():
        if count >= LEAST_SEEN:
            there, back = count / whole[one], count / whole[other]
            bits = -math.log2((there + back) / 2)
            if bits <= DEAREST:
                table[one][other] = round(max(bits, 0.5), 1)
    return table


def _offered(pieces: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """What differs: each piece, each run of pieces as one, and a lost or added piece with the letter before it."""
    run = before = ("", "")
    for one, other in (*pieces, ("", "")):
        if one == other:
            for found in {run, (before[0][-1:] + run[0], before[1][-1:] + run[1])}:
                if found[0] != found[1] and max(map(len, found)) <= LONGEST_PIECE:
                    yield found
            run, before = ("", ""), (one, other)
        else:
            if run[0] or run[1]:
                yield one, other
            run = (run[0] + one, run[1] + other)


def known_variants(
    found: Wikidata, pairs: Counter[tuple[str, str]], least: int
) -> dict[tuple[str, str], float]:
    """Pairs of tokens that both are known names: -log2 of the chance that who has the one is written the other."""
    table: dict[tuple[str, str], float] = {}
    for left, right in pairs:
        rarely_shared = found.share(left, right) < LEAST_SHARED * found.met(left, right)
        if found.counts[left] >= least and found.counts[right] >= least and not rarely_shared:
            there, back = _chance(found, left, right), _chance(found, right, left)
            if (chance := (there + back) / 2) > 0:
                table[left, right] = round(min(-math.log2(chance), 9.0) * 2) / 2
    return table


def _chance(found: Wikidata, left: str, right: str) -> float:
    """Of the bearers of a form that `left` stands for, the part that is written `right`."""
    chances = []
    for script in TELLING:
        for form in found.natives[left].get(script, ()):
            tokens = found.shared[script][form]
            heard = {token: count for token, count in tokens.items() if token == left or alike(token, left)}
            chances.append(heard.get(right, 0) / sum(heard.values()))
    return max(chances, default=0.0)


def closed(found: Wikidata, table: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Two spellings of a third are spellings of each other (Hossein, Husayn), unless lists know them for two names."""
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), bits in table.items():
        near[one][other] = near[other][one] = bits
    more = dict(table)
    for others in near.values():
        cheap = sorted(token for token, bits in others.items() if bits <= DEAREST_THROUGH)
        for one, other in combinations(cheap, 2):
            bits = others[one] + others[other] + 0.5
            two_names = found.met(one, other) > 1 and not found.share(one, other)
            if bits <= DEAREST_THROUGH and not two_names and alike(one, other):
                more[one, other] = min(more.get((one, other), bits), bits)
    return more
