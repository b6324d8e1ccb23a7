"""Damaged machine-readable zones whose document is recorded: how many are found, unread, or wrongly "no hit".

Valid zones of all five layouts are made, damaged as readers and hands damage them, and asked of the key of their own
document. `false_no_hit` must be 0. `twins` are damaged zones that are whole and right zones of another number, because
no check digit of Doc 9303-3 sees the damage (neighbours exchanged whose values differ by five or ten): no reader can
tell. The peer is the reader that looked at the length of the lines alone.
"""

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.settings")

from comity.kit.errors import Invalid
from comity.matching.documents import document_keys
from comity.matching.keys import Key
from comity.matching.mrz import Mrz, read
from comity.matching.mrz_formats import check_digit, layout_of
from comity.matching.mrz_lines import ALLOWED
from comity.matching.mrz_reading import parse_mrz
from comity.matching.mrz_repairs import mrz_probes

TODAY = date(2026, 3, 1)
SIZE = 6_000
STATES = [
    "FRA",
    "ESP",
    "D<<",
    "GBR",
    "USA",
    "BRA",
    "KEN",
    "EGY",
    "JPN",
    "IND",
    "MAR",
    "SEN",
    "PER",
    "CHE",
    "NLD",
]
SURNAMES = [
    "MARTIN",
    "BENALI",
    "OKAFOR",
    "DE<LA<CRUZ",
    "NOVAK",
    "SILVA",
    "OUEDRAOGO",
    "AU",
    "SAUER",
    "TANAKA",
]
GIVEN = ["ANNA", "JOSE<LUIS", "FATOU", "IVAN", "MARIA<DEL<CARMEN", "LI"]
FORMATS = ("999999999", "99AA99999", "A99999999", "AA9999999", "AAA999999", "9A9999", "99999999")
SLIPS = dict(zip("O0I1Z2A4S5G6T7B8", "0O1I2Z4A5S6G7T8B", strict=True))
LAYOUTS = ("TD1", "TD2", "TD3", "MRV-A", "MRV-B")


