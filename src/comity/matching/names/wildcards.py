"""Names with letters left open: a star is any letters, a question mark is one. Pure.

A wildcard is compared as the word of the recorded name that fits it; what it leaves open tells nothing and is taken off
again, so "Shcherb*" says less for a Shcherbakov than the whole name does.
"""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.matching.names.comparing import Reason, odds_to_chance
from comity.matching.names.index.wording import (
    LEAST_BESIDE_WILDCARDS,
    MOST_STARS,
    has_wildcard,
    pattern_of,
    says_enough,
    worded,
)
from comity.matching.names.persons import Person, PersonComparison, PersonName, PersonTier, compare_persons
from comity.matching.names.rarity import Rarity, prior
from comity.matching.names.terms import Term

# A question that reaches wide shows what is this much less likely than not: about one in nine.
WIDE_FROM = -3.0


@dataclass(frozen=True, slots=True)
class Filled:
    """A name with its wildcards filled from a recorded one. words: each pattern with the word that stands for it."""

    name: str
    words: tuple[tuple[str, str], ...]


def check_wildcards(name: str) -> None:
    """Raises: Invalid where a word with wildcards says too little, or leaves open too much."""
    for piece in name.split():
        if has_wildcard(piece) and not says_enough(pattern_of(piece)):
            words = _(
                "Beside a wildcard, write at least %(least)s letters of the word, and at most %(most)s stars."
            )
            raise invalid(
                "name", "wildcard-short", words % {"least": LEAST_BESIDE_WILDCARDS, "most": MOST_STARS}
            )


def filled(asked: str, recorded: str) -> Filled | None:
    """The name asked with each wildcard as the recorded name has it; None where a word of it fits nothing."""
    places = worded(recorded).places
    name: list[str] = []
    words: list[tuple[str, str]] = []
    for piece in asked.split():
        if not has_wildcard(piece):
            name.append(piece)
            continue
        pattern = pattern_of(piece)
        fits = re.compile("".join({"*": ".*", "?": "."}.get(each) or re.escape(each) for each in pattern))
        found = next((word for place in places for word in place if fits.fullmatch(word)), "")
        if not found:
            return None
        name.append(found)
        words.append((pattern, found))
    return Filled(" ".join(name), tuple(words))


def compare_filled(asked: Person, recorded: Person, rarity: Rarity | None = None) -> PersonComparison | None:
    """The person asked by one name with wildcards, beside one recorded; None where no name of it fits.

    Never a hit: whoever leaves letters open names nobody.
    """
    name = asked.names[0].text
    found = {one.name: one for each in recorded.names if (one := filled(name, each.text)) is not None}
    compared = [
        _told(
            compare_persons(replace(asked, names=(PersonName(each.name),)), recorded, rarity=rarity),
            each,
            rarity or prior(),
        )
        for each in found.values()
    ]
    return max(compared, key=lambda each: each.bits, default=None)


def _told(compared: PersonComparison, name: Filled, rarity: Rarity) -> PersonComparison:
    """Without what the wildcards left open: of each word the share of its rarity that its open letters have.

    That orders and explains. Whether it is shown is judged before: whoever writes "Shcherb*" wants every Shcherbakov.
    """
    reasons = [*compared.reasons]
    for pattern, word in name.words:
        known = len(pattern) - pattern.count("*") - pattern.count("?")
        open_share = 1 - min(1.0, known / len(word))
        reasons.append(Reason(Term.WILDCARD, -open_share * rarity.bits(word), pattern, word))
    bits = sum(each.bits for each in reasons)
    tier = PersonTier.POSSIBLE if compared.bits >= WIDE_FROM else PersonTier.NONE
    return replace(compared, bits=bits, score=odds_to_chance(bits), tier=tier, reasons=tuple(reasons))


def spelled_as(asked: str, recorded: Person) -> bool:
    """Do all words asked stand in one recorded name, letter for letter? Case, accents, signs and order apart."""
    wanted = {place[0] for place in worded(asked).places}
    return any(wanted <= {place[0] for place in worded(each.text).places} for each in recorded.names)
