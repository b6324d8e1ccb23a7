"""Whom to ask next, from the last answer and the marks on the weapon. Pure: a proposal, never a decision.

Source: practice 12: a trace goes from the seizing country to the maker's, then the importer's, then the dealer's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.tracing.answers import Said
from comity.tracing.rules import OPEN, State


class Why(StrEnum):
    """Why a country is asked. The word in messages and in the API."""

    MAKER = "maker"
    IMPORTER = "importer"
    EXPORTED = "exported"
    DEALER = "dealer"
    RECORDED = "recorded"
    OTHER = "other"


WHY: dict[Why, str | Promise] = {
    Why.MAKER: _("Country of manufacture"),
    Why.IMPORTER: _("Country of import, by the marks"),
    Why.EXPORTED: _("It was exported there"),
    Why.DEALER: _("Country of the dealer"),
    Why.RECORDED: _("It is recorded there"),
    Why.OTHER: _("Another reason"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that was sent. country: asked. said: None before an answer. led_to: the country of the answer, or ""."""

    country: str
    state: State
    said: Said | None = None
    led_to: str = ""


class Then(StrEnum):
    """What to do: ask somebody, wait, look at home, or nothing is left to ask."""

    ASK = "ask"
    WAIT = "wait"
    OWN = "own"
    FOUND = "found"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Proposal:
    """country, why: with ASK and OWN."""

    then: Then
    country: str = ""
    why: Why = Why.OTHER

    @property
    def leads_on(self) -> bool:
        """Is there somebody to ask whom nobody asked yet?"""
        return self.then is Then.ASK


def propose(*, own: str, maker: str, importer: str, steps: Sequence[Asked]) -> Proposal:
    """The next step. own: the seizing bureau's country; maker, importer: of the weapon, "" where not known.

    steps: in the order in which they were answered, those without an answer last.
    """
    asked = {step.country for step in steps}
    answered = [step for step in steps if step.said is not None]
    if answered:
        last = answered[-1]
        if last.said is Said.EXPORTED_TO:
            return _onward(last.led_to, Why.EXPORTED, own, asked, steps) or _marks(
                own, maker, importer, asked, steps
            )
        if last.said is Said.SOLD_TO:
            # It ends in the dealer's country; where that is another one, that one knows who bought it there.
            return _onward(last.led_to, Why.DEALER, own, asked, steps) or Proposal(Then.FOUND)
    return _marks(own, maker, importer, asked, steps)


def _marks(own: str, maker: str, importer: str, asked: set[str], steps: Sequence[Asked]) -> Proposal:
    """The maker's country, else that of the import marks, each where nobody asked it yet; at last one's own."""
    marks = [_onward(maker, Why.MAKER, own, asked, steps), _onward(importer, Why.IMPORTER, own, asked, steps)]
    found = [each for each in marks if each is not None]
    if abroad := [each for each in found if each.then is not Then.OWN]:
        return abroad[0]
    if any(step.state in OPEN for step in steps):
        return Proposal(Then.WAIT)
    return found[0] if found else Proposal(Then.NOBODY)


def _onward(country: str, why: Why, own: str, asked: set[str], steps: Sequence[Asked]) -> Proposal | None:
    """Ask this country, or look at home where it is one's own. None where it is not known or was asked."""
    if not country:
        return None
    if country == own:
        return Proposal(Then.OWN, country, why)
    if country in asked:
        runs = any(step.country == country and step.state in OPEN for step in steps)
        return Proposal(Then.WAIT) if runs else None
    return Proposal(Then.ASK, country, why)
