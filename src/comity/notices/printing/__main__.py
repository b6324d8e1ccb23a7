"""Writes down which characters the paper's faces have: `python -m comity.notices.printing`, after a new typesetter.

Needs fonttools from requirements/develop.txt. The same typesetter gives the same file (a test compares).
"""

import struct
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont

from comity.notices.printing.letters import COVERED
from comity.web.fonts import FOLDER

# The upright faces that `notice.typ` names, by their full names; the others are for formulas or other slants.
INSIDE = ("Libertinus Serif Regular", "DejaVu Sans Mono", "NewComputerModern10-Regular")
_MAGIC = (b"OTTO", b"\0\1\0\0")
_MOST_TABLES, _MOST_BYTES = 40, 10_000_000


def fonts_inside(program: bytes) -> Iterator[TTFont]:
    """The fonts that the typesetter holds within its own program: they are no files that one could open."""
    for magic in _MAGIC:
        at = program.find(magic)
        while at >= 0:
            (count,) = struct.unpack_from(">H", program, at + 4)
            if 8 <= count <= _MOST_TABLES:
                tables = [struct.unpack_from(">4sLLL", program, at + 12 + 16 * turn) for turn in range(count)]
                ends = [start + size for _tag, _sum, start, size in tables]
                if {b"cmap", b"name"} <= {table[0] for table in tables} and max(ends) < _MOST_BYTES:
                    yield TTFont(BytesIO(program[at : at + max(ends)]), lazy=True)
            at = program.find(magic, at + 4)


def covered() -> str:
    """The file: ranges of code points in hexadecimal, ascending, eight to a line."""
    package = find_spec("typst")
    if package is None or package.origin is None:
        raise SystemExit("The typesetter is not installed.")
    (program,) = Path(package.origin).parent.glob("_typst*")
    found = {str(font["name"].getDebugName(4)): font for font in fonts_inside(program.read_bytes())}
    faces = [found[name] for name in INSIDE] + [TTFont(FOLDER / "arabic-regular.ttf")]
    codes = sorted({code for face in faces for code in face.getBestCmap()})
    spans: list[list[int]] = []
    for code in codes:
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    words = [f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in spans]
    return "".join(" ".join(words[start : start + 8]) + "\n" for start in range(0, len(words), 8))


def main() -> None:
    """Write it."""
    COVERED.write_text(covered(), "ascii")
    sys.stdout.write(f"{COVERED.name}: {sum(1 for _ in covered().split())} ranges\n")


if __name__ == "__main__":
    main()
