"""How many random valid foreign documents a folding calls alike. Prints one line of JSON last.

For each format of numbers, `--records` numbers of one issuer are recorded and `--queries` valid numbers of the
same issuer that are not recorded are asked: as typed, and as a machine-read line with one character misread.

    python -m bench.fold --records 1000000 --queries 1000000
"""

import argparse
import json
import os
import random
import time
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.settings")

from comity.matching.folding import LOOK_ALIKES, folded
from comity.matching.mrz import read
from comity.matching.mrz_formats import ALPHABET, TD3, check_digit, composite_text
from comity.matching.mrz_repairs import repairs

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NO_VOWELS = DIGITS + "CFGHJKLMNPRTVWXYZ"
FORMATS = {
    "9 digits": [DIGITS] * 9,
    "2 letters 7 digits": [LETTERS] * 2 + [DIGITS] * 7,
    "2 digits 2 letters 5 digits": [DIGITS] * 2 + [LETTERS] * 2 + [DIGITS] * 5,
    "letter 8 digits": [LETTERS] + [DIGITS] * 8,
    "letter 8 mixed": ["CFGHJK"] + [NO_VOWELS] * 8,
}
# The classes that were tried first: several letters to one digit.
MANY_LETTERS = str.maketrans(LOOK_ALIKES | {"Q": "0", "D": "0", "L": "1"})
DAMAGED = 20_000
TODAY = date(2026, 1, 1)


def numbers(places: list[str], count: int, chance: random.Random) -> list[str]:
    columns = [chance.choices(place, k=count) for place in places]
    return list(map("".join, zip(*columns, strict=True)))


def damaged_line(number: str, chance: random.Random) -> str:
    """A valid TD3 line of this number with one character of it misread."""
    line = f"{number:<9}".replace(" ", "<") + check_digit(number) + "UTO7408122F3004151" + "<" * 14 + "0"
    whole = "P<UTOERIKSSON<<ANNA".ljust(44, "<") + line + "0"
    whole = whole[:87] + check_digit(composite_text(TD3, whole))
    place = 44 + chance.randrange(len(number))
    return whole[:place] + chance.choice(ALPHABET[:-1].replace(whole[place], "")) + whole[place + 1 :]


def measure(places: list[str], records: int, queries: int, chance: random.Random) -> dict[str, float]:
    recorded = set(numbers(places, records, chance))
    asked = [number for number in numbers(places, queries, chance) if number not in recorded]
    by_fold = {folded(number) for number in recorded}
    by_many = {number.translate(MANY_LETTERS) for number in recorded}
    hits = candidates = 0
    for number in asked[:DAMAGED]:
        found = [
            each for each in repairs(read(damaged_line(number, chance), TODAY)) if each.number in recorded
        ]
        hits += any(each.swapped for each in found)
        candidates += any(not each.swapped for each in found)
    million = 1_000_000 / len(asked)
    return {
        "typed": round(sum(folded(number) in by_fold for number in asked) * million, 1),
        "typed_many_letters": round(sum(n.translate(MANY_LETTERS) in by_many for n in asked) * million, 1),
        "damaged_hits": round(hits * 1_000_000 / min(DAMAGED, len(asked))),
        "damaged_candidates": round(candidates * 1_000_000 / min(DAMAGED, len(asked))),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=2)
    chosen = parser.parse_args()
    chance, began = random.Random(chosen.seed), time.monotonic()
    found = {
        name: measure(places, chosen.records, chosen.queries, chance) for name, places in FORMATS.items()
    }
    mean = sum(each["typed"] for each in found.values()) / len(found)
    print(
        json.dumps(
            {
                "records": chosen.records,
                "queries": chosen.queries,
                "false_candidates_per_million": round(mean, 1),
                "by_format_per_million": found,
                "seconds": round(time.monotonic() - began, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
