"""No test ages: a year written in a test is one that no clock meets, or it is counted in `fixed_years.tsv`.

Under a shifted clock (`make soak`, tests/faults/test_shifted_clocks.py) the listed files pass. A new test takes its
dates from the clock, or freezes a moment for everybody who looks at it; where neither fits, its file's number in the
list grows, with a look.
"""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
LIST = Path(__file__).with_name("fixed_years.tsv")
# Years that a clock of the product's life may pass: as an argument of a date, or at the head of one that is written.
_YEAR = re.compile(r"\b(?:date|datetime)\(\s*20[2-4]\d\b|\b20[2-4]\d-[01]\d\b")


def years_written() -> dict[str, int]:
    """How many fixed years each file of tests holds; none that hold none."""
    counts = {
        path.relative_to(TESTS).as_posix(): len(_YEAR.findall(path.read_text("utf-8")))
        for path in sorted(TESTS.rglob("*.py"))
        if path != Path(__file__)
    }
    return {path: count for path, count in counts.items() if count}


def test_no_test_holds_a_year_that_a_clock_can_pass():
    rows = [line.split("\t") for line in LIST.read_text("utf-8").splitlines()]
    allowed = {path: int(count) for path, count in rows}
    grown = {path: count for path, count in years_written().items() if count > allowed.get(path, 0)}
    assert not grown, "take these dates from the clock, or count them in tests/house/fixed_years.tsv"
    assert set(allowed) <= set(years_written()), "these files hold no fixed year any more: take them out"
