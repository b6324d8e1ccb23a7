"""The word of whoever compared: is it the same or not; how long it holds, who may know of it. Pure.

Source: practice 15 (binding); practice 2 for what nobody else may learn.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.matching.keys import Grade, KeyKind
from comity.queries.telling import Telling
from comity.records.comparing import Result

# Our reading of "lapses after a year".
HOLDS = timedelta(days=365)


# Verdicts of so many bureaus, and the owner is asked for better identifiers.
MISLEADS_AFTER = 3


class Misleading(IntEnum):
    """What of a record pointed to somebody else."""

    IDENTIFIER = 1
    NAME = 2


class Judged(IntEnum):
    """What a comparison came to. Closed set: numbers are never reused."""

    SAME = 1
    NOT_THE_SAME = 2
    CANNOT_SAY = 3


JUDGED: dict[Judged, str | Promise] = {
    Judged.SAME: pgettext_lazy("verdict", "The same"),
    Judged.NOT_THE_SAME: pgettext_lazy("verdict", "Not the same"),
    Judged.CANNOT_SAY: pgettext_lazy("verdict", "Cannot say"),
}
SLUGS = {each: each.name.lower().replace("_", "-") for each in Judged}
BY_SLUG = {slug: each for each, slug in SLUGS.items()}
EXAMINED: str | Promise = _(
    "Your bureau examined this on %(day)s: not the same. Look again if anything differs."
)
OWNER_SAID: str | Promise = _(
    "The owner of the record said on %(day)s: not the same. Look again if anything differs."
)
# Neither which bureau nor when: a day at a border would tell where a person was.
OPINION: str | Promise = _(
    "Another bureau examined the same question: not the same. An opinion; compare yourself."
)


def holds_until(day: date) -> date:
    """The last day, UTC, on which a verdict of this day still says something."""
    return day + HOLDS


def may_be_known(telling: Telling, *, silent: bool, disclosed: bool) -> bool:
    """May anything that follows from this hit reach another bureau, without a name, place or day?

    Not from a silent hit before a desk disclosed it, nor where the owner may not be told. Source: practice 2.
    """
    if telling in (Telling.NO, Telling.BUREAU_DECIDES):
        return False
    return disclosed or not silent


def shared_at_first(telling: Telling, default: Telling) -> bool:
    """Does a verdict count elsewhere where its officer does not say? Not for a holder who may be protected.

    default: what "May the owner be told?" answers by itself for this document.
    """
    return telling is Telling.YES or default is not Telling.BUREAU_DECIDES


def misled_by(judged: Judged, grade: Grade, kind: KeyKind, facts: Mapping[str, str]) -> Misleading | None:
    """What of the record misled, if a verdict says that it did. facts: results of the comparison.

    A candidate is often another: that is its meaning. Of a name it says something where the birth date agreed too.
    """
    if judged is not Judged.NOT_THE_SAME:
        return None
    if grade is Grade.HIT:
        return Misleading.IDENTIFIER
    equal = all(facts.get(fact) == Result.EQUAL for fact in ("name", "born"))
    return Misleading.NAME if kind is KeyKind.NAME and equal else None
