"""Learn the tables of comity.matching.names.letters from pairs of names, or measure those that are there.

    .venv/bin/python -m tools.letters.train [--data ../shared/data/names] [--only arabic ...]
    .venv/bin/python -m tools.letters.train --measure

The same pairs give the same files. Prints one JSON line a script: accuracy on names that were held out, ranked among
3,000 of them; area under the curve and mean squared error of the probabilities on the development part.
"""

import argparse
import gzip
import json
import sys
import time
from math import log
from pathlib import Path

import numpy as np
from tools.letters import pairs as source
from tools.letters.borrowed import BORROWED
from tools.letters.calibrate import calibrated, examples, quality
from tools.letters.em import DISCOUNT, Learned, learn
from tools.letters.measure import ranked

from comity.matching.names.letters.files import DATA
from comity.matching.names.letters.scripts import Script
from comity.matching.names.letters.tables import Calibration, table

MOST_PAIRS = 45_000
# Letters of Arabic words alone, and how much more a name with one counts: half of the pairs are Smiths and Schmidts.
OWN_LETTERS, OWN_WEIGHT = set("حعقصطظضخذ"), 4.0
# Cells drawn less often than this in all are noise.
FEWEST_DRAWN = 0.3
# Most Han characters are seen a few times only.
DISCOUNTS = {Script.HAN: 0.2}
MORE = {
    Script.ARABIC: source.as_arabic_is_read,
    Script.CYRILLIC: source.with_schemes,
    Script.HANGUL: source.with_korean_names,
}
MADE = "2026-11-27"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data/names"))
    parser.add_argument("--only", nargs="*", choices=[each.value for each in source.TEACHERS])
    parser.add_argument(
        "--measure", action="store_true", help="measure the files that are there, learn nothing"
    )
    parser.add_argument("--seen", action="store_true", help="only count again which words were seen")
    chosen = parser.parse_args()
    for script in source.TEACHERS:
        if chosen.only and script.value not in chosen.only:
            continue
        began = time.monotonic()
        pairs = source.read(chosen.data, script)
        if chosen.seen:
            count_seen(script, pairs)
        elif not chosen.measure:
            teach(script, pairs)
        held_out = source.kept_back(pairs, source.HELD_OUT, 3000)
        figures: dict[str, object] = {"script": script.value, "pairs": len(pairs), **ranked(script, held_out)}
        figures |= quality(script, examples(script, pairs, source.HELD_OUT))
        figures["seconds"] = round(time.monotonic() - began, 1)
        print(json.dumps(figures), flush=True)


def teach(script: Script, pairs: dict[source.Pair, int]) -> None:
    """Learn, calibrate and write the table of one script."""
    chosen = source.for_training(pairs, MOST_PAIRS)
    weighted = {
        pair: (1.0 + log(pairs[pair])) * (OWN_WEIGHT if OWN_LETTERS & set(pair[0]) else 1.0)
        for pair in chosen
    }
    more = MORE.get(script)
    for pair, share in more(chosen) if more else ():
        weighted[pair] = weighted.get(pair, 0.0) + share
    learned = learn(
        weighted,
        DISCOUNTS.get(script, DISCOUNT),
        lambda told: print(script.value, told, file=sys.stderr, flush=True),
    )
    print(script.value, f"believed {learned.believed:.3f} of the pairs", file=sys.stderr)
    _write(script, learned, len(chosen), (0.0, 1.0, 0.0))
    table.cache_clear()
    _write(script, learned, len(chosen), calibrated(examples(script, pairs, source.DEVELOPMENT)))
    count_seen(script, pairs)


def count_seen(script: Script, pairs: dict[source.Pair, int]) -> None:
    """Write into the file which words were seen, of how many people."""
    path = DATA / f"{script.value}.json.gz"
    file = json.loads(gzip.decompress(path.read_bytes()))
    _packed(path, file | {"seen": source.seen(pairs), "people": sum(pairs.values())})
    table.cache_clear()


def _packed(path: Path, file: dict[str, object]) -> None:
    said = json.dumps(file, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(said, mtime=0))


def _write(script: Script, learned: Learned, count: int, calibration: Calibration) -> None:
    weights, native = _lent(learned, script)
    least = FEWEST_DRAWN / count / np.mean([len(each) for each in learned.native])
    weights = np.where(weights > least, weights, 0.0)
    # Row and column 0 and 1 (none, and the empty segment) stay; of the others those that something is left of.
    rows = [1, *(row for row in range(2, len(weights)) if weights[row].any())]
    columns = [1, *(column for column in range(2, weights.shape[1]) if weights[:, column].any())]
    cells: list[int] = []
    for row, old_row in enumerate(rows, 1):
        for column, old_column in enumerate(columns, 1):
            if weights[old_row, old_column]:
                cells += [row, column, round(-100 * log(weights[old_row, old_column]))]
    file = {
        "about": {
            "source": source.SOURCE,
            "licence": source.LICENCE,
            "made": MADE,
            "made_by": "tools/letters/train.py",
            "pairs": count,
        },
        "native": [native[row - 1] for row in rows[1:]],
        "latin": [learned.latin[column - 1] for column in columns[1:]],
        "cells": cells,
        "calibration": [round(value, 4) for value in calibration],
    }
    _packed(DATA / f"{script.value}.json.gz", file)


def _lent(learned: Learned, script: Script) -> tuple[np.ndarray, list[str]]:
    """The weights with rows for letters that the pairs hardly have."""
    weights, native = learned.weights, list(learned.native)
    columns = {segment: place for place, segment in enumerate(learned.latin, 1)}
    for letter, like, instead in BORROWED.get(script, ()):
        row = np.zeros(weights.shape[1])
        for segment, place in columns.items():
            drawn = weights[native.index(like) + 1, place]
            for form in _instead(segment, instead):
                if form in columns:
                    row[columns[form]] += drawn
        row *= 0.1
        if letter in native:
            weights[native.index(letter) + 1] = row
        else:
            native.append(letter)
            weights = np.vstack([weights, row])
    return weights, native


def _instead(segment: str, instead: dict[str, tuple[str, ...]]) -> list[str]:
    for beginning in sorted(instead, key=len, reverse=True):
        if segment.startswith(beginning):
            return [form + segment[len(beginning) :] for form in instead[beginning]]
    return [segment] if not segment or segment[0] in "aeiou" else []


if __name__ == "__main__":
    main()
