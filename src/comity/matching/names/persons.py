"""Compare two persons: the best of their names, and what dates, countries, sex, places and papers add to it.

One additive log-odds score: each term gives bits for or against, and what one side does not say gives nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import exp2, log2

from comity.kit.dates import PartialDate
from comity.matching.folding import folded, normalised
from comity.matching.names.births import Births, best
from comity.matching.names.comparing import (
    Comparison,
    Prepared,
    Reason,
    Tier,
    compare_prepared,
    hear_all,
    listen_to,
    odds_to_chance,
    prepare,
    using,
)
from comity.matching.names.likeness import Lexicon
from comity.matching.names.rarity import Rarity
from comity.matching.names.remembering import remembering
from comity.matching.names.terms import Term
from comity.matching.names.weights import weights

# More names of one person are not read: a source with so many is a list of aliases, and each takes time.
MOST_NAMES, MOST_DATES, MOST_PAPERS = 60, 20, 40


class Quality(Enum):
    """How sure the source is of a name."""

    PRIMARY = "primary"
    GOOD = "good"
    LOW = "low"
    FORMER = "former"


class Sex(Enum):
    """As recorded. Not specified is None."""

    FEMALE = "female"
    MALE = "male"


class PersonTier(Enum):
    """HIT: an exact document, or a strong name with the full birth date and one thing more. POSSIBLE: a person
    must look.

    A name alone is never a hit. Source: practice 9; matching.md 11 (a name hits by chance in a large database).
    """

    HIT = "hit"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PersonName:
    """One of a person's names, in any script."""

    text: str
    quality: Quality = Quality.PRIMARY


@dataclass(frozen=True, slots=True)
class Place:
    """A place of birth. country: as ICAO and ISO 3166 write it, three letters; "" for what is not known."""

    text: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a person. issuer: three letters; kind: its slug; "" for what is not known."""

    number: str
    issuer: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person. Empty is not known, and speaks neither for nor against anybody."""

    names: tuple[PersonName, ...]
    born: tuple[PartialDate, ...] = ()
    nationalities: tuple[str, ...] = ()
    sex: Sex | None = None
    birth_places: tuple[Place, ...] = ()
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedPerson:
    """A person whose names were read, for many comparisons."""

    person: Person
    names: tuple[tuple[Prepared, Quality], ...]
    places: tuple[Prepared, ...]


@dataclass(frozen=True, slots=True)
class PersonComparison:
    """bits: the sum of the reasons. name: the best pair of names. born: the grade of the birth dates, None
    without.
    """

    bits: float
    score: float
    tier: PersonTier
    name: Comparison | None
    born: Births | None
    reasons: tuple[Reason, ...]

    @property
    def alike_by_chance(self) -> int:
        """About one in so many people would agree this well by name and birth date; a wildcard tells the less."""
        more = sum(max(0.0, reason.bits) for reason in self.reasons if reason.term is Term.BORN)
        more += sum(reason.bits for reason in self.reasons if reason.term is Term.WILDCARD)
        return round(exp2(max(0.0, min(33.0, (self.name.evidence if self.name else 0.0) + more))))


def prepare_persons(persons: Sequence[Person]) -> list[PreparedPerson]:
    """Read the names of all, their words together."""
    with remembering():
        hear_all(
            text
            for each in persons
            for text in (
                *(name.text for name in each.names[:MOST_NAMES]),
                *(place.text for place in each.birth_places[:MOST_DATES]),
            )
        )
        return list(map(prepare_person, persons))


def prepare_person(person: Person) -> PreparedPerson:
    """Read all names once."""
    names = tuple((prepare(each.text), each.quality) for each in person.names[:MOST_NAMES])
    places = tuple(prepare(each.text) for each in person.birth_places[:MOST_DATES])
    return PreparedPerson(person, names, places)


def compare_persons(left: Person, right: Person, *, rarity: Rarity | None = None) -> PersonComparison:
    """Two persons. rarity: a deployment's own, else the shipped prior. Never raises."""
    return compare_person_with_all(left, (right,), rarity=rarity)[0]


def compare_person_with_all(
    asked: Person, others: Iterable[Person], *, rarity: Rarity | None = None
) -> list[PersonComparison]:
    """One person and many, as `compare_persons` would: read together and heard together."""
    with remembering():
        left, *rights = prepare_persons((asked, *others))
        return compare_prepared_with_all(left, rights, using(rarity))


def compare_prepared_with_all(
    left: PreparedPerson, rights: Sequence[PreparedPerson], known: Lexicon | None = None
) -> list[PersonComparison]:
    """As `compare_person_with_all`, of persons that were read before."""
    with remembering():
        listen_to(
            (name for name, _ in left.names), (name for right in rights for name, _ in right.names), known
        )
        listen_to(left.places, (place for right in rights for place in right.places), known)
        return [compare_prepared_persons(left, right, known) for right in rights]


