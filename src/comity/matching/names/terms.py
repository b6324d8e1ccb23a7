"""What speaks for and against two names being one person's: the terms, each with the value that its weight is
read at.
"""

from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from comity.matching.names.aligning import Alignment, Order, Pair
from comity.matching.names.likeness import APART_BITS, Kind
from comity.matching.names.reading import Name, Part


class Term(StrEnum):
    """A reason. A closed set: answers, weights and explanations use these words. Each falls or rises one way only."""

    START = "start"
    RARITY = "rarity"
    SPELLING = "spelling"
    NEAR = "another-name-spelled-alike"
    VARIANT = "variant"
    NICKNAME = "nickname"
    GENDERED = "gendered"
    SHORTENED = "shortened"
    INITIAL = "initial"
    JOINED = "joined"
    TRANSLITERATED = "transliterated"
    FIRST_APART = "first-name-differs"
    MIDDLE_APART = "middle-name-differs"
    LAST_APART = "last-name-differs"
    MORE_APART = "more-names-differ"
    NOTHING = "no-name-agrees"
    LEFT_OUT = "names-left-out"
    FIRST_LEFT_OUT = "first-name-left-out"
    ONE_WORD = "one-word"
    ROTATED = "order-rotated"
    CROSSED = "order-crossed"
    EXCHANGED = "father-and-child-exchanged"
    GENERATION = "generation-differs"
    SEX = "title-of-other-sex"
    WHOLE = "whole-name-alike"
    NOT_READ = "not-read"
    # Of persons, beside the name.
    BORN = "born"
    NATIONALITY = "nationality"
    SEX_OF_PERSON = "sex"
    PLACE = "place-of-birth"
    DOCUMENT = "document"
    NAMES_TRIED = "names-tried"
    # What a wildcard left open, in a question that reaches wide.
    WILDCARD = "wildcard"


OF_KIND = {
    Kind.SPELLING: Term.SPELLING,
    Kind.NEAR: Term.NEAR,
    Kind.VARIANT: Term.VARIANT,
    Kind.NICKNAME: Term.NICKNAME,
    Kind.GENDERED: Term.GENDERED,
    Kind.SHORTENED: Term.SHORTENED,
    Kind.INITIAL: Term.INITIAL,
    Kind.JOINED: Term.JOINED,
    Kind.TRANSLITERATED: Term.TRANSLITERATED,
}
# Kinds of which each case counts one; the others count what they cost.
BY_NUMBER = frozenset({Kind.NICKNAME, Kind.GENDERED, Kind.SHORTENED, Kind.INITIAL, Kind.JOINED})
# Only one side says whether father or son is meant.
ONE_GENERATION = 0.2
_ORDERS = {Order.ROTATED: Term.ROTATED, Order.CROSSED: Term.CROSSED, Order.EXCHANGED: Term.EXCHANGED}


class Value(NamedTuple):
    """A term and the value at which its weight is read."""

    term: Term
    value: float


def values(left: Name, right: Name, alignment: Alignment) -> list[Value]:
    """All terms that have something to say; RARITY always."""
    found: dict[Term, float] = {}
    evidence, full, joined = 0.0, 0, False
    for here, there, likeness in alignment.pairs:
        kind = likeness.kind
        evidence += likeness.evidence
        joined = joined or len(here) != len(there)
        full += kind is not Kind.INITIAL
        if kind is not Kind.SAME:
            term = OF_KIND[kind]
            found[term] = found.get(term, 0.0) + (1.0 if kind in BY_NUMBER else likeness.cost)
    found[Term.RARITY] = evidence
    if not full:
        found[Term.NOTHING] = 1.0
    elif not joined and (len(left.tokens) == 1) != (len(right.tokens) == 1):
        found[Term.ONE_WORD] = 1.0
    if alignment.apart:
        _apart(left, right, alignment, found)
    if alignment.over_left:
        _left_out(left, alignment.over_left, found)
    if alignment.over_right:
        _left_out(right, alignment.over_right, found)
    _of_whole(left, right, alignment, found)
    return [Value(term, value) for term, value in found.items()]


def _of_whole(left: Name, right: Name, alignment: Alignment, found: dict[Term, float]) -> None:
    order = _ORDERS.get(alignment.order)
    comma = left.surname_first or right.surname_first
    if order is not None and not (order is Term.ROTATED and comma):
        found[order] = 1.0
    if left.generation != right.generation:
        found[Term.GENERATION] = 1.0 if left.generation and right.generation else ONE_GENERATION
    if left.woman is not None and right.woman is not None and left.woman != right.woman:
        found[Term.SEX] = 1.0
    if len(left.scripts) == 1 and left.scripts == right.scripts:
        found[Term.WHOLE] = ratio(left.in_order, right.in_order) / 100


def place_of(pair: Pair, left: Name, right: Name) -> Term:
    """Does this pair stand first, last or between? By the name in which it is nearer to an end."""
    places = (pair.left[0], pair.right[0])
    if min(places) == 0:
        return Term.FIRST_APART
    return (
        Term.LAST_APART
        if places[0] == len(left.tokens) - 1 or places[1] == len(right.tokens) - 1
        else Term.MIDDLE_APART
    )


def unlikeness(pair: Pair) -> float:
    """From 0, nearly one name, to 1: nothing in common."""
    return min(1.0, max(0.0, pair.likeness.bits / APART_BITS))


def _apart(left: Name, right: Name, alignment: Alignment, found: dict[Term, float]) -> None:
    for number, pair in enumerate(sorted(alignment.apart, key=unlikeness, reverse=True)):
        term = place_of(pair, left, right) if number == 0 else Term.MORE_APART
        found[term] = found.get(term, 0.0) + 0.25 + 0.75 * unlikeness(pair)


def _left_out(name: Name, places: tuple[int, ...], found: dict[Term, float]) -> None:
    weighed = sum([0.5 if name.tokens[place].role is Part.INITIAL else 1.0 for place in places])
    found[Term.LEFT_OUT] = found.get(Term.LEFT_OUT, 0.0) + weighed
    if 0 in places:
        found[Term.FIRST_LEFT_OUT] = 1.0
