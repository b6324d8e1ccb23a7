"""The one shipped face: which characters it draws, for the style sheet, for PDF and for the tests."""

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static" / "web" / "fonts"

# Arabic as the languages that use the script write it; Latin letters and digits come from the reader's system.
# The same ranges stand in `comity.css`, so that a Latin page never loads the face (a test compares).
RANGES = ((0x0600, 0x06FF), (0x0750, 0x077F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
WEIGHTS = {"regular": 400, "bold": 700}


def unicode_range() -> str:
    """The ranges as CSS writes them: U+0600-06FF, ..."""
    return ", ".join(f"U+{first:04X}-{last:04X}" for first, last in RANGES)


def is_drawn(character: str) -> bool:
    """Must the shipped face have this character?"""
    return any(first <= ord(character) <= last for first, last in RANGES)
