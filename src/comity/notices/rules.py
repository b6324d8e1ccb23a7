"""What is unmet in a request, what must be weighed, and how many must agree. Pure: the day is an argument.

The conditions themselves stand in `conditions/`, what reviewers weigh in `factors.py`, and each kind lists its own.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from comity.bureaus.rules import BureauKind
from comity.notices import law
from comity.notices.asked import Asked, Body, Factor, Limits, Missing, Weighed
from comity.notices.kinds.kind import Kind, Public
from comity.records.rules import ALL_BUT, ONLY, years_after

# Days before the last one on which its owner is asked whether it should go on. Source: NGM on Art. 50: six months.
WARNED_DAYS = 183
# A notice that has ended, or was refused, keeps its file so long, for appeals and earlier cases. Ours.
ENDED_KEPT = timedelta(days=3 * 366)
DEFAULTS = Limits()


def missing(kind: Kind, body: Body, today: date, limits: Limits = DEFAULTS) -> tuple[Missing, ...]:
    """Every condition that this request does not meet, in the order of the form. today: UTC."""
    asked = Asked(body, today, limits)
    order = {each.name: place for place, each in enumerate(kind.fields)}
    found = [each for condition in kind.conditions for each in condition(asked)]
    return tuple(sorted([*found, *_public(kind, body)], key=lambda each: order.get(each.field, -1)))


def _public(kind: Kind, body: Body) -> list[Missing]:
    if body.get("public") and kind.public is Public.NEVER:
        sentence = _("A notice of this kind is never public.")
        return [
            Missing(law.Law("61", law.Mark.SOURCED, "extraditions.info"), "public", "never-public", sentence)
        ]
    return []


def may_be_asked_by(kind: Kind, bureau: BureauKind) -> bool:
    """May a bureau of this kind ask for such a notice?"""
    return kind.may_ask is None or bureau in kind.may_ask


def factors(kind: Kind, weighed: Weighed) -> tuple[Factor, ...]:
    """What a human must weigh. The list decides nothing, except that somebody else must look too."""
    return tuple(each for rule in kind.factors for each in rule(weighed))


def reviewers_needed(kind: Kind, found: Collection[Factor]) -> int:
    """How many people must approve the same request. Source: issue 5, item 3."""
    return max(kind.least_reviewers, 2 if any(each.two for each in found) else 1)


def waits_for_review(kind: Kind, *, diffusion: bool, pre_moderated: bool) -> bool:
    """Must somebody review it before anybody sees it?

    Every notice; of diffusions those for wanted persons, and all of a pre-moderated bureau. Source: domain facts 9.2.
    """
    return not diffusion or kind.wanted or pre_moderated


def is_own_matter(reviewer: str, reviewer_country: str, owner: str, concerned: Collection[str]) -> bool:
    """Is the request one of the reviewer's own bureau or country, or about one of its nationals?

    concerned: the country of the owner and the nationalities of the subject. Source: issue 5, bad input.
    """
    return reviewer == owner or (reviewer_country != "" and reviewer_country in concerned)


def countries_of(body: Body, owner_country: str) -> frozenset[str]:
    """The countries that a request concerns: its owner's, and of which its subject is a national."""
    held = {each.get("country", "") for each in body.get("nationalities", ())}
    return frozenset(held | {owner_country}) - {""}


def lasts_until(kind: Kind, begins: date) -> date:
    """Its last day, where nobody extends it. Source: RPD Art. 49 to 51 as our facts have them; green: practice 24."""
    return years_after(begins, kind.years)


def warned_from(ends: date) -> date:
    """The day from which its owner is asked, and may extend it with a reason."""
    return ends - timedelta(days=WARNED_DAYS)


def is_closed(bureau: str, restriction: Sequence[str] | None) -> bool:
    """Does the request close itself to this bureau?"""
    if restriction is None:
        return False
    listed = bureau in restriction[1:]
    return {ALL_BUT: listed, ONLY: not listed}[restriction[0]]
