"""Compare two names: a score, a tier and the reasons. Pure; knows no database and no clock."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import exp2

from comity.matching.names.aligning import Alignment, Order, Pair, align
from comity.matching.names.folding import hear
from comity.matching.names.letters import from_icao_arabic
from comity.matching.names.likeness import APART, Kind, Lexicon, Likeness
from comity.matching.names.pieces import Note, cut
from comity.matching.names.rarity import Rarity
from comity.matching.names.reading import Name, common_names, read
from comity.matching.names.remembering import remembering
from comity.matching.names.scripts import READ_WHOLE, Script
from comity.matching.names.spelling import spelled
from comity.matching.names.terms import BY_NUMBER, OF_KIND, Term, Value, values
from comity.matching.names.transliterated import SUREST_BITS, heard_whole, listen, pieces, pieces_of_whole
from comity.matching.names.weights import Weights, lexicon, weights
from comity.matching.names.words import TITLES

# In the reversible form of ICAO 9303 an X stands before what has no letter of its own.
_REVERSIBLE = re.compile("[xX][a-zA-Z]")
_LATIN = frozenset({Script.LATIN})


class Tier(Enum):
    """What a name alone can say. It is never a hit: that needs a date of birth or a document besides.

    STRONG: the names agree and are rare together. POSSIBLE: a person must look. NONE: nothing to show.
    """

    STRONG = "strong"
    POSSIBLE = "possible"
    NONE = "none"


# The score from which two names may be one person's, and from which they surely are written for one name.
POSSIBLE_FROM, STRONG_FROM = 0.5, 0.8
# A strong name is one that fewer than about one in 8,000 people bear, of which two words agree in full.
STRONG_EVIDENCE, STRONG_WORDS = 13.0, 2
# Parts of a name go together (people of one country), so together they are less rare than the sum of their bits says.
TOGETHER = 0.8


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

    __slots__ = ("_alignment", "_values", "_weights", "bits", "left", "right", "score")

    def __init__(
        self, left: Name, right: Name, alignment: Alignment | None, found: list[Value], known: Weights
    ) -> None:
        self.left, self.right = left, right
        self._alignment, self._values, self._weights = alignment, found, known
        curves, bits = known.curves, known.start
        for term, value in found:
            bits += curves[term](value)
        self.bits = bits
        self.score = odds_to_chance(self.bits)

    def __repr__(self) -> str:
        return f"Comparison({self.tier.value}, {self.score:.3f}, {self.bits:+.1f} bits)"

    @property
    def evidence(self) -> float:
        return sum(map(_surprise, self._alignment.pairs)) * TOGETHER if self._alignment else 0.0

    @property
    def tier(self) -> Tier:
        if self.score >= STRONG_FROM and self.evidence >= STRONG_EVIDENCE and self._words >= STRONG_WORDS:
            return Tier.STRONG
        return Tier.POSSIBLE if self.score >= POSSIBLE_FROM else Tier.NONE

    @property
    def _words(self) -> int:
        """How many words of the one or the other agree in full."""
        pairs = self._alignment.pairs if self._alignment else ()
        return sum(
            max(len(left), len(right)) for left, right, found in pairs if found.kind is not Kind.INITIAL
        )

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


_LOOSE = {Kind.SAME: 0.0, Kind.INITIAL: 0.0, Kind.VARIANT: 1.0}


def _surprise(pair: Pair) -> float:
    """Evidence less what the looser fit lets in beside the exact one."""
    likeness = pair.likeness
    loose = min(4.0, likeness.cost / 3) if likeness.kind is Kind.SPELLING else _LOOSE.get(likeness.kind, 2.0)
    return max(0.0, likeness.evidence - loose)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A name read once, for many comparisons. read_whole: in Chinese, Japanese or Korean characters only.

    decoded: the Arabic letters of a name as a passport's machine-readable line writes them (MXHMD), None for any other.
    """

    name: Name
    read_whole: bool
    decoded: Name | None = None

    @property
    def names(self) -> tuple[Name, ...]:
        """What it may be read as."""
        return (self.name,) if self.decoded is None else (self.name, self.decoded)


def prepare(name: str) -> Prepared:
    """Read a name. Never raises; what could not be read stands in `name.notes`."""
    found = read(name)
    native = from_icao_arabic(name) if _REVERSIBLE.search(name) else None
    decoded = None if native is None else read(native)
    return Prepared(found, bool(found.scripts) and found.scripts <= READ_WHOLE, decoded)


def compare(left: str, right: str, *, rarity: Rarity | None = None) -> Comparison:
    """Two names as written, in any script. rarity: a deployment's own, else the shipped prior. Never raises."""
    with remembering():
        return compare_prepared(prepare(left), prepare(right), using(rarity))


def using(rarity: Rarity | None) -> Lexicon:
    """The shipped knowledge, with other rarities where given."""
    known = lexicon()
    return known if rarity is None else known.with_rarity(rarity)


def compare_prepared(left: Prepared, right: Prepared, known: Lexicon | None = None) -> Comparison:
    """As `compare`, of names that were read before."""
    known, weighed = known or lexicon(), weights()
    if left.read_whole != right.read_whole:
        whole = _by_characters(left, right, known, weighed)
        if whole is not None:
            return whole
    found = _compared(left.name, right.name, known, weighed)
    if left.decoded is None and right.decoded is None:
        return found
    several = [_compared(one, other, known, weighed) for one in left.names for other in right.names]
    return max(several, key=lambda each: each.bits)