def compare_prepared_persons(
    left: PreparedPerson, right: PreparedPerson, known: Lexicon | None = None
) -> PersonComparison:
    """As `compare_persons`, of persons that were read before."""
    bits = weights().persons
    one, other = left.person, right.person
    name, tried = _best_name(left, right, known, bits)
    born = best(one.born[:MOST_DATES], other.born[:MOST_DATES], bits)
    reasons = [*(name.reasons if name else ()), *tried]
    if born is not None:
        reasons.append(Reason(Term.BORN, born.bits, born.left.as_written, born.right.as_written))
    reasons += _nationality(one, other, bits)
    reasons += _sex(one, other, bits)
    reasons += _place(left, right, known, bits)
    reasons += (paper := _paper(one, other, bits))
    total = sum(reason.bits for reason in reasons)
    tier = _tier(
        total, name, born.grade if born else None, reasons, bool(paper) and paper[0].bits >= bits["paper"]
    )
    return PersonComparison(
        total, odds_to_chance(total), tier, name, born.grade if born else None, tuple(reasons)
    )


def _best_name(
    left: PreparedPerson, right: PreparedPerson, known: Lexicon | None, bits: Mapping[str, float]
) -> tuple[Comparison | None, list[Reason]]:
    """The pair of names that agrees best, and what it costs to have had a choice, or to rest on an unsure name."""
    found: tuple[float, Comparison, float] | None = None
    pairs = 0
    for one, quality in left.names:
        for other, other_quality in right.names:
            pairs += 1
            comparison = compare_prepared(one, other, known)
            unsure = bits["low-name"] * (quality is Quality.LOW) + bits["low-name"] * (
                other_quality is Quality.LOW
            )
            if found is None or comparison.bits + unsure > found[0]:
                found = (comparison.bits + unsure, comparison, unsure)
    if found is None:
        return None, []
    _, comparison, unsure = found
    cost = unsure - bits["each-doubling"] * log2(pairs)
    return comparison, [Reason(Term.NAMES_TRIED, cost)] if cost else []


def _nationality(one: Person, other: Person, bits: Mapping[str, float]) -> Iterable[Reason]:
    here, there = set(map(_code, one.nationalities)) - {""}, set(map(_code, other.nationalities)) - {""}
    if here and there:
        same = here & there
        said = bits["same-nationality"] if same else bits["other-nationality"]
        yield Reason(Term.NATIONALITY, said, " ".join(sorted(same or here)), " ".join(sorted(same or there)))


def _code(country: str) -> str:
    return country.strip().upper()


def _sex(one: Person, other: Person, bits: Mapping[str, float]) -> Iterable[Reason]:
    if one.sex and other.sex:
        said = bits["same-sex"] if one.sex is other.sex else bits["other-sex"]
        yield Reason(Term.SEX_OF_PERSON, said, one.sex.value, other.sex.value)


def _place(
    left: PreparedPerson, right: PreparedPerson, known: Lexicon | None, bits: Mapping[str, float]
) -> Iterable[Reason]:
    """The same town, else the same country, else another one; a town without its country is compared by its name."""
    best_so_far: Reason | None = None
    for place, read_left in zip(left.person.birth_places, left.places, strict=False):
        for other, read_right in zip(right.person.birth_places, right.places, strict=False):
            said = _places(place, other, read_left, read_right, known, bits)
            if said is not None and (best_so_far is None or said > best_so_far.bits):
                best_so_far = Reason(
                    Term.PLACE, said, place.text or place.country, other.text or other.country
                )
    return [best_so_far] if best_so_far else []


def _places(
    one: Place,
    other: Place,
    left: Prepared,
    right: Prepared,
    known: Lexicon | None,
    bits: Mapping[str, float],
) -> float | None:
    here, there = _code(one.country), _code(other.country)
    apart = bool(here and there and here != there)
    if left.name.tokens and right.name.tokens and not apart and _same_place(left, right, known):
        return bits["same-place"]
    if here and there:
        return bits["other-country-of-birth"] if apart else bits["same-country-of-birth"]
    return None


def _same_place(left: Prepared, right: Prepared, known: Lexicon | None) -> bool:
    if left.name.in_order == right.name.in_order:
        return True
    return compare_prepared(left, right, known).tier is not Tier.NONE


def _paper(one: Person, other: Person, bits: Mapping[str, float]) -> list[Reason]:
    """The best agreement of two papers: the same one, its look-alike, or the number alone."""
    found: Reason | None = None
    for paper in one.papers[:MOST_PAPERS]:
        number = normalised(paper.number)
        for other_paper in other.papers[:MOST_PAPERS]:
            other_number = normalised(other_paper.number)
            if not number or not other_number or folded(number) != folded(other_number):
                continue
            said = _papers(paper, other_paper, number == other_number, bits)
            if found is None or said > found.bits:
                found = Reason(Term.DOCUMENT, said, paper.number, other_paper.number)
    return [found] if found else []


def _papers(one: Paper, other: Paper, exact: bool, bits: Mapping[str, float]) -> float:
    for here, there in ((_code(one.issuer), _code(other.issuer)), (one.kind, other.kind)):
        if here and there and here != there:
            return bits["paper-of-another-issuer"]
    known = bool(one.issuer and other.issuer and one.kind and other.kind)
    return bits["paper"] if exact and known else bits["paper-alike"]


def _tier(
    total: float, name: Comparison | None, born: Births | None, reasons: list[Reason], paper: bool
) -> PersonTier:
    more = any(
        reason.term in (Term.NATIONALITY, Term.PLACE, Term.DOCUMENT) and reason.bits > 0 for reason in reasons
    )
    strong = name is not None and name.tier is Tier.STRONG
    if paper or (strong and born is Births.SAME_DAY and more and total > 0):
        return PersonTier.HIT
    return PersonTier.POSSIBLE if total >= 0 and reasons else PersonTier.NONE
