"""Which measures follow from an entry of the list: a table per regime, and the entry's own words before it. Pure.

The list names no measure (practice 13). What stands here is general knowledge of the resolutions and was not read again
in their text: every line is marked uncertain, and a regime whose measures differ from entry to entry has none.
"""

import re
from dataclasses import dataclass

from comity.notices.law import Mark

UNKNOWN = "See the committee's page for the measure. No arrest request."
LONGEST = 300  # of the field
FREEZE, TRAVEL, ARMS = "assets freeze", "travel ban", "arms embargo"
# As databases/un_records.py writes the words of an entry into the first line of its facts.
_IN_WORDS = re.compile(r"\AMeasures named in the list: (?P<words>.+)\. No arrest request\.\n?")
_NOT_NAMED = re.compile(r"\AThe list names no measure: see the committee's page\. No arrest request\.\n?")


@dataclass(frozen=True, slots=True)
class Regime:
    """What a regime asks of all of its entries. source: the resolution that the committee's list rests on."""

    measures: tuple[str, ...]
    source: str
    mark: Mark = Mark.UNCERTAIN


# By the first two letters of a reference. Iran (1737), Libya (1970) and Yemen (2140) are not here: their
# entries carry different measures, and a wrong one refuses boarding to someone who is only frozen.
REGIMES: dict[str, Regime] = {
    "QD": Regime((FREEZE, TRAVEL, ARMS), "resolutions 1267 (1999) and 2368 (2017)"),
    "TA": Regime((FREEZE, TRAVEL, ARMS), "resolutions 1988 (2011) and 2255 (2015)"),
    "IQ": Regime((FREEZE,), "resolution 1483 (2003)"),
    "CD": Regime((FREEZE, TRAVEL), "resolutions 1596 (2005) and 2293 (2016)"),
    "SD": Regime((FREEZE, TRAVEL), "resolution 1591 (2005)"),
    "SO": Regime((FREEZE, TRAVEL, ARMS), "resolution 1844 (2008)"),
    "KP": Regime((FREEZE, TRAVEL), "resolution 1718 (2006)"),
    "CF": Regime((FREEZE, TRAVEL), "resolutions 2127 (2013) and 2134 (2014)"),
    "SS": Regime((FREEZE, TRAVEL), "resolution 2206 (2015)"),
    "HT": Regime((FREEZE, TRAVEL, ARMS), "resolution 2653 (2022)"),
    "GB": Regime((TRAVEL,), "resolution 2048 (2012)"),
}


def measures_of(reference: str, facts: str, *, organisation: bool) -> str:
    """One line: the words of the entry, else the regime's measures with source and mark, else that nobody knows.

    An organisation does not travel: of its regime's measures a travel ban is left out.
    """
    if named := _IN_WORDS.match(facts):
        return f"In the words of the entry: {named['words']}. No arrest request."[:LONGEST]
    regime = REGIMES.get(reference[:2].upper())
    asked = [each for each in regime.measures if not (organisation and each == TRAVEL)] if regime else []
    if regime is None or not asked:
        return UNKNOWN
    words = ", ".join(asked)
    return f"Of the regime: {words} ({regime.mark.value}; {regime.source}). No arrest request."


def without_measures(facts: str) -> str:
    """The facts of a record without the line about measures, which has its own field."""
    return _NOT_NAMED.sub("", _IN_WORDS.sub("", facts)).strip()
