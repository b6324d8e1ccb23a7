"""Make data/rarity.txt: how rare each token is, from Wikidata, the list of the United Nations and our own common
names.
"""

import math
from collections import Counter, defaultdict
from pathlib import Path

from tools.names.invented import groups
from tools.names.sources import Listed, Wikidata

from comity.matching.names.rarity import UNSEEN
from comity.matching.names.reading import Role, read

LEAST, OF_OURS = 4, 40
# Labels of Wikidata are cut anywhere; what is shorter than this and not in our lists is rarely a name.
SHORTEST = 2
HEADER = """# How rare a token of a name is: bits (-log2 of its part of all tokens), a colon, the plain tokens of
that rarity.
# Made by tools/names/train.py from Wikidata names (CC0, NETransliteration-COLING2018), the United Nations
# Security Council
# Consolidated List and our own lists of common names. Tokens only, no person. The shipped prior: a node's own
# counts go over it.
"""


def counted(found: Wikidata, people: tuple[Listed, ...]) -> Counter[str]:
    """Plain Latin tokens with how often they stand in all lists together; those seen too rarely are left out."""
    counts: Counter[str] = Counter(
        {token: count for token, count in found.counts.items() if len(token) >= SHORTEST}
    )
    ours: Counter[str] = Counter()
    for group in groups():
        for rank, name in enumerate(group.names):
            ours.update({token.text: OF_OURS + OF_OURS * 4 // (rank + 2) for token in read(name).tokens})
    for person in people:
        for name in (person.name, *person.good()):
            ours.update(
                {
                    token.text: 3
                    for token in read(name).tokens
                    if token.role is Role.NAME and token.text.isascii()
                }
            )
    counts.update(ours)
    return Counter({token: count for token, count in counts.items() if count >= LEAST})


def rarity_file(counts: Counter[str], target: Path) -> None:
    """Write the table, in steps of a quarter bit."""
    total = sum(counts.values())
    by_bits: dict[float, list[str]] = defaultdict(list)
    for token, count in counts.items():
        by_bits[min(UNSEEN, round(-math.log2(count / total) * 4) / 4)].append(token)
    lines = [f"{bits:g}: {' '.join(sorted(tokens))}" for bits, tokens in sorted(by_bits.items())]
    target.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
