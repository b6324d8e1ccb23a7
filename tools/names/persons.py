"""The m and u values of dates, countries, sex and papers as bits: log2(m / u).

m, of two records of one person in how many the term stands so, is set by us: no open register says it. u, of two
records of
different persons in how many it does, is counted on the list of the United Nations where that is large enough.
"""

import gzip
import math
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

from comity.kit.dates import PartialDate, Qualifier
from comity.matching.names.births import Births, graded, is_year_only

M_DAYS = {
    Births.SAME_DAY: 0.80, Births.SWAPPED: 0.02, Births.ONE_DIGIT: 0.06, Births.SAME_YEAR: 0.04,
    Births.NEXT_YEAR: 0.03,
    Births.APART: 0.035, Births.FAR_APART: 0.015,
}  # fmt: skip
M_YEARS = {Births.SAME_YEAR_ONLY: 0.85, Births.NEARLY: 0.09, Births.NOT_WITHIN: 0.06}
M_WITHIN = 0.9
# (m, u) of the rest. Nationality and country of birth nearly say the same, so the second says little more.
OTHERS = {
    "same-nationality": (0.90, 0.10),
    "other-nationality": (0.10, 0.90),
    "same-sex": (0.995, 0.65),
    "other-sex": (0.005, 0.35),
    "same-place": (0.45, 0.01),
    "same-country-of-birth": (0.45, 0.22),
    "other-country-of-birth": (0.10, 0.40),
    "paper": (0.5, 5e-7),
    "paper-alike": (0.2, 2e-5),
    "paper-of-another-issuer": (0.02, 1e-3),
}
LOW_NAME, EACH_DOUBLING = -0.7, 0.3


def bits(data: Path) -> dict[str, float]:
    """By the words of `births.Births` and of OTHERS."""
    born = list(_births(data))
    full = [one for one in born if one.is_full and not is_year_only(one)]
    years = [one for one in born if is_year_only(one)]
    found = {
        grade.value: _log(m, u)
        for grade, (m, u) in {**_shares(full, M_DAYS), **_shares(years, M_YEARS)}.items()
    }
    found[Births.WITHIN.value] = round(math.log2(M_WITHIN), 2)
    found |= {word: _log(m, u) for word, (m, u) in OTHERS.items()}
    return found | {"low-name": LOW_NAME, "each-doubling": EACH_DOUBLING}


def _log(m: float, u: float) -> float:
    return round(math.log2(m / u), 2)


def _shares(born: list[PartialDate], m: dict[Births, float]) -> dict[Births, tuple[float, float]]:
    seen = Counter(graded(one, other) for one, other in combinations(born, 2))
    total = sum(seen.values())
    return {grade: (share, (seen[grade] + 1) / (total + 1)) for grade, share in m.items()}


def _births(data: Path) -> list[PartialDate]:
    with gzip.open(next(data.glob("UN_consolidated_*.xml.gz"))) as file:
        root = ElementTree.parse(file).getroot()  # noqa: S314  a file of ours
    found = []
    for each in root.iter("INDIVIDUAL_DATE_OF_BIRTH"):
        day, year, kind = (
            (each.findtext("DATE") or "")[:10],
            each.findtext("YEAR") or "",
            each.findtext("TYPE_OF_DATE"),
        )
        about = Qualifier.APPROXIMATE if kind == "APPROXIMATELY" else Qualifier.EXACT
        if day:
            whole = date.fromisoformat(day)
            found.append(PartialDate(whole, whole, about, day))
        elif year.isdigit():
            found.append(PartialDate(date(int(year), 1, 1), date(int(year), 12, 31), about, year))
    return found
