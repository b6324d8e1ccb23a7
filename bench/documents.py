"""Numbers of invented passports: recorded ones and equally valid ones that are not, without keeping a list.

A number is a place in a fixed shuffle of all numbers of one format; the first `records` places are recorded.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

ISSUER = "FRA"
_LETTERS = "ABCDEFGHJKLMNPRTUVWXYZ"
_SPACE = len(_LETTERS) ** 2 * 10_000_000
_STEP = 1_618_033_988_749 % _SPACE | 1
HEAD = (
    "number", "issuer", "kind", "happened", "reported_by", "date", "national_reference", "reported_to_issuer",
    "review_on", "source_reference",
)  # fmt: skip


def number(place: int) -> str:
    """Two letters and seven digits; different for every place below 4.8 thousand million."""
    mixed = place * _STEP % _SPACE
    letters, digits = divmod(mixed, 10_000_000)
    first, second = divmod(letters, len(_LETTERS))
    return f"{_LETTERS[first]}{_LETTERS[second]}{digits:07d}"


def write_csv(path: Path, records: int) -> None:
    """A file as a bureau would load it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(_rows(records))


def _rows(records: int) -> Iterator[tuple[str, ...]]:
    for place in range(records):
        reference = f"N-{place}"
        yield (
            number(place), ISSUER, "passport", "stolen", "bearer", "2024-05-03", reference, "2024-05-04",
            "2033-05-01", reference,
        )  # fmt: skip