def _by_characters(left: Prepared, right: Prepared, known: Lexicon, weighed: Weights) -> Comparison | None:
    """A name in characters against all words of a Latin one at once: in which order they stand is open."""
    native, latin = (left.name, right.name) if left.read_whole else (right.name, left.name)
    if not latin.tokens or latin.scripts != {Script.LATIN}:
        return None
    bits = heard_whole(native.written, _latin_words(latin))
    if bits is None:
        return None
    places = tuple(range(len(left.name.tokens))), tuple(range(len(right.name.tokens)))
    rare = sum(known.bits_of(token) for token in latin.tokens)
    if bits > 0:
        pair = Pair(*places, Likeness(Kind.TRANSLITERATED, bits, SUREST_BITS - bits, rare))
        alignment = Alignment((pair,), (), (), (), Order.SAME)
    else:
        alignment = Alignment((), (Pair(*places, APART),), (), (), Order.SAME)
    return Comparison(left.name, right.name, alignment, values(left.name, right.name, alignment), weighed)


def _latin_words(name: Name) -> list[str]:
    """With what is a particle elsewhere: Li, Da and Lo are names of people who write themselves in characters."""
    if not name.particles:
        return [token.text for token in name.tokens]
    return [piece.text for piece in cut(name.written)[0] if piece.text not in TITLES]


def compare_with_all(
    query: str, candidates: Iterable[str], *, rarity: Rarity | None = None
) -> list[Comparison]:
    """One name and many, as `compare` would: read together and heard together, in a third of the time."""
    known = using(rarity)
    with remembering():
        asked, *others = prepare_all([query, *candidates])
        listen_to((asked,), others, known)
        return [compare_prepared(asked, other, known) for other in others]


def prepare_all(names: Sequence[str]) -> list[Prepared]:
    """Read many names, their words together."""
    hear_all(names)
    return [prepare(name) for name in names]


def hear_all(names: Iterable[str]) -> None:
    """The sounds of the words of plain names, worked out together: `prepare` has them at hand while the question
    lasts.
    """
    common = common_names()
    each = (word for name in names if name.isascii() for word in name.lower().replace("-", " ").split())
    hear(word for word in each if word not in common and word.isalpha())


def listen_to(
    queries: Iterable[Prepared], candidates: Iterable[Prepared], known: Lexicon | None = None
) -> None:
    """Compare all pairs of tokens at once; comparing the names takes less time then, while the question lasts."""
    names = [name for each in queries for name in each.names]
    others = [name for each in candidates for name in each.names]
    known = known or lexicon()
    known.compare_all(
        (token for name in names for token in name.tokens),
        (token for name in others for token in name.tokens),
    )
    _listen(names, others)


def _listen(left: Sequence[Name], right: Sequence[Name]) -> None:
    """All pairs of a Latin and another word, and of neighbours written together, of two different scripts."""
    for one, other in ((left, right), (right, left)):
        foreign = [name for name in one if name.scripts != _LATIN]
        latin = [name for name in other if Script.LATIN in name.scripts]
        if foreign and latin:
            listen(_words_in(foreign, of_latin=False), _words_in(latin, of_latin=True))


def _words_in(names: Sequence[Name], *, of_latin: bool) -> set[str]:
    words = {
        token.text for name in names for token in name.tokens if (token.script is Script.LATIN) is of_latin
    }
    joined = {
        text
        for name in names
        for text, places in name.joins.items()
        if (name.tokens[places[0]].script is Script.LATIN) is of_latin
    }
    return words | joined


def _compared(left: Name, right: Name, known: Lexicon, weighed: Weights) -> Comparison:
    if not left.tokens or not right.tokens:
        return Comparison(left, right, None, [Value(Term.NOT_READ, 1.0)], weighed)
    if left.scripts != right.scripts:
        _listen((left,), (right,))
    alignment = align(left, right, known)
    found = values(left, right, alignment)
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
            return tuple((latin, native) for native, latin in _letters(comparison.right, right, left))
        return _letters(comparison.left, left, right)
    if pair.likeness.kind in (Kind.SPELLING, Kind.NEAR, Kind.VARIANT, Kind.GENDERED):
        return spelled(left, right, weights().operations).pieces
    return ()


def _letters(name: Name, native: str, latin: str) -> tuple[tuple[str, str], ...]:
    return pieces_of_whole(name.written, latin.split()) if " " in latin else pieces(native, latin)


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
    scripts = comparison.left.scripts if comparison.right.scripts == _LATIN else comparison.right.scripts
    whole = pair.likeness.kind is Kind.TRANSLITERATED and scripts <= READ_WHOLE
    return (_side(comparison.left, pair.left, whole), _side(comparison.right, pair.right, whole))


def _side(name: Name, places: tuple[int, ...], whole: bool) -> str:
    """Beside a name in characters all words of a Latin one stand, those too that are particles elsewhere."""
    if whole and len(places) == len(name.tokens) > 0 and name.particles and name.scripts == _LATIN:
        return " ".join(_latin_words(name))
    return " ".join(name.tokens[place].text for place in places)
