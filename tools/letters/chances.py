"""Make the shares of Latin syllables in Chinese and Korean names, after the readings and the lists of surnames.

    .venv/bin/python -m tools.letters.chances

Given names: every character counts as often as the square root of its occurrences in Unihan's kHanyuPinlu, at most 300.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from math import sqrt

from tools.letters.readings import MADE, VERSION

from comity.matching.names.letters import characters
from comity.matching.names.letters.files import DATA
from comity.matching.names.letters.habits import habits

MOST_OCCURRENCES = 300
RAREST = 1e-5


def shares(weighted: Iterable[tuple[characters.Forms, float]], priors: tuple[float, ...]) -> dict[str, float]:
    """Of each Latin form, over characters and systems."""
    found: dict[str, float] = defaultdict(float)
    total = 0.0
    for forms, weight in weighted:
        total += weight
        for form, by_system in forms.items():
            found[form] += weight * sum(prior * share for prior, share in zip(priors, by_system, strict=True))
    kept = {form: float(f"{share / total:.2e}") for form, share in sorted(found.items())}
    return {form: share for form, share in kept.items() if share >= RAREST}


def main() -> None:
    known = habits()
    han = [(characters.forms(name, True), share) for name, share in known.surnames_han.items()]
    every = [(each, characters.character(each)) for each in characters.written()]
    given = [
        (characters.forms(each, False), 0.3 + sqrt(min(found.commonness, MOST_OCCURRENCES)))
        for each, found in every
        if found is not None
    ]
    korean = [(characters.hangul_forms(name), share) for name, share in known.surnames_hangul.items()]
    syllables = [(characters.hangul_forms(each), 1.0) for each in sorted(known.names_hangul)]
    about = {
        "source": f"{VERSION}; habits.json",
        "licence": "Unicode-3.0 for what comes from Unihan; the rest is this project's",
        "made": MADE,
        "made_by": "tools/letters/chances.py",
    }
    file = {
        "about": about,
        "surnames": {"han": shares(han, characters.PRIORS), "hangul": shares(korean, (1.0,))},
        "given": {"han": shares(given, characters.PRIORS), "hangul": shares(syllables, (1.0,))},
    }
    said = json.dumps(file, separators=(",", ":")).encode()
    (DATA / "chances.json.gz").write_bytes(gzip.compress(said, mtime=0))
    print({kind: {script: len(of) for script, of in file[kind].items()} for kind in ("surnames", "given")})  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
