"""Compare two names: a score, a tier and the reasons. Pure; knows no database and no clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from math import exp2

from comity.matching.names.aligning import Alignment, Pair, align
from comity.matching.names.likeness import Kind, Lexicon
from comity.matching.names.rarity import Rarity
from comity.matching.names.reading import Name, Note, read
from comity.matching.names.scripts import READ_WHOLE, Script
from comity.matching.names.spelling import spelled
from comity.matching.names.terms import BY_NUMBER, OF_KIND, Term, Value, values
from comity.matching.names.transliterated import cjk_readings, pieces
from comity.matching.names.weights import Weights, lexicon, weights


class Tier(Enum):
    """What a name alone can say. It is never a hit: that needs a date of birth or a document besides.

    STRONG: the names agree and are rare together. POSSIBLE: a person must look. NONE: nothing to show.
    """

    STRONG = "strong"
    POSSIBLE = "possible"
    NONE = "none"


# The score from which two names may be one person's, and from which they surely are written for one name.
POSSIBLE_FROM, STRONG_FROM = 0.5, 0.9
# A strong name is one that fewer than about one in 4,000 people bear.
STRONG_EVIDENCE = 12.0
MOST_READINGS = 12
# A reading is one of several that the characters may have.
READING_COST = 3.0
# Parts of a name go together (people of one country), so together they are less rare than the sum of their bits says.
TOGETHER = 0.8
_NO_LETTERS_BITS = -20.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One term with its bits. left, right: the words of it, "" where it is about the whole. pieces: aligned
    letters.
    """

    term: Term
    bits: float
    left: str = ""
    right: str = ""
    pieces: tuple[tuple[str, str], ...] = ()


class Comparison:
    """score: chance that the names are one person's, among pairs worth looking at. bits: its log2 odds, the sum
    of the reasons.

    evidence: how rare what agrees is, in bits. alike_by_chance: about one in so many people would match this well.
    """

    __slots__ = ("_alignment", "_values", "_weights", "bits", "evidence", "left", "right", "score", "tier")

    def __init__(
        self, left: Name, right: Name, alignment: Alignment | None, found: list[Value], known: Weights
    ) -> None:
        self.left, self.right = left, right
        self._alignment, self._values, self._weights = alignment, found, known
        curves = known.curves
        self.bits = known.start
        for term, value in found:
            self.bits += curves[term](value)
        self.score = odds_to_chance(self.bits)
        self.evidence = sum(_surprise(pair) for pair in alignment.pairs) * TOGETHER if alignment else 0.0
        self.tier = _tier(self.score, self.evidence)

    def __repr__(self) -> str:
        return f"Comparison({self.tier.value}, {self.score:.3f}, {self.bits:+.1f} bits)"

    @property
    def alike_by_chance(self) -> int:
        return round(exp2(min(self.evidence, 33.0)))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was left out or read otherwise, of either name."""
        return tuple(dict.fromkeys((*self.left.notes, *self.right.notes)))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every term with its bits; they sum to `bits`. Worked out when asked for."""
        return tuple(_reasons(self, self._alignment, self._values, self._weights))


def odds_to_chance(bits: float) -> float:
    """Log2 odds as a probability."""
    return 1.0 / (1.0 + exp2(-max(-60.0, min(60.0, bits))))


def _tier(score: float, evidence: float) -> Tier:
    if score >= STRONG_FROM and evidence >= STRONG_EVIDENCE:
        return Tier.STRONG
    return Tier.POSSIBLE if score >= POSSIBLE_FROM else Tier.NONE


def _surprise(pair: Pair) -> float:
    """Evidence less what the looser fit lets in beside the exact one."""
    likeness = pair.likeness
    loose = {Kind.SAME: 0.0, Kind.INITIAL: 0.0, Kind.VARIANT: 1.0, Kind.SPELLING: min(4.0, likeness.cost / 3)}
    return max(0.0, likeness.evidence - loose.get(likeness.kind, 2.0))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A name read once, for many comparisons. readings: romanised ones of Chinese, Japanese or Korean characters."""

    name: Name
    readings: tuple[Name, ...]


def prepare(name: str) -> Prepared:
    """Read a name. Never raises; what could not be read stands in `name.notes`."""
    found = read(name)
    if found.scripts and found.scripts <= READ_WHOLE:
        readings = [read(" ".join(tokens)) for tokens in cjk_readings(name)[:MOST_READINGS]]
        return Prepared(found, tuple(reading for reading in readings if reading.tokens))
    return Prepared(found, ())


def compare(left: str, right: str, *, rarity: Rarity | None = None) -> Comparison:
    """Two names as written, in any script. rarity: a deployment's own, else the shipped prior. Never raises."""
    return compare_prepared(prepare(left), prepare(right), using(rarity))


