"""Cuts the shipped face out of Noto Sans Arabic: `python -m comity.web.fonts [FOLDER]`, rarely needed.

FOLDER holds NotoSansArabic-Regular.ttf and -Bold.ttf (Debian's fonts-noto-core puts them under /usr/share/fonts).
Needs fonttools from requirements/develop.txt. The results are kept in git; the same input gives the same bytes.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from comity.web.fonts import FOLDER, RANGES, WEIGHTS

DEBIAN = Path("/usr/share/fonts/truetype/noto")
# Joining, ligatures and marks are needed to write Arabic at all; the space and the dotted circle carry marks.
EXTRA = {0x20, 0x200C, 0x200D, 0x25CC}


def cut(source: Path, weight: str) -> list[Path]:
    """Write the ttf (for PDF) and the woff2 (for pages) of one weight."""
    options = subset.Options(layout_features=["*"], hinting=False, notdef_outline=True, drop_tables=["DSIG"])
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=EXTRA | {code for first, last in RANGES for code in range(first, last + 1)})
    cutter.subset(font)
    written = []
    for flavour, suffix in ((None, "ttf"), ("woff2", "woff2")):
        font.flavor = flavour
        target = FOLDER / f"arabic-{weight}.{suffix}"
        font.save(target)
        written.append(target)
    return written


def main() -> None:
    """Cut every weight."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEBIAN
    for weight in WEIGHTS:
        for path in cut(folder / f"NotoSansArabic-{weight.capitalize()}.ttf", weight):
            sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
