"""Make the files of src/comity/matching/names/data: rarity.txt, variants.txt and weights.json.

    PYTHONPATH=src python -m tools.names.train [--data ../shared/data] [--only weights]

Needs `pip install -r tools/names/requirements.txt` besides the development environment. Takes some minutes on
one core.
The same data gives the same files.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from tools.names import persons
from tools.names.fitting import SHAPES, fit, rows
from tools.names.pairs import TRAINING, Labelled, in_scripts, judged, made, of_list
from tools.names.sources import SHARED, listed, wikidata
from tools.names.spellings import closed, known_variants, learned, variants
from tools.names.vocabulary import LEAST, counted, first_names_file, lists, rarity_file, with_spellings

from comity.matching.names import weights as shipped
from comity.matching.names.rarity import DATA, prior
from comity.matching.names.reading import read

VERSION = "names-1"
MADE, SPELLED = 16_000, 40_000
WEIGHT = {"judged": 12.0, "made": 1.0, "list": 4.0, "script": 1.0}
VARIANTS_HEADER = """\
# Known names that are one name in several spellings: a plain token, then the others that stand behind it in the
# alphabet, each with its cost: -log2 of the chance that who bears the one is written the other. Made by
# tools/names/train.py from Wikidata names (CC0, NETransliteration-COLING2018): two Latin spellings of one Arabic,
# Hebrew, Japanese or Russian form.
"""


def vocabulary(data: Path) -> None:
    """rarity.txt, variants.txt and the operations."""
    found = wikidata(data)
    counts, pairs = counted(found, listed(data)), variants(found)
    known = closed(found, known_variants(found, pairs, LEAST))
    rarity_file(with_spellings(counts, known), sum(counts.values()), lists(found), DATA / "rarity.txt")
    first_names_file(DATA / "first_names.txt")
    by_token = defaultdict(list)
    for (left, right), bits in known.items():
        by_token[left].append(f"{right}/{bits:g}")
    lines = [f"{token} {' '.join(sorted(others))}" for token, others in sorted(by_token.items())]
    (DATA / "variants.txt").write_text(VARIANTS_HEADER + "\n".join(lines) + "\n", "utf-8")
    chosen = random.Random(1).sample(sorted(pairs), min(SPELLED, len(pairs)))  # noqa: S311
    operations = {one: dict(sorted(others.items())) for one, others in sorted(learned(chosen).items())}
    curves = {
        term.value: {"at": list(shape.knots), "bits": [0.0] * len(shape.knots)}
        for term, shape in SHAPES.items()
    }
    _write({"version": VERSION, "start": 0.0, "curves": curves, "persons": {}, "operations": operations})
    _forget()


def labelled(data: Path) -> list[Labelled]:
    """Everything that weights are learned from."""
    people = listed(data)
    return [
        *judged(TRAINING),
        *made(MADE, seed=1),
        *of_list(people, TRAINING),
        *in_scripts(people, TRAINING),
    ]


def weigh(data: Path) -> None:
    """The start and the curves."""
    raw = json.loads((DATA / "weights.json").read_text("utf-8"))
    pairs = labelled(data)
    matrix = rows([(read(pair.left), read(pair.right)) for pair in pairs])
    same = np.array([pair.same for pair in pairs])
    start, curves = fit(matrix, same, np.array([WEIGHT[pair.source] for pair in pairs]))
    raw["start"] = round(start, 3)
    raw["curves"] = {
        term.value: {"at": list(SHAPES[term].knots), "bits": bits} for term, bits in curves.items()
    }
    raw["curves"]["not-read"] = {"at": [0.0, 1.0], "bits": [0.0, -20.0]}
    raw["persons"] = persons.bits(data)
    raw["version"] = VERSION
    _write(raw)
    _forget()


def _write(raw: dict[str, object]) -> None:
    text = json.dumps(raw, indent=None, ensure_ascii=False, separators=(", ", ": "))
    (DATA / "weights.json").write_text(text + "\n", "utf-8")


def _forget() -> None:
    for kept in (prior, shipped.weights, shipped.lexicon, shipped.variants, shipped.nicknames, shipped.sexes):
        kept.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--only", choices=("vocabulary", "weights"))
    chosen = parser.parse_args()
    if chosen.only != "weights":
        vocabulary(chosen.data)
    if chosen.only != "vocabulary":
        weigh(chosen.data)
    sys.stdout.write(
        f"{DATA}: {', '.join(f'{path.name} {path.stat().st_size}' for path in sorted(DATA.iterdir()))}\n"
    )


if __name__ == "__main__":
    main()
