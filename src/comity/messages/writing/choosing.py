"""Bureaus to write to, found by name and part of the world instead of typed by code. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from comity.bureaus.directory import Sieve, found
from comity.bureaus.models import Bureau
from comity.bureaus.regions import Region, region_of
from comity.bureaus.rules import mandate_is_over
from comity.gate.actor import Actor

MOST_OFFERED = 300  # as many as one message may have addressees


@dataclass(frozen=True, slots=True)
class Offered:
    """A bureau that one may write to. chosen: does the draft name it already?"""

    bureau: Bureau
    region: Region | None
    chosen: bool


def offered(words: str, region: str, chosen: Iterable[str], actor: Actor, today: date) -> list[Offered]:
    """The bureaus that pass, by name in the reader's language; not one's own, and none whose mandate has ended.

    words: part of a name, a code or a city. region: a word of `Region`, or "".
    """
    named = set(chosen)
    rows = found(Sieve(words), actor).exclude(code=actor.bureau)
    shown = [
        Offered(row, region_of(row.time_zone), row.code in named)
        for row in rows
        if not mandate_is_over(row.mandate_ends, today)
    ]
    passing = [each for each in shown if not region or each.region == region]
    return sorted(passing, key=lambda each: (str(each.bureau.name).casefold(), each.bureau.code))[
        :MOST_OFFERED
    ]


def chosen_anew(before: Iterable[str], listed: Iterable[str], ticked: Iterable[str]) -> tuple[str, ...]:
    """Whom a draft names after a page of the directory was ticked: what was not on that page stays as it was."""
    on_page, wanted = set(listed), set(ticked)
    kept = [code for code in before if code not in on_page or code in wanted]
    return tuple(dict.fromkeys([*kept, *(code for code in listed if code in wanted)]))


def names_for_typing(actor: Actor, today: date) -> list[tuple[str, str]]:
    """Code and name of every bureau that one may write to, for the field in which codes are typed."""
    return [(each.bureau.code, each.bureau.name) for each in offered("", "", (), actor, today)]
