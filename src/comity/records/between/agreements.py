"""What two bureaus agree about a record: steps of both agreements, and what follows from them. Pure.

*On behalf*: the centre records for a bureau without staff; the bureau may reject. *Transfer*: an owner offers records
to another bureau, which accepts or declines. Source: practice 21; docs/decisions/0018-between-bureaus.md.
"""

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from comity.records.rules import ONLY, Status, first_status

# The longest reason, request and the like; an offer names at most so many records.
LONGEST_WORDS, LONGEST_REFERENCE, LONGEST_FUNCTION = 500, 120, 80
MOST_OFFERED = 500
# What a clock settles in one call; the caller repeats until it answers 0.
MOST_AT_ONCE = 500


class Behalf(IntEnum):
    """Where a record stands that was made on behalf of its owner. Closed set: numbers are never reused.

    FINAL: the owner said nothing in time. ENDED: the record's own life ended before.
    """

    WAITING = 1
    ACCEPTED = 2
    REJECTED = 3
    FINAL = 4
    ENDED = 5


class Step(IntEnum):
    """Where an offer of records stands. Closed set: numbers are never reused."""

    OFFERED = 1
    ACCEPTED = 2
    DECLINED = 3
    TAKEN_BACK = 4
    LAPSED = 5


BEHALVES: dict[Behalf, str | Promise] = {
    Behalf.WAITING: pgettext_lazy("recorded on behalf", "Waits for its owner"),
    Behalf.ACCEPTED: pgettext_lazy("recorded on behalf", "Accepted"),
    Behalf.REJECTED: pgettext_lazy("recorded on behalf", "Rejected"),
    Behalf.FINAL: pgettext_lazy("recorded on behalf", "Final without a word"),
    Behalf.ENDED: pgettext_lazy("recorded on behalf", "Ended before"),
}
STEPS: dict[Step, str | Promise] = {
    Step.OFFERED: pgettext_lazy("offer of records", "Waits for an answer"),
    Step.ACCEPTED: pgettext_lazy("offer of records", "Accepted"),
    Step.DECLINED: pgettext_lazy("offer of records", "Declined"),
    Step.TAKEN_BACK: pgettext_lazy("offer of records", "Taken back"),
    Step.LAPSED: pgettext_lazy("offer of records", "Lapsed"),
}
# Which pill each wears (web/words.py).
BEHALF_PILLS = {
    Behalf.WAITING: "waits-for-owner",
    Behalf.ACCEPTED: "confirmed",
    Behalf.REJECTED: "refused",
    Behalf.FINAL: "confirmed",
    Behalf.ENDED: "withdrawn",
}
STEP_PILLS = {
    Step.OFFERED: "asked",
    Step.ACCEPTED: "confirmed",
    Step.DECLINED: "refused",
    Step.TAKEN_BACK: "withdrawn",
    Step.LAPSED: "expired",
}
# States in which a record may change hands. Any other is refused until somebody has thought of it: what the centre or
# the commission holds, blocks or checks stays where it is, and what has ended has nothing to hand over.
TRANSFERABLE = frozenset({Status.ACTIVE, Status.DISPUTED, Status.RECOVERED, Status.PREPARED})


def status_on_behalf(*, personal: bool, checked: bool, waits: bool) -> Status:
    """How a record made on behalf of a bureau begins. personal: of a database that names people.

    Persons answer nobody before their owner accepted, or let its days pass; objects answer at once, since a stolen
    document that nobody finds is used. Source: practice 21 ("no keys active before for persons").
    """
    return Status.WAITS_FOR_OWNER if personal else first_status(checked=checked, waits=waits)


def status_when_settled(*, checked: bool, waits: bool, may_record: bool) -> Status:
    """What a person's record becomes when its owner accepted it or let its days pass.

    waits: the owner is pre-moderated. may_record: an owner that may record nothing now lets nothing out either.
    """
    return first_status(checked=checked, waits=waits or not may_record)


def status_when_handed_over(status: Status, *, waits: bool) -> Status:
    """The state of a record at its new owner. waits: what this one records waits for the centre (practice 9)."""
    return Status.DRAFT if waits else status


def restriction_for(new_owner: str, stored: list[str] | None) -> list[str] | None:
    """The restriction of a record that changes hands: the same, but for the name of whoever owns it now.

    An owner needs no mention and cannot be shut out. An `only` list that named nobody else keeps the name: it
    still says that nobody but the owner sees it, and must never widen.
    """
    if stored is None or new_owner not in stored[1:]:
        return stored
    rest = [code for code in stored[1:] if code != new_owner]
    if rest:
        return [stored[0], *rest]
    return stored if stored[0] == ONLY else None
