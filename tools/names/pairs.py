"""Labelled pairs of names: judged by us, made of invented people, and of the list of the United Nations. By
splits of people.

Splits 0 to 2 are for training, 3 and 4 for measuring. A person is in one split only.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tools.names.changes import deviated
from tools.names.invented import person
from tools.names.others import another
from tools.names.sources import Listed, split_of

from comity.matching.names.reading import read

TRAINING, MEASURING = frozenset({0, 1, 2}), frozenset({3, 4})
OURS = Path(__file__).parents[2] / "bench/data/name_pairs.tsv"
LATE = OURS.with_name("name_pairs_late.tsv")
HARD_FOR_EACH = 3


class Labelled(NamedTuple):
    """same: one person. source: where the pair is from; kind: what makes it easy or hard."""

    same: bool
    left: str
    right: str
    source: str
    kind: str


def judged(splits: Iterable[int]) -> list[Labelled]:
    """The pairs that we judged by hand."""
    chosen = set(splits)
    return [row for row in _rows(OURS) if split_of(row.left) in chosen]


def _rows(path: Path) -> list[Labelled]:
    rows = csv.reader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        Labelled(row[0] == "1", row[2], row[3], "judged", row[1])
        for row in rows
        if not row[0].startswith("#")
    ]


def late() -> list[Labelled]:
    """Pairs judged after the first weights were made, and never trained on."""
    return [row._replace(source="late") for row in _rows(LATE)]


def made(number: int, seed: int, part_same: float = 0.5) -> list[Labelled]:
    """Pairs of invented people. Other seeds are other people; the names they draw from are the same."""
    chance = random.Random(seed)  # noqa: S311  not for secrets
    found = []
    while len(found) < number:
        who = person(chance)
        same = chance.random() < part_same
        name, kind = deviated(who, chance) if same else another(who, chance)
        left, right = (who.written(), name) if chance.random() < 0.5 else (name, who.written())
        found.append(Labelled(same, left, right, "made", kind))
    return found


def of_list(people: tuple[Listed, ...], splits: Iterable[int], seed: int = 7) -> Iterator[Labelled]:
    """Main name and good alias of one person; and of two who share a word, or any two.

    An alias that shares nothing with the name (a nom de guerre) says nothing about how names are compared: it is
    left out.
    """
    chance = random.Random(seed)  # noqa: S311
    chosen = set(splits)
    ours = [each for each in people if split_of(each.number) in chosen]
    sharing = _by_word(ours)
    for each in ours:
        for alias in each.good():
            if _shares(each.name, alias):
                yield Labelled(True, each.name, alias, "list", "alias")
        near = sorted({other.number for word in _words(each.name) for other in sharing[word]} - {each.number})
        by_number = {other.number: other for other in ours}
        for number in chance.sample(near, min(HARD_FOR_EACH, len(near))):
            other = by_number[number]
            yield Labelled(
                False, each.name, chance.choice([other.name, *other.good()]), "list", "shares a word"
            )
        other = chance.choice(ours)
        if other is not each:
            yield Labelled(False, each.name, other.name, "list", "any other")


def in_scripts(people: tuple[Listed, ...], splits: Iterable[int], seed: int = 8) -> Iterator[Labelled]:
    """Main name and the name in its own script; and that of others, those who share a word with it first."""
    chance = random.Random(seed)  # noqa: S311
    chosen = set(splits)
    ours = [each for each in people if split_of(each.number) in chosen]
    written = [each for each in ours if each.original]
    sharing = _by_word(written)
    for each in ours:
        for original in each.original:
            yield Labelled(True, each.name, original, "script", "own")
        near = [other for word in sorted(_words(each.name)) for other in sharing[word] if other is not each]
        others = chance.sample(near, min(HARD_FOR_EACH, len(near))) + chance.sample(written, 4)
        for other in others:
            if other is not each:
                kind = "shares a word" if other in near else "any other"
                yield Labelled(False, each.name, chance.choice(other.original), "script", kind)


def _words(name: str) -> set[str]:
    return {token.text for token in read(name).tokens}


def _by_word(people: list[Listed]) -> dict[str, list[Listed]]:
    table: dict[str, list[Listed]] = defaultdict(list)
    for each in people:
        for word in _words(each.name):
            table[word].append(each)
    return table


def _shares(name: str, alias: str) -> bool:
    """Do the two have a word in common, or one that begins and sounds alike?"""
    one, other = read(name).tokens, read(alias).tokens
    return any(a.text == b.text or (a.skeleton and a.skeleton == b.skeleton) for a in one for b in other)
