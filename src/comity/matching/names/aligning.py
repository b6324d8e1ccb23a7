"""Which token of one name stands for which of the other, and how the two orders compare."""

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from comity.matching.names.likeness import APART, APART_BITS, JOINED_COST, Kind, Lexicon, Likeness
from comity.matching.names.reading import Name, Role, Token


class Order(Enum):
    """How the places of the aligned tokens run. EXCHANGED: the person and the father have changed places."""

    SAME = "same-order"
    ROTATED = "rotated"
    CROSSED = "crossed"
    EXCHANGED = "exchanged"


class Pair(NamedTuple):
    """Tokens that stand for each other, by their places; two or three on one side where they are joined."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Alignment:
    """pairs: what agrees. apart: what stands at each other's place and does not. over_left, over_right: what is
    only there.
    """

    pairs: tuple[Pair, ...]
    apart: tuple[Pair, ...]
    over_left: tuple[int, ...]
    over_right: tuple[int, ...]
    order: Order


def align(left: Name, right: Name, lexicon: Lexicon) -> Alignment:
    """The best pairs first: same words, then joined ones, then by bits; the rest is apart or left over.

    Where several pairings are as good, the choice must not depend on which name was given first.
    """
    if _key(left) > _key(right):
        found = _aligned(right, left, lexicon)
        return Alignment(
            tuple(map(_flipped, found.pairs)),
            tuple(map(_flipped, found.apart)),
            found.over_right,
            found.over_left,
            found.order,
        )
    return _aligned(left, right, lexicon)


def _key(name: Name) -> tuple[str, ...]:
    return tuple(token.text for token in name.tokens)


def _flipped(pair: Pair) -> Pair:
    return Pair(pair.right, pair.left, pair.likeness)


def _aligned(left: Name, right: Name, lexicon: Lexicon) -> Alignment:
    free_left, free_right = list(left.tokens), list(right.tokens)
    pairs: list[Pair] = []
    _take_same(free_left, free_right, lexicon, pairs)
    apart: list[Pair] = []
    if free_left or free_right:
        _take_joined(free_left, free_right, right, lexicon, pairs, flipped=False)
        _take_joined(free_right, free_left, left, lexicon, pairs, flipped=True)
        if free_left and free_right:
            _take_alike(free_left, free_right, left, right, lexicon, pairs)
            apart = _set_apart(free_left, free_right, lexicon)
    return Alignment(
        tuple(pairs),
        tuple(apart),
        tuple(token.place for token in free_left),
        tuple(token.place for token in free_right),
        _order(pairs, left, right),
    )


def _take_same(free_left: list[Token], free_right: list[Token], lexicon: Lexicon, pairs: list[Pair]) -> None:
    right_texts = {token.text for token in free_right}
    for token in [each for each in free_left if each.text in right_texts]:
        others = [each for each in free_right if each.text == token.text]
        if others:
            other = (
                others[0] if len(others) == 1 else min(others, key=lambda each: abs(each.place - token.place))
            )
            pairs.append(Pair((token.place,), (other.place,), lexicon.compare(token, other)))
            free_left.remove(token)
            free_right.remove(other)


def _take_joined(
    free: list[Token], others: list[Token], name: Name, lexicon: Lexicon, pairs: list[Pair], *, flipped: bool
) -> None:
    """A free token that is two or three neighbours of the other name written together."""
    for token in tuple(free):
        places = name.joins.get(token.text)
        if places:
            taken = [other for other in others if other.place in places]
            if len(taken) == len(places):
                bits = lexicon.bits_of(token)
                likeness = Likeness(Kind.JOINED, bits - JOINED_COST, JOINED_COST, bits)
                pairs.append(
                    Pair(places, (token.place,), likeness)
                    if flipped
                    else Pair((token.place,), places, likeness)
                )
                free.remove(token)
                for other in taken:
                    others.remove(other)


def _take_alike(
    free_left: list[Token],
    free_right: list[Token],
    left: Name,
    right: Name,
    lexicon: Lexicon,
    pairs: list[Pair],
) -> None:
    offers: list[tuple[float, int, Pair]] = []
    for token in free_left:
        for other in free_right:
            likeness = lexicon.compare(token, other)
            if likeness.bits > 0:
                apart = abs(token.place - other.place)
                offers.append((-likeness.bits, apart, Pair((token.place,), (other.place,), likeness)))
    if len(left.tokens) != len(right.tokens) or left.particles or right.particles:
        offers += _nearly_joined(free_left, free_right, right, lexicon, flipped=False)
        offers += _nearly_joined(free_right, free_left, left, lexicon, flipped=True)
    offers.sort(key=lambda offer: offer[:2])
    here, there = {token.place for token in free_left}, {token.place for token in free_right}
    for _, _, pair in offers:
        if here.issuperset(pair.left) and there.issuperset(pair.right):
            pairs.append(pair)
            here.difference_update(pair.left)
            there.difference_update(pair.right)
    free_left[:] = [token for token in free_left if token.place in here]
    free_right[:] = [token for token in free_right if token.place in there]


def _nearly_joined(
    free: list[Token], others: list[Token], name: Name, lexicon: Lexicon, *, flipped: bool
) -> list[tuple[float, int, Pair]]:
    found = []
    places_free = {other.place for other in others}
    for token in free:
        if token.role is Role.INITIAL or len(token.text) < 5:
            continue
        for text, places in name.joins.items():
            if (
                abs(len(text) - len(token.text)) <= 2
                and text[0] == token.text[0]
                and places_free.issuperset(places)
            ):
                likeness = lexicon.compare_joined(token, text)
                if likeness.bits > 0:
                    whole = Pair((token.place,), places, likeness)
                    pair = _flipped(whole) if flipped else whole
                    found.append((-likeness.bits, 0, pair))
    return found


def _set_apart(free_left: list[Token], free_right: list[Token], lexicon: Lexicon) -> list[Pair]:
    """Pairs of what both sides keep unexplained, the least unlike first; what is over on one side stays free."""
    found: list[Pair] = []
    while free_left and free_right:
        best = max(
            (
                (
                    lexicon.compare(token, other).bits,
                    -abs(token.place - other.place),
                    -token.place,
                    token,
                    other,
                )
                for token in free_left
                for other in free_right
            ),
            key=lambda each: each[:3],
        )
        bits, _, _, token, other = best
        likeness = lexicon.compare(token, other) if bits > APART_BITS else APART
        found.append(Pair((token.place,), (other.place,), likeness))
        free_left.remove(token)
        free_right.remove(other)
    return found


def _order(pairs: list[Pair], left: Name, right: Name) -> Order:
    ordered = sorted((pair.left[0], pair.right[0]) for pair in pairs)
    places = [place for _, place in ordered]
    if _exchanged(ordered, left, right):
        return Order.EXCHANGED
    if all(one < other for one, other in pairwise(places)):
        return Order.SAME
    falls = sum(one > other for one, other in pairwise(places))
    if falls == 1 and places[0] > places[-1]:
        return Order.ROTATED
    return Order.CROSSED


def _exchanged(ordered: list[tuple[int, int]], left: Name, right: Name) -> bool:
    """Does the person of one name stand where the other has the father? Only a chain (bin, oglu) can say so."""
    chains = [
        (name.first_after_link, side)
        for side, name in enumerate((left, right))
        if name.first_after_link is not None
    ]
    if not chains or len(ordered) < 2:
        return False
    if len(chains) == 2:
        here, there = left.first_after_link, right.first_after_link
        return any((one < here) != (other < there) for one, other in ordered)  # type: ignore[operator]
    link, side = chains[0]
    if (right if side == 0 else left).surname_first:
        return False
    fathers = [pair[1 - side] for pair in ordered if pair[side] == link]
    person = [pair[1 - side] for pair in ordered if pair[side] < link]
    # The first father stands in front of the person, and both are all there is: else it may be a family name.
    return bool(fathers and person) and len(ordered) == 2 and fathers[0] < min(person)