def using(rarity: Rarity | None) -> Lexicon:
    """The shipped knowledge, with other rarities where given. Keep it: it remembers the pairs it has compared."""
    known = lexicon()
    return known if rarity is None else Lexicon(rarity, known.variants, known.nicknames, known.operations)


def compare_prepared(left: Prepared, right: Prepared, known: Lexicon | None = None) -> Comparison:
    """As `compare`, of names that were read before."""
    known, weighed = known or lexicon(), weights()
    best = _compared(left.name, right.name, known, weighed)
    if left.readings and Script.LATIN in right.name.scripts:
        best = _best(
            best, (_compared(each, right.name, known, weighed, READING_COST) for each in left.readings)
        )
    elif right.readings and Script.LATIN in left.name.scripts:
        best = _best(
            best, (_compared(left.name, each, known, weighed, READING_COST) for each in right.readings)
        )
    return best


def _best(first: Comparison, others: Iterable[Comparison]) -> Comparison:
    return max((first, *others), key=lambda each: each.bits)


def _compared(left: Name, right: Name, known: Lexicon, weighed: Weights, reading: float = 0.0) -> Comparison:
    if not left.tokens or not right.tokens:
        return Comparison(left, right, None, [Value(Term.NOT_READ, 1.0)], weighed)
    alignment = align(left, right, known)
    found = values(left, right, alignment)
    if reading:
        found.append(Value(Term.TRANSLITERATED, reading))
    return Comparison(left, right, alignment, found, weighed)


def _reasons(
    comparison: Comparison, alignment: Alignment | None, found: list[Value], known: Weights
) -> Iterable[Reason]:
    yield Reason(Term.START, known.start)
    if alignment is None:
        yield Reason(Term.NOT_READ, known.curves[Term.NOT_READ](1.0))
        return
    shown = dict(found)
    whole = known.curves[Term.RARITY](shown.pop(Term.RARITY))
    evidence = sum(pair.likeness.evidence for pair in alignment.pairs)
    if not alignment.pairs:
        yield Reason(Term.RARITY, whole)
    for pair in alignment.pairs:
        left, right = _words(pair, comparison)
        share = pair.likeness.evidence / evidence if evidence else 1 / len(alignment.pairs)
        yield Reason(Term.RARITY, whole * share, left, right)
    for kind, term in OF_KIND.items():
        pairs = [pair for pair in alignment.pairs if pair.likeness.kind is kind]
        if term in shown and pairs:
            yield from _of_kind(comparison, pairs, known.curves[term](shown.pop(term)), term)
    for term, value in shown.items():
        yield _of_whole(comparison, alignment, term, known.curves[term](value))


def _of_kind(comparison: Comparison, pairs: list[Pair], bits: float, term: Term) -> Iterable[Reason]:
    sizes = [1.0 if pair.likeness.kind in BY_NUMBER else pair.likeness.cost for pair in pairs]
    total = sum(sizes)
    for pair, size in zip(pairs, sizes, strict=True):
        left, right = _words(pair, comparison)
        share = size / total if total else 1 / len(pairs)
        yield Reason(term, bits * share, left, right, _pieces(pair, comparison, left, right))


def _pieces(pair: Pair, comparison: Comparison, left: str, right: str) -> tuple[tuple[str, str], ...]:
    if pair.likeness.kind is Kind.TRANSLITERATED:
        if comparison.left.tokens[pair.left[0]].script is Script.LATIN:
            return tuple((other, native) for native, other in pieces(right, left))
        return pieces(left, right)
    if pair.likeness.kind in (Kind.SPELLING, Kind.NEAR, Kind.VARIANT, Kind.GENDERED):
        return spelled(left, right, weights().operations).pieces
    return ()


_BY_PLACE: dict[Term, Callable[[Alignment], tuple[Pair, ...]]] = dict.fromkeys(
    (Term.FIRST_APART, Term.MIDDLE_APART, Term.LAST_APART, Term.MORE_APART), lambda alignment: alignment.apart
)


def _of_whole(comparison: Comparison, alignment: Alignment, term: Term, bits: float) -> Reason:
    if term in _BY_PLACE:
        found = [_words(pair, comparison) for pair in alignment.apart]
        return Reason(term, bits, " ".join(left for left, _ in found), " ".join(right for _, right in found))
    if term in (Term.LEFT_OUT, Term.FIRST_LEFT_OUT):
        left = " ".join(comparison.left.tokens[place].text for place in alignment.over_left)
        right = " ".join(comparison.right.tokens[place].text for place in alignment.over_right)
        return Reason(term, bits, left, right)
    return Reason(term, bits)


def _words(pair: Pair, comparison: Comparison) -> tuple[str, str]:
    return (
        " ".join(comparison.left.tokens[place].text for place in pair.left),
        " ".join(comparison.right.tokens[place].text for place in pair.right),
    )
