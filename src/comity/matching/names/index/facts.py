"""What birth years, countries and sex add to the rank of records. Only a strict question excludes by them."""

import math

import numpy as np
from numpy.typing import NDArray

from comity.matching.names.index.entries import NO_YEAR, country_number
from comity.matching.names.index.questions import Asked, Mode
from comity.matching.names.index.segment import Segment

# Bits. Nothing is added or taken for what one side does not say.
BORN_SAME, BORN_NEAR, BORN_APART = 5.0, 2.0, -4.0
COUNTRY_SAME, COUNTRY_APART, SEX_APART = 2.0, -1.0, -2.0
NEAR_YEARS = 2

Records = NDArray[np.uint32]
Bits = NDArray[np.float32]


def facts(segment: Segment, records: Records, asked: Asked) -> Bits:
    """Bits for each of these records; minus infinity for what a strict question excludes."""
    bits = np.zeros(len(records), np.float32)
    strict = asked.mode is Mode.STRICT
    if asked.born:
        bits += _born(segment, records, asked.born, strict)
    if wanted := [number for each in asked.countries if (number := country_number(each))]:
        theirs = segment.countries[records]
        same = np.isin(theirs, np.array(wanted, np.uint16)).any(axis=1)
        apart = np.where(theirs[:, 0] > 0, _apart(COUNTRY_APART, strict), 0.0)
        bits += np.where(same, COUNTRY_SAME, apart).astype(np.float32)
    if asked.sex:
        sex = segment.arrays["sex"][records]
        differs = (sex != 0) & (sex != asked.sex)
        bits += np.where(differs, _apart(SEX_APART, strict), 0.0).astype(np.float32)
    return bits


def _born(segment: Segment, records: Records, born: tuple[tuple[int, int], ...], strict: bool) -> Bits:
    low, high = segment.born[records, 0], segment.born[records, 1]
    best = np.full(len(records), _apart(BORN_APART, strict))
    for earliest, latest in born:
        same = (low <= latest) & (high >= earliest)
        best = np.maximum(best, np.where(same, BORN_SAME, -math.inf))
        if not strict:
            near = (low <= latest + NEAR_YEARS) & (high >= earliest - NEAR_YEARS)
            best = np.maximum(best, np.where(near, BORN_NEAR, -math.inf))
    return np.where(high == NO_YEAR, 0.0, best).astype(np.float32)


def _apart(bits: float, strict: bool) -> float:
    return -math.inf if strict else bits
