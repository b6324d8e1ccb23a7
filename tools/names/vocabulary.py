"""Make data/rarity.txt: how rare each token is, from Wikidata, the list of the United Nations and our own common
names.
"""

import math
from collections import Counter, defaultdict
from pathlib import Path

from tools.names.invented import groups
from tools.names.sources import Listed, Wikidata
from tools.names.spellings import TELLING

from comity.matching.names.rarity import UNSEEN
from comity.matching.names.reading import Part, read

LEAST = 4
# Public lists know the famous of a few countries; our lists stand for the rest of the world and weigh half.
# Millions of people who bear names of each kind, roughly.
PEOPLE = {
    "chinese": 1400, "indian": 1900, "arabic": 450, "persian": 170, "turkish": 190, "african": 1000,
    "malay": 330, "english": 480, "spanish": 500, "portuguese": 270, "french": 100, "german": 100,
    "italian": 60, "russian": 180, "ukrainian": 40, "polish": 40, "korean": 80, "vietnamese": 100,
    "japanese": 125, "nordic": 28, "balkan": 80,
}  # fmt: skip
OUR_PART, FIRST_RANK = 0.5, 2
# Labels of Wikidata are cut anywhere; what is shorter than this and not in our lists is rarely a name.
SHORTEST = 2
HEADER = """\
# How rare a token of a name is: bits (-log2 of its part of all tokens), the lists that it stands in (1 Arabic,
# 2 Hebrew, 4 Japanese, 8 Russian forms of Wikidata, 16 ours; summed), a colon, the plain tokens.
# Made by tools/names/train.py from Wikidata names (CC0, NETransliteration-COLING2018), the United Nations Security
# Council Consolidated List and our own lists of common names. Tokens only, no person. The shipped prior: a node's own
# counts go over it.
"""

FIRST_NAMES_HEADER = """\
# First names that are women's and men's. Written by us: tools/names/people.txt; made by tools/names/train.py.
"""


def counted(found: Wikidata, people: tuple[Listed, ...]) -> Counter[str]:
    """Plain Latin tokens with how often they stand in all lists together; those seen too rarely are left out."""
    counts: Counter[str] = Counter(
        {token: count for token, count in found.counts.items() if len(token) >= SHORTEST}
    )
    for person in people:
        for name in (person.name, *person.good()):
            counts.update(
                {
                    token.text: 3
                    for token in read(name).tokens
                    if token.role is Part.NAME and token.text.isascii()
                }
            )
    counts = Counter({token: count for token, count in counts.items() if count >= LEAST})
    total = sum(counts.values())
    for token, part in _ours().items():
        counts[token] += max(LEAST, round(part * total * OUR_PART / (1 - OUR_PART)))
    return counts


def _ours() -> dict[str, float]:
    """What part of all tokens each of our names is: by how many live there; the first ones are commoner."""
    parts: dict[str, float] = defaultdict(float)
    world = sum(PEOPLE.values())
    for group in groups():
        share = PEOPLE[group.region] / world * (0.5 if group.sort == "family" else 0.25)
        ranks = [1 / (rank + FIRST_RANK) for rank in range(len(group.names))]
        for name, rank in zip(group.names, ranks, strict=True):
            for token in read(name).tokens:
                parts[token.text] += share * rank / sum(ranks)
    return parts


def with_spellings(counts: Counter[str], variants: dict[tuple[str, str], float]) -> dict[str, float]:
    """Each token with those who are written otherwise and would be found by it: 2^-cost of each variant's bearers."""
    found = {token: float(count) for token, count in counts.items()}
    for (one, other), bits in variants.items():
        found[one] += counts.get(other, 0) * 2**-bits
        found[other] += counts.get(one, 0) * 2**-bits
    return found


def lists(found: Wikidata) -> dict[str, int]:
    """In which lists each token stands, as bits: one for each script that tells names apart, and ours."""
    table: dict[str, int] = defaultdict(int)
    for place, script in enumerate(TELLING):
        for token, natives in found.natives.items():
            if script in natives:
                table[token] |= 1 << place
    for group in groups():
        for token in {token.text for name in group.names for token in read(name).tokens}:
            table[token] |= 1 << len(TELLING)
    return table


def rarity_file(counts: dict[str, float], total: int, listed_in: dict[str, int], target: Path) -> None:
    """Write the table, in steps of a quarter bit."""
    rows: dict[tuple[float, int], list[str]] = defaultdict(list)
    for token, count in counts.items():
        bits = min(UNSEEN, round(-math.log2(count / total) * 4) / 4)
        rows[bits, listed_in.get(token, 0)].append(token)
    lines = [
        f"{bits:g} {number}: {' '.join(sorted(tokens))}" for (bits, number), tokens in sorted(rows.items())
    ]
    target.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")


def first_names_file(target: Path) -> None:
    """Write which first names of ours are women's and which are men's; what both bear is left out."""
    women, men = (
        {
            token.text
            for group in groups()
            if group.sort == sort
            for name in group.names
            for token in read(name).tokens
        }
        for sort in ("woman", "man")
    )
    lines = [f"women: {' '.join(sorted(women - men))}", f"men: {' '.join(sorted(men - women))}"]
    target.write_text(FIRST_NAMES_HEADER + "\n".join(lines) + "\n", "utf-8")
