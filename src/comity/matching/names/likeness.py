"""How alike two tokens are: of what kind, and how many bits speak for one name or for two.

bits is a log-likelihood ratio: -log2 of how rare the rarer token is, less what it costs to write the one for the
other. A slip
that makes one known name out of another (Joan of John) is rarer than the other person, so it speaks against.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from comity.matching.names.folding import skeleton, sound
from comity.matching.names.rarity import Rarity
from comity.matching.names.reading import Part, Token
from comity.matching.names.remembering import kept_by
from comity.matching.names.scripts import Script
from comity.matching.names.spelling import Operations, cost
from comity.matching.names.transliterated import SUREST_BITS, heard, romanised
from comity.matching.names.words import GIVEN_ON_IN


class Kind(StrEnum):
    """How two tokens hang together. A closed set: the words stand in explanations."""

    SAME = "same"
    VARIANT = "variant"
    NICKNAME = "nickname"
    GENDERED = "gendered"
    SPELLING = "spelling"
    NEAR = "another-name"
    SHORTENED = "shortened"
    INITIAL = "initial"
    JOINED = "joined"
    TRANSLITERATED = "transliterated"
    APART = "apart"


class Likeness(NamedTuple):
    """bits: for one name (positive) or two. cost: what the difference takes away. evidence: how rare what
    matched is.
    """

    kind: Kind
    bits: float
    cost: float
    evidence: float


# Nothing speaks more against one name than this: a record may hold another name of the same person altogether.
APART_BITS = -5.0
APART = Likeness(Kind.APART, APART_BITS, 0.0, 0.0)
NICKNAME_COST, SHORTENED_COST, GENDERED_COST, JOINED_COST = 3.0, 5.0, 1.5, 1.5
INITIAL_BITS, INITIAL_EVIDENCE = 2.0, 3.0
# Where several lists hold both tokens and none takes them for one name, each after the first costs so much more.
EACH_LIST_COST = 1.0
# Short names have many neighbours that are names too.
SHORT, SHORT_COST = 4, 3.0
# Samir and Samira, Mario and Maria: the last vowel says whether a man or a woman, and is seldom a slip.
OTHER_SEX_COST = 7.0
SHORTEST_CUT = 3
SERVANT_OF = "abdul"
# How many sounds may differ: one, above so many of the longer word two, above so many three. And how many letters.
SOUNDS_FROM, MOST_SOUNDS, MOST_SLIPS = (4, 7), 3, 2
# No word of a name is longer; the look at letters takes time by the square of it.
LONGEST_SPELLED = 40
_ENDINGS = (
    ("ova", "ov"), ("eva", "ev"), ("ina", "in"), ("yna", "yn"), ("skaya", "sky"), ("skaya", "ski"), ("skaya", "skiy"),
    ("skaia", "ski"), ("skaja", "skij"), ("ska", "ski"), ("cka", "cki"), ("ska", "sky"), ("aya", "y"), ("aya", "iy"),
    ("ienė", "as"), ("iene", "as"), ("aite", "as"), ("ovna", "ovich"), ("evna", "evich"),
)  # fmt: skip


class Lexicon:
    """What the comparison knows about names: rarity, variants, nicknames, spellings. Shared, and never written to:
    the pairs that were compared are remembered for one question (`remembering`).
    """

    def __init__(
        self,
        rarity: Rarity,
        variants: Mapping[tuple[str, str], float],
        nicknames: Mapping[str, frozenset[str]],
        sexes: Mapping[str, bool],
        operations: Operations,
    ) -> None:
        self.rarity, self.variants, self.nicknames = rarity, variants, nicknames
        self.sexes, self.operations = sexes, operations

    def with_rarity(self, rarity: Rarity) -> "Lexicon":
        """The same knowledge with other rarities."""
        return Lexicon(rarity, self.variants, self.nicknames, self.sexes, self.operations)

    def compare(self, left: Token, right: Token) -> Likeness:
        """Two tokens of any script; APART itself where nothing speaks for one name."""
        seen = kept_by(self)
        found: Likeness | None = seen.get((left.text, right.text))
        if found is None:
            found = seen[left.text, right.text] = self._compared(left, right)
        return found

    def compare_all(self, tokens: Iterable[Token], others: Iterable[Token]) -> None:
        """Each Latin name with each, so that `compare` has them at hand while the question lasts."""
        lefts = list({each.text: each for each in tokens if is_latin_name(each)}.values())
        rights = list({each.text: each for each in others if is_latin_name(each)}.values())
        self.rarity.look_up(each.text for side in (lefts, rights) for each in side)
        seen = kept_by(self)
        for left, row in zip(lefts, worth_spelling_all(lefts, rights), strict=True):
            text, head, servant = left.text, left.text[:SHORTEST_CUT], SERVANT_OF + left.text
            nicknames = self.nicknames.get(text, ())
            for right, is_worth in zip(rights, row, strict=True):
                other = right.text
                pair = (text, other) if text < other else (other, text)
                if (
                    is_worth or other[:SHORTEST_CUT] == head or pair in self.variants or other in nicknames
                    or other == servant or text == SERVANT_OF + other
                ):  # fmt: skip
                    found = self._latin(left, right, is_worth) if text != other else self.same(left)
                else:
                    found = APART
                seen[text, other] = seen[other, text] = found

    def same(self, token: Token) -> Likeness:
        """A token and itself."""
        bits = self.bits_of(token)
        return Likeness(Kind.SAME, bits, 0.0, bits)

    def _compared(self, left: Token, right: Token) -> Likeness:
        if left.role is Part.INITIAL or right.role is Part.INITIAL:
            return self._initial(left, right)
        if left.text == right.text:
            return self.same(left)
        if left.script is right.script is Script.LATIN:
            return self._latin(left, right, worth_spelling(left, right))
        return self._foreign(left, right)

    def compare_joined(self, token: Token, joined: str, script: Script) -> Likeness:
        """A token with neighbours written together, where a letter or two differ or the script does."""
        other = Token(joined, Part.NAME, script, sound(joined), skeleton(joined))
        found = self._spelled(token, other) if script is token.script else self._foreign(token, other)
        return found if found is APART else found._replace(kind=Kind.JOINED, bits=found.bits - JOINED_COST)

    def bits_of(self, token: Token) -> float:
        """Rarity of a token; of another script, by its plain romanisation."""
        return self.rarity.bits(token.text if token.script is Script.LATIN else romanised(token.text))

    def _spelled(self, left: Token, right: Token) -> Likeness:
        if left.script is not Script.LATIN or not worth_spelling(left, right):
            return APART
        price, rare = cost(left.text, right.text, self.operations), self.rarity.bits(left.text)
        return Likeness(Kind.SPELLING, rare - price, price, rare) if rare - price > APART_BITS else APART

    def _latin(self, left: Token, right: Token, is_worth: bool) -> Likeness:
        kind, price = self._cheapest(left, right, is_worth)
        if kind is Kind.APART:
            return APART
        one, other = self.rarity.bits(left.text), self.rarity.bits(right.text)
        bits = max(one, other) - price
        return Likeness(kind, bits, price, min(one, other)) if bits > APART_BITS else APART

    def _cheapest(self, left: Token, right: Token, is_worth: bool) -> tuple[Kind, float]:
        """is_worth: are the letters near enough for a look at them?"""
        one, other = (left.text, right.text) if left.text < right.text else (right.text, left.text)
        if is_gendered(one, other):
            return Kind.GENDERED, GENDERED_COST
        variant, nickname = self.variants.get((one, other)), other in self.nicknames.get(one, ())
        two_sexes = (is_worth or nickname or variant is not None) and self._of_two_sexes(one, other)
        if variant is not None and not two_sexes:
            return Kind.VARIANT, variant
        if nickname and not two_sexes:
            return Kind.NICKNAME, NICKNAME_COST
        found = self._by_letters(left, right, two_sexes) if is_worth else (Kind.APART, float("inf"))
        short, long = (one, other) if len(one) <= len(other) else (other, one)
        if len(short) >= SHORTEST_CUT and found[1] > SHORTENED_COST:
            if long.startswith(short) and not self.rarity.knows(short):
                return Kind.SHORTENED, SHORTENED_COST
            if long == SERVANT_OF + short:
                return Kind.SHORTENED, SHORTENED_COST
        return found

    def _by_letters(self, left: Token, right: Token, two_sexes: bool) -> tuple[Kind, float]:
        one, other = (left.text, right.text) if left.text < right.text else (right.text, left.text)
        price = cost(one, other, self.operations)
        lists = self.rarity.lists_with_both(one, other)
        if left.sound == right.sound:  # Hassan and Hasan are heard as one
            lists = 0
        if not two_sexes and not lists:
            return Kind.SPELLING, price
        price += SHORT_COST if min(len(one), len(other)) <= SHORT else 0.0
        price += OTHER_SEX_COST if two_sexes else 0.0
        return Kind.NEAR, price + EACH_LIST_COST * max(0, lists - 1)

    def _of_two_sexes(self, one: str, other: str) -> bool:
        """A woman's first name and a man's: by the lists, or by the last vowel where the lists do not know both."""
        here, there = self.sexes.get(one), self.sexes.get(other)
        if here is not None and there is not None:
            return here is not there
        return is_of_other_sex(one, other)

    def _foreign(self, left: Token, right: Token) -> Likeness:
        latin, native = (left, right) if left.script is Script.LATIN else (right, left)
        found = heard(native.text, latin.text)
        if found is None or found <= APART_BITS:
            return APART
        return Likeness(Kind.TRANSLITERATED, found, SUREST_BITS - found, self.bits_of(latin))

    def _initial(self, left: Token, right: Token) -> Likeness:
        one, other = left.text[:1], right.text[:1]
        if left.script is not right.script:
            native, latin = (other, one) if left.script is Script.LATIN else (one, other)
            agrees = (heard(native, latin) or 0.0) > 0
        else:
            agrees = one == other
        return Likeness(Kind.INITIAL, INITIAL_BITS, 0.0, INITIAL_EVIDENCE) if agrees else APART


def worth_spelling(left: Token, right: Token) -> bool:
    """Near enough for a look at the letters? Cheap, and wide: what it lets through is judged afterwards."""
    longer = max(len(left.sound), len(right.sound))
    if longer > LONGEST_SPELLED:
        return False
    if left.skeleton == right.skeleton and len(left.skeleton) > 1:
        return True
    most = 1 + bisect_left(SOUNDS_FROM, longer)
    if OSA.distance(left.sound, right.sound, score_cutoff=most) <= most:
        return True
    slips = 1 if longer <= SHORTEST_CUT else MOST_SLIPS
    return OSA.distance(left.text, right.text, score_cutoff=slips) <= slips


def is_latin_name(token: Token) -> bool:
    """And no initial."""
    return token.script is Script.LATIN and token.role is not Part.INITIAL


def worth_spelling_all(lefts: Sequence[Token], rights: Sequence[Token]) -> list[list[bool]]:
    """As `worth_spelling` of each with each: a row for each of the left ones."""
    if not lefts or not rights:
        return [[] for _ in lefts]
    heard = [[each.sound for each in side] for side in (lefts, rights)]
    texts = [[each.text for each in side] for side in (lefts, rights)]
    sizes = [np.fromiter(map(len, side), np.int64, len(side)) for side in heard]
    longer = np.maximum(sizes[0][:, None], sizes[1][None, :])
    sounds = cdist(*heard, scorer=OSA.distance, score_cutoff=MOST_SOUNDS, dtype=np.uint8)
    slips = cdist(*texts, scorer=OSA.distance, score_cutoff=MOST_SLIPS, dtype=np.uint8)
    numbers: dict[str, int] = {}
    bones = [
        np.array(
            [
                numbers.setdefault(each.skeleton, len(numbers)) if len(each.skeleton) > 1 else -side
                for each in of
            ]
        )
        for side, of in ((1, lefts), (2, rights))
    ]
    near = (bones[0][:, None] == bones[1][None, :]) | (sounds <= np.searchsorted(SOUNDS_FROM, longer) + 1)
    near |= slips <= np.where(longer <= SHORTEST_CUT, 1, MOST_SLIPS)
    found: list[list[bool]] = (near & (longer <= LONGEST_SPELLED)).tolist()
    return found


def is_of_other_sex(left: str, right: str) -> bool:
    """Do two first names differ in the last vowel alone, as a man's and a woman's do: Samir, Samira; Mario, Maria?"""
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    if len(short) < SHORTEST_CUT:
        return False
    if len(short) == len(long):
        return short[:-1] == long[:-1] and {short[-1], long[-1]} == {"a", "o"}
    return long == short + "a" and short[-1] not in "aio"


@cache
def _by_ending() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for woman, man in _ENDINGS:
        table[woman] = (*table.get(woman, ()), man)
    return table


def is_gendered(left: str, right: str) -> bool:
    """One family name in its forms for a woman and a man."""
    if left[:3] != right[:3]:
        return False
    for one, other in ((left, right), (right, left)):
        if one[-1] in "ae":
            for woman, men in _by_ending().items():
                if other not in GIVEN_ON_IN and one.endswith(woman) and len(one) - len(woman) >= 3:
                    stem = one[: -len(woman)]
                    if any(other == stem + man for man in men):
                        return True
    return False
