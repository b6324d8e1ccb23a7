"""Which token of one name stands for which of the other, and how the two orders compare."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from comity.matching.names.likeness import APART, JOINED_COST, Kind, Lexicon, Likeness
from comity.matching.names.reading import Name, Part
from comity.matching.names.remembering import kept_by


class Order(StrEnum):
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
    """pairs: what agrees. apart: what stands at each other's place and does not. over_left, over_right: the rest."""

    pairs: tuple[Pair, ...]
    apart: tuple[Pair, ...]
    over_left: tuple[int, ...]
    over_right: tuple[int, ...]
    order: Order


def align(left: Name, right: Name, lexicon: Lexicon) -> Alignment:
    """The best pairs first: same words, then joined ones, then by bits; the rest is apart or left over.

    Where several pairings are as good, the choice must not depend on which name was given first.
    """
    if [token.text for token in left.tokens] > [token.text for token in right.tokens]:
        found = _aligned(right, left, lexicon)
        return Alignment(
            tuple([_flipped(pair) for pair in found.pairs]),
            tuple([_flipped(pair) for pair in found.apart]),
            found.over_right,
            found.over_left,
            found.order,
        )
    return _aligned(left, right, lexicon)


def _flipped(pair: Pair) -> Pair:
    return Pair(pair.right, pair.left, pair.likeness)


def _aligned(left: Name, right: Name, lexicon: Lexicon) -> Alignment:
    free_left, free_right = list(range(len(left.tokens))), list(range(len(right.tokens)))
    pairs = _same(left, right, free_left, free_right, lexicon)
    apart: list[Pair] = []
    if free_left or free_right:
        _take_joined(left, right, free_left, free_right, lexicon, pairs, flipped=False)
        _take_joined(right, left, free_right, free_left, lexicon, pairs, flipped=True)
        if free_left and free_right:
            apart = _take_alike(left, right, free_left, free_right, lexicon, pairs)
    return Alignment(
        tuple(pairs), tuple(apart), tuple(free_left), tuple(free_right), _order(pairs, left, right)
    )


def _same(
    left: Name, right: Name, free_left: list[int], free_right: list[int], lexicon: Lexicon
) -> list[Pair]:
    pairs = []
    others = [token.text for token in right.tokens]
    for place, token in enumerate(left.tokens):
        if token.text in others:
            text = token.text
            places = [other for other in free_right if others[other] == text]
            if places:
                other = min((abs(each - place), each) for each in places)[1]
                pairs.append(Pair((place,), (other,), lexicon.same(token)))
                free_left.remove(place)
                free_right.remove(other)
    return pairs


def _take_joined(
    name: Name,
    other: Name,
    free: list[int],
    others: list[int],
    lexicon: Lexicon,
    pairs: list[Pair],
    *,
    flipped: bool,
) -> None:
    """A free token that is two or three neighbours of the other name written together."""
    for place in tuple(free):
        places = other.joins.get(name.tokens[place].text)
        if places and all(each in others for each in places):
            bits = lexicon.bits_of(name.tokens[place])
            pair = Pair((place,), places, Likeness(Kind.JOINED, bits - JOINED_COST, JOINED_COST, bits))
            pairs.append(_flipped(pair) if flipped else pair)
            free.remove(place)
            others[:] = [each for each in others if each not in places]


# Shorter than this, two words written together are like too many others.
SHORTEST_JOINED = 5
VOWELS = frozenset("aeiou")
_Offer = tuple[float, int, Pair]


def _take_alike(
    left: Name, right: Name, free_left: list[int], free_right: list[int], lexicon: Lexicon, pairs: list[Pair]
) -> list[Pair]:
    """Pairs by their bits, the most first; what is nothing to each other by its place. Gives what stands apart."""
    offers: list[_Offer] = []
    seen = kept_by(lexicon)
    for place in free_left:
        token = left.tokens[place]
        for other in free_right:
            there = right.tokens[other]
            likeness = seen.get((token.text, there.text)) or lexicon.compare(token, there)
            if likeness is not APART:
                offers.append((-likeness.bits, abs(place - other), Pair((place,), (other,), likeness)))
    if left.joins:
        offers += _nearly_joined(right, left, free_right, free_left, lexicon, flipped=True)
    if right.joins:
        offers += _nearly_joined(left, right, free_left, free_right, lexicon, flipped=False)
    apart: list[Pair] = []
    offers.sort()
    for bits, _, pair in offers:
        if all(place in free_left for place in pair.left) and all(
            place in free_right for place in pair.right
        ):
            (pairs if bits < 0 else apart).append(pair)
            free_left[:] = [place for place in free_left if place not in pair.left]
            free_right[:] = [place for place in free_right if place not in pair.right]
    _set_apart(free_left, free_right, apart)
    return apart


def _nearly_joined(
    name: Name, other: Name, free: list[int], others: list[int], lexicon: Lexicon, *, flipped: bool
) -> list[_Offer]:
    """Neighbours of the other name that, written together, are a token of this one but for a letter or a script."""
    found: list[_Offer] = []
    if len(others) < 2 and not other.particles and other.first_after_link is None:
        return found
    one_script = len(name.scripts) == 1 and name.scripts == other.scripts
    for place in free:
        token = name.tokens[place]
        size = len(token.text)
        if size < SHORTEST_JOINED or token.role is Part.INITIAL:
            continue
        head = token.text[0]
        for text, places in other.joins.items():
            near = -3 < len(text) - size < 3 and (text[0] == head or {text[0], head} <= VOWELS)
            if one_script and not near:
                continue
            script = other.tokens[places[0]].script
            alike = script is not token.script or near
            if alike and all(each in others for each in places):
                likeness = lexicon.compare_joined(token, text, script)
                if likeness.bits > 0:
                    pair = Pair((place,), places, likeness)
                    found.append((-likeness.bits, 0, _flipped(pair) if flipped else pair))
    return found


def _set_apart(free_left: list[int], free_right: list[int], apart: list[Pair]) -> None:
    """What both sides keep and nothing explains, by the nearest place."""
    while free_left and free_right:
        _, place, other = min((abs(one - two), one, two) for one in free_left for two in free_right)
        apart.append(Pair((place,), (other,), APART))
        free_left.remove(place)
        free_right.remove(other)


def _order(pairs: list[Pair], left: Name, right: Name) -> Order:
    if len(pairs) < 2:
        return Order.SAME
    ordered = sorted([(pair.left[0], pair.right[0]) for pair in pairs])
    chained = left.first_after_link is not None or right.first_after_link is not None
    if chained and _exchanged(ordered, left, right):
        return Order.EXCHANGED
    falls = sum([one[1] > other[1] for one, other in pairwise(ordered)])
    if falls == 0:
        return Order.SAME
    return Order.ROTATED if falls == 1 and ordered[0][1] > ordered[-1][1] else Order.CROSSED


def _exchanged(ordered: list[tuple[int, int]], left: Name, right: Name) -> bool:
    """Does the person of one name stand where the other has the father? Only a chain (bin, oglu) can say so."""
    here, there = left.first_after_link, right.first_after_link
    if here is not None and there is not None:
        return any((one < here) != (other < there) for one, other in ordered)
    side, link = (0, here) if here is not None else (1, there)
    if link is None or (right, left)[side].surname_first:
        return False
    fathers = [pair[1 - side] for pair in ordered if pair[side] == link]
    person = [pair[1 - side] for pair in ordered if pair[side] < link]
    # The first father stands in front of the person, and both are all there is: else it may be a family name.
    return bool(fathers and person) and len(ordered) == 2 and fathers[0] < min(person)
