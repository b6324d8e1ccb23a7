"""Damaged machine-readable lines laid upon the layouts they may have had.

A reader or a hand loses, doubles, adds or exchanges characters, and breaks or joins lines. The dates in the middle of
a zone, digits with two check digits and the sex between them, are found wherever they stand; number, nationality and
issuer are then read from where they must be. Whatever is built has the size of its layout.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comity.bureaus import countries
from comity.matching.mrz import split_number
from comity.matching.mrz_formats import (
    ALPHABET,
    FILLER,
    MRV_A,
    MRV_B,
    TD1,
    TD2,
    TD3,
    TO_DIGITS,
    TO_LETTERS,
    Layout,
    check_digit,
    composite_text,
)

# Of one line so many characters may be too many or missing.
MOST_OFF = 3
# More numbers than this for one damaged zone say nothing any more.
MOST_NUMBERS = 60

_LETTERS = ALPHABET[10:]
_BIRTH = re.compile(r"(?=([0-9OIZASGTB]{6}[0-9OIZASGTB][MFX<]))")
_EXPIRY = re.compile(r"(?=([MFX<][0-9OIZASGTB]{6}[0-9OIZASGTB]))")
_CODE = re.compile(r"[PACIV][A-Z<]")
_DATES = 15


@dataclass(frozen=True, slots=True)
class Alignment:
    """Joined lines of a layout. stood: number and check digit stood side by side in what was given, and agree.

    numbers: what else the document number may be. issuers: likewise; edits: how much had to be put right.
    """

    layout: Layout
    whole: str
    stood: bool
    numbers: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    edits: int = 0


def alignments(lines: list[str]) -> Iterator[Alignment]:
    """Every way in which the lines, of letters, digits and fillers, may be a damaged zone."""
    seen: set[tuple[str, ...]] = set()
    for chosen in _arrangements(lines):
        if chosen in seen:
            continue
        seen.add(chosen)
        if len(chosen) == 1:
            yield from _joined(chosen[0])
        elif len(chosen) == 2:
            yield from _two_lines(*chosen)
        elif len(chosen) == 3:
            yield from _three_lines(*chosen)


def _arrangements(lines: list[str]) -> Iterator[tuple[str, ...]]:
    """The lines as given, without those that were read twice, and all in one."""
    once = list(dict.fromkeys(lines))
    if len(once) in (2, 3):
        yield tuple(once)
    whole = "".join(lines)
    yield (whole,)
    yield ("".join(once),)
    half = len(whole) // 2
    if len(whole) > 120 and whole[:half] == whole[half : 2 * half]:
        yield (whole[:half],)
    for width in (44, 36, 30):  # one line read twice in a row
        for start in range(0, len(whole) - 2 * width + 1, width):
            if (
                len(whole) in (3 * width, 4 * width)
                and whole[start : start + width] == whole[start + width :][:width]
            ):
                yield (whole[:start] + whole[start + width :],)


def _joined(text: str) -> Iterator[Alignment]:
    for width in (44, 36):
        if 2 * width - 2 * MOST_OFF <= len(text) <= 2 * (width + MOST_OFF):
            for cut in range(width - MOST_OFF, width + MOST_OFF + 1):
                yield from _two_lines(text[:cut], text[cut:], width)
    if 90 - 2 * MOST_OFF <= len(text) <= 90 + 2 * MOST_OFF:
        for place in sorted(_births(text) | {place - 7 for place in _expiries(text)}):
            if abs(place - 30) <= MOST_OFF:
                # Names hold no digits: what stands behind the last one are the names.
                last = max(at for at, letter in enumerate(text) if letter.isdecimal())
                yield from _three_lines(text[:place], text[place : last + 1], text[last + 1 :])


def _two_lines(first: str, second: str, width: int = 0) -> Iterator[Alignment]:
    width = width or (44 if max(len(first), len(second)) > 40 else 36)
    found = [
        (number, dates, second[behind:], date_edits)
        for place, dates, behind, date_edits in _dates_in(second, 10, 19)
        for number in _numbers(second[:place])
    ]
    for (number, stood, nation, numbers, edits), dates, rest, date_edits in found:
        for head, issuers, header_edits in _headers(first, nation):
            is_visa = head.startswith("V")
            layout = (MRV_A if is_visa else TD3) if width == 44 else MRV_B if is_visa else TD2
            names = head[:5] + head[5:].translate(TO_LETTERS)
            begin = names[:width].ljust(width, FILLER) + number + nation + dates
            whole = _fitted(layout, begin, rest, 2 * width - len(begin))
            off = abs(len(first) - width) + abs(len(second) - width)
            if first[width:].strip(FILLER):  # what was cut off may be a part of the number
                stood = False
            if stood and number[9] == FILLER:
                stood = _goes_on(layout, whole, rest)
            yield Alignment(layout, whole, stood, numbers, issuers, edits + date_edits + header_edits + off)


def _goes_on(layout: Layout, whole: str, rest: str) -> bool:
    """Did the part of a long number that stands in the optional data stand there as given?"""
    number, digit, _optional = split_number(layout, whole)
    return rest.startswith(number[9:] + digit) and check_digit(number) == digit


def _dates_in(line: str, first: int, last: int) -> Iterator[tuple[int, str, int, int]]:
    """The dates that begin between two places: where, as 15 characters, where they end, and edits."""
    births, expiries = _births(line), _expiries(line)
    for place in sorted(births | {each - 7 + off for each in expiries for off in (-1, 0, 1)}):
        if first <= place <= last:
            has_birth = place in births
            expiry = next((place + 7 + off for off in (0, 1, -1) if place + 7 + off in expiries), None)
            dates, behind = _dates(line, place, expiry, has_birth=has_birth)
            yield place, dates, behind, (not has_birth) + (expiry is None)


def _dates(line: str, place: int, expiry: int | None, *, has_birth: bool) -> tuple[str, int]:
    """Birth, sex and expiry in 15 characters, and where they end. What cannot be read stays as it stands or empty."""
    birth = line[place : place + 7] if has_birth else line[place:][:7]
    if expiry is None:
        return (line[place : place + _DATES]).ljust(_DATES, FILLER), place + _DATES
    if not has_birth and expiry != place + 7:
        birth = FILLER * 7
    return birth + line[expiry : expiry + 8], expiry + 8


def _numbers(before: str) -> Iterator[tuple[str, bool, str, tuple[str, ...], int]]:
    """From what stands before the dates: number and check digit, nationality, other numbers."""
    nation = before[-3:].translate(TO_LETTERS)
    if (
        len(before) >= 13
        and _is_nation(nation)
        and not before[:-13].strip(FILLER)
        and _agrees(before[-13:-3])
    ):
        yield before[-13:-3], True, nation, (), len(before) - 13
        return
    if (
        _agrees(before[:10])
        and 10 < len(before) <= 10 + 3 + MOST_OFF
        and not any(map(str.isdecimal, before[10:]))
    ):
        yield before[:10], True, before[10:13].ljust(3, FILLER), (), 1  # the nationality is damaged
        return
    if not _is_nation(nation):
        return
    text = before[:-3]
    if len(text) == 10:
        yield text, False, nation, (), 0
        return
    numbers = tuple(dict.fromkeys(_mended(text)))[:MOST_NUMBERS]
    if numbers:
        first = numbers[0]
        yield first + check_digit(first), False, nation, tuple(each.rstrip(FILLER) for each in numbers[1:]), 2


def _mended(text: str) -> Iterator[str]:
    """Numbers of nine characters that agree with their check digit: one or two too many, or one missing."""
    for each in _without_one(text) if len(text) > 10 else ():
        for found in [each] if len(each) == 10 else _without_one(each) if len(each) == 11 else ():
            if _agrees(found):
                yield found[:9]
    if len(text) == 9:
        for place in range(10):
            for letter in ALPHABET:
                found = text[:place] + letter + text[place:]
                if _agrees(found):
                    yield found[:9]


def _without_one(text: str) -> list[str]:
    return list(dict.fromkeys(text[:place] + text[place + 1 :] for place in range(len(text))))


def _agrees(number: str) -> bool:
    """Nine characters and their check digit; a filler there says that the number goes on elsewhere."""
    head, digit = number[:9], number[9:]
    return FILLER not in head.rstrip(FILLER) != "" and (
        digit == FILLER or digit.translate(TO_DIGITS) == check_digit(head)
    )


def _is_nation(code: str) -> bool:
    return countries.is_nationality(code.rstrip(FILLER))


def _headers(line: str, nation: str) -> list[tuple[str, tuple[str, ...], int]]:
    """The first line with a code and an issuer that exist; other issuers it may have; and edits.

    Where one character more, less or exchanged gives the issuer that is also the nationality, that one is likelier.
    """
    nation = nation.rstrip(FILLER)
    # By issuer, and for each by the letter of the kind of document: the check digits of its layout decide.
    found: dict[str, dict[str, str]] = {}
    for each in _edited(line):
        issuer = each[2:5].rstrip(FILLER).translate(TO_LETTERS)
        if _CODE.match(each) and each[5:6].isalnum() and countries.is_issuer(issuer):
            found.setdefault(issuer, {}).setdefault(each[0], each)
    as_given = line[2:5].rstrip(FILLER).translate(TO_LETTERS)
    if _CODE.match(line) and found.get(as_given, {}).get(line[0]) == line:
        # A filler lost behind the first letter moves all others: PUSAUER is P<USAUER as well as an issuer SAU.
        moved = (line[:1] + FILLER + line[1:])[2:5].rstrip(FILLER) if line[1:2] != FILLER else nation
        return [(line, tuple(sorted({moved, nation} & found.keys() - {as_given})), 0)]
    closed = (line[:1] + FILLER + line[1:].lstrip(FILLER))[2:5].rstrip(FILLER)
    if _CODE.match(line) and line[1] == FILLER and closed in found:
        chosen = closed
    else:
        chosen = nation if nation in found else min(found, default="")
    others = {nation} & found.keys() if chosen in (nation, closed) else found.keys()
    sorts = found.get(chosen, {})
    printed = [each for letter, each in sorts.items() if letter in line[:2]]
    return [(each, tuple(sorted(others - {chosen})), 1) for each in printed or sorts.values()]


def _edited(line: str) -> Iterator[str]:
    """The line, then with one edit among its first seven characters."""
    yield line
    yield line[:1] + FILLER + line[1:].lstrip(FILLER)
    for place in range(7):
        yield line[:place] + line[place + 1 :]
    for place in range(6):
        yield line[:place] + line[place + 1 : place + 2] + line[place : place + 1] + line[place + 2 :]
    for place in range(6):
        for letter in FILLER + _LETTERS:
            yield line[:place] + letter + line[place:]


def _three_lines(first: str, second: str, third: str) -> Iterator[Alignment]:
    for _place, dates, behind, date_edits in _dates_in(second, 0, MOST_OFF):
        edits = date_edits + abs(len(first) - 30) + abs(len(second) - 30)
        nation, rest = second[behind : behind + 3].translate(TO_LETTERS), second[behind + 3 :]
        names = third[:30].translate(TO_LETTERS).ljust(30, FILLER)
        for head, issuers, header_edits in _headers(first, nation):
            for body, stood, numbers in _bodies(head[5:]):
                # A character too many in the number may agree by chance; then the true check digit stands behind.
                if len(first) > 30 and body[10:11] != FILLER:
                    stood = False
                line = (head[:5] + body)[:30].ljust(30, FILLER)
                whole = _fitted(TD1, line + dates + nation.ljust(3, FILLER), rest, 12, names)
                yield Alignment(TD1, whole, stood, numbers, issuers, edits + header_edits + (not stood))


def _bodies(text: str) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """What follows the issuer in the first line of a card: as it stands, or with its number mended."""
    head, digit = text[:9], text[9:10]
    if digit == FILLER and text[10:].strip(FILLER):  # a long number
        tail = text[10:].partition(FILLER)[0]
        agrees = (
            FILLER not in head
            and bool(tail)
            and check_digit(head + tail[:-1]) == tail[-1:].translate(TO_DIGITS)
        )
        yield text, agrees, ()
        return
    if _agrees(text[:10]):
        yield text, True, ()
        return
    yield text, False, ()
    for taken in (11, 9):
        numbers = tuple(dict.fromkeys(_mended(text[:taken])))[:MOST_NUMBERS]
        if numbers and abs(len(text) - 25) <= 1 and (len(text) == 25 or (len(text) > 25) == (taken == 11)):
            body = numbers[0] + check_digit(numbers[0]) + text[taken:]
            yield body, False, tuple(each.rstrip(FILLER) for each in numbers[1:])


def _births(text: str) -> set[int]:
    """Where a birth date with a right check digit and a sex stands."""
    return {each.start() for each in _BIRTH.finditer(text) if _is_date(each[1][:7])}


def _expiries(text: str) -> set[int]:
    """Where a sex and an expiry date with a right check digit stand: the place of the sex."""
    return {each.start() for each in _EXPIRY.finditer(text) if _is_date(each[1][1:])}


def _is_date(text: str) -> bool:
    digits = text.translate(TO_DIGITS)
    return digits[2:4] <= "12" and digits[4:6] <= "31" and check_digit(digits[:6]) == digits[6]


def _fitted(layout: Layout, begin: str, rest: str, width: int, end: str = "") -> str:
    """The zone with its rest brought to a width: of the ways to do so, the one with which most check digits agree."""
    ways = [rest[:width].ljust(width, FILLER)]
    if len(rest) > width:
        ways += [(rest[:place] + rest[place + 1 :])[: width - 1] + rest[-1] for place in range(len(rest))]
    elif len(rest) < width:
        lost = FILLER * (width - len(rest))
        ways += [rest[:place] + lost + rest[place:] for place in range(len(rest))]
    return max(
        (begin + way + end for way in ways if len(way) == width), key=lambda whole: _agreeing(layout, whole)
    )


def _agreeing(layout: Layout, whole: str) -> int:
    right = 0
    if layout.optional_check is not None:
        right += check_digit(whole[layout.optional[0]]) == whole[layout.optional_check]
    if layout.composite_check is not None:
        right += check_digit(composite_text(layout, whole)) == whole[layout.composite_check]
    return right
