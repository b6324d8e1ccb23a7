"""How often a held-out name finds its own Latin form first among thousands."""

import numpy as np
from tools.letters.pairs import Pair

from comity.matching.names.letters.scripts import Script
from comity.matching.names.letters.segments import evidence

ASKED = 1000


def ranked(script: Script, names: list[Pair]) -> dict[str, float]:
    """accuracy: own form first; recall_at_10: among the first ten. Ties count against us."""
    forms = tuple(latin for _, latin in names)
    ranks = []
    for number, (native, _) in enumerate(names[:ASKED]):
        found = evidence(script, (native,), forms)[0]
        ranks.append(int((found >= found[number]).sum()))
    order = np.array(ranks)
    return {
        "among": len(names),
        "accuracy": round(float((order == 1).mean()), 3),
        "recall_at_10": round(float((order <= 10).mean()), 3),
    }