def zone_of(chance: random.Random) -> tuple[list[str], str, str]:
    """A valid zone as lines, the number of its document, and its issuer."""
    layout, issuer = chance.choice(LAYOUTS), chance.choice(STATES)
    form = chance.choice(FORMATS)
    number = "".join(
        chance.choice("0123456789") if each == "9" else chance.choice("ABCDEFGHJKLMNPRSTUVWXYZ")
        for each in form
    )
    head = number.ljust(9, "<") + check_digit(number.ljust(9, "<"))
    born = f"{chance.randrange(40, 99)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    ends = f"{chance.randrange(27, 36)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    born, ends = born + check_digit(born), ends + check_digit(ends)
    sex, names = chance.choice("MF<"), f"{chance.choice(SURNAMES)}<<{chance.choice(GIVEN)}"
    nation = issuer if not layout.startswith("MRV") else chance.choice(STATES)
    if layout == "TD1":
        first = (("I<" + issuer) + head).ljust(30, "<")
        second = (born + sex + ends + nation).ljust(29, "<")
        second += check_digit(first[5:] + second[:7] + second[8:15] + second[18:29])
        return [first, second, names.ljust(30, "<")[:30]], number, issuer
    width, code = {"TD2": (36, "I<"), "TD3": (44, "P<"), "MRV-A": (44, "V<"), "MRV-B": (36, "V<")}[layout]
    second = head + nation + born + sex + ends
    if layout == "TD3":
        own = (chance.choice(["", "ZE184226B", "1234567890"])).ljust(14, "<")
        second += own + check_digit(own)
        second += check_digit(second[:10] + second[13:20] + second[21:43])
    elif layout == "TD2":
        second = second.ljust(35, "<")
        second += check_digit(second[:10] + second[13:20] + second[21:35])
    return [(code + issuer + names).ljust(width, "<")[:width], second.ljust(width, "<")], number, issuer


def _at(chance: random.Random, line: str) -> int:
    return chance.randrange(len(line))


def _insert(chance: random.Random, line: str) -> str:
    place = _at(chance, line)
    return line[:place] + chance.choice("<<<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") + line[place:]


def _filler(chance: random.Random, line: str) -> str:
    place = _at(chance, line)
    return line[:place] + "<" + line[place:]


def _drop(chance: random.Random, line: str) -> str:
    place = _at(chance, line)
    return line[:place] + line[place + 1 :]


def _double(chance: random.Random, line: str) -> str:
    place = _at(chance, line)
    return line[:place] + line[place] + line[place:]


def _swap(chance: random.Random, line: str) -> str:
    place = chance.randrange(len(line) - 1)
    return line[:place] + line[place + 1] + line[place] + line[place + 2 :]


def _slip(chance: random.Random, line: str) -> str:
    places = [place for place, letter in enumerate(line) if letter in SLIPS]
    place = chance.choice(places)
    return line[:place] + SLIPS[line[place]] + line[place + 1 :]


EDITS: dict[str, Callable[[random.Random, str], str]] = {
    "insert": _insert, "filler": _filler, "drop": _drop, "double": _double, "swap": _swap, "slip": _slip,
}  # fmt: skip
WAYS = (*EDITS, "two fillers", "filler in each", "spaces", "glued", "cut fillers", "line twice", "broken")


def damaged(chance: random.Random, lines: list[str], way: str) -> str:
    """The lines with one damage, sometimes glued as a header box does."""
    lines = list(lines)
    place = chance.randrange(len(lines))
    if way in EDITS:
        lines[place] = EDITS[way](chance, lines[place])
    elif way == "two fillers":
        lines[place] = _filler(chance, _filler(chance, lines[place]))
    elif way == "filler in each":
        lines = [_filler(chance, line) for line in lines]
    elif way == "spaces":
        lines = [line.replace("<", " ") for line in lines]
    elif way == "cut fillers":
        lines[0] = lines[0].rstrip("<") if len(lines) == 2 else lines[0]
        lines[-1] = lines[-1].rstrip("<")
    elif way == "line twice":
        lines.insert(place, lines[place])
    elif way == "broken":
        cut = _at(chance, lines[place])
        lines[place : place + 1] = [lines[place][:cut], lines[place][cut:]]
    return (
        "" if way == "glued" or (chance.random() < 0.4 and way not in ("spaces", "cut fillers")) else "\n"
    ).join(lines)


def by_length(text: str) -> Mrz | None:
    """The peer: lines of a right size are a zone, whatever stands in them."""
    whole = "".join(text.split())
    return read(whole, TODAY) if layout_of(whole) is not None and ALLOWED.fullmatch(whole) else None


def outcome(mrz: Mrz | None, keys: set[str], *, sure: bool) -> str:
    """Found, unread, twin, or false_no_hit."""
    if mrz is None:
        return "unread"
    try:
        probes = mrz_probes(mrz)
    except Invalid:
        return "unread"
    if any(probe.value in keys for probe in probes):
        return "found"
    if not sure:
        return "unread"
    return "twin" if mrz.is_right and not mrz.mended else "false_no_hit"


def measure(size: int, seed: int = 14, tell: Callable[[str], object] = lambda _: None) -> dict[str, object]:
    """Counts of what became of so many damaged zones, of this reader and of its peer."""
    chance = random.Random(seed)
    ours, peer, ways = Counter[str](), Counter[str](), Counter[str]()
    took = 0.0
    for turn in range(size):
        lines, number, issuer = zone_of(chance)
        way = WAYS[turn % len(WAYS)]
        text = damaged(chance, lines, way)
        began = perf_counter()
        try:
            mrz = parse_mrz(text, today=TODAY)
        except Invalid:
            mrz = None
        took += perf_counter() - began
        kinds = read("".join(lines), TODAY).document_kinds
        keys: set[str] = {key.value for kind in kinds for key in _keys(number, issuer, kind)}
        told = outcome(mrz, keys, sure=mrz is not None and mrz.is_sure)
        ours[told] += 1
        if told in ("false_no_hit", "unread"):
            ways[f"{told}: {way}"] += 1
            tell(
                f"{told} {way}\n{text}\n{mrz and (mrz.format, mrz.number, mrz.issuer)} for {number} {issuer}"
            )
        peer[outcome(by_length(text), keys, sure=True)] += 1
    return {
        "zones": size, **{each: ours[each] for each in ("found", "unread", "twin", "false_no_hit")},
        "peer": dict(peer), "microseconds": round(took / size * 1e6), "by_way": dict(ways.most_common()),
    }  # fmt: skip


def _keys(number: str, issuer: str, kind: object) -> tuple[Key, ...]:
    return document_keys(number, issuer.rstrip("<"), kind)  # type: ignore[arg-type]


if __name__ == "__main__":
    django.setup()
    verbose = "--show" in sys.argv
    seed = int(sys.argv[-1]) if sys.argv[-1].isdecimal() else 14
    print(json.dumps(measure(SIZE, seed, tell=print if verbose else lambda _: None)))
