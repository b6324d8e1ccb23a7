"""Make tables for alphabets that no pairs teach, from what each letter is written as: alphabets.json beside this file.

    .venv/bin/python -m tools.letters.alphabets

Every native segment is as likely as any other, two letters half as likely as one. The curve from evidence to
probability is that of Cyrillic and kana, stricter by one and a half: there is nothing to fit it on.
"""

import gzip
import json
from math import log
from pathlib import Path

from tools.letters.readings import MADE

from comity.matching.names.letters.files import DATA
from comity.matching.names.letters.habits import with_shares
from comity.matching.names.letters.scripts import Script

ALPHABETS = (Script.GREEK, Script.GEORGIAN, Script.ARMENIAN)
# A letter that is not written, and a Latin letter too many, against all that a segment may be.
LEFT_OUT, PUT_IN = 0.01, 0.002
CALIBRATION = (-2.0, 0.25, 2.0)


def main() -> None:
    typed = json.loads((Path(__file__).parent / "alphabets.json").read_text("utf-8"))
    for script in ALPHABETS:
        rows = {segment: with_shares(said) for segment, said in typed[script.value].items()}
        letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
        latin = sorted({form for forms in rows.values() for form, _ in forms} | set(letters))
        columns = {form: place for place, form in enumerate(latin, 2)}
        cells = [[1, columns[letter], PUT_IN / len(letters)] for letter in letters]
        for row, (segment, forms) in enumerate(rows.items(), 2):
            likely = 1.0 / len(segment)
            cells += [[row, columns[form], likely * share] for form, share in forms]
            cells += [[row, 1, likely * LEFT_OUT]] if len(segment) == 1 else []
        total = sum(weight for _, _, weight in cells)
        file = {
            "about": {
                "source": f"tools/letters/alphabets.json, typed by hand: {typed['about'][script.value]}",
                "licence": "Apache-2.0",
                "made": MADE,
                "made_by": "tools/letters/alphabets.py",
                "pairs": 0,
            },
            "native": list(rows),
            "latin": latin,
            "cells": [
                each
                for row, column, weight in cells
                for each in (row, column, round(-100 * log(weight / total)))
            ],
            "calibration": CALIBRATION,
        }
        said = json.dumps(file, ensure_ascii=False, separators=(",", ":")).encode()
        (DATA / f"{script.value}.json.gz").write_bytes(gzip.compress(said, mtime=0))


if __name__ == "__main__":
    main()
