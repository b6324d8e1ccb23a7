"""Decisions all databases share: marking, status, who may feed, whom a record is closed to. Pure."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# First sign of a stored list: closed to all on it, or open to nobody but those on it.
ALL_BUT, ONLY = "-", "+"
# By the commission: why the centre has a record no more, and never again, whatever becomes of it at home.
DELETION_ORDERED = "deletion-ordered"


class Marking(IntEnum):
    """How carefully a record is handled. Source: RPD Art. 112 (marked as general knowledge in our facts)."""

    OFFICIAL_USE = 1
    RESTRICTED = 2
    CONFIDENTIAL = 3


class Status(IntEnum):
    """Where a record stands in its life. Closed set: numbers are never reused."""

    DRAFT = 1
    ACTIVE = 2
    DISPUTED = 3
    BLOCKED = 4
    SUSPENDED = 5
    RECOVERED = 6
    EXPIRED = 7
    WITHDRAWN = 8
    SENT_BACK = 9
    ENTERED_IN_ERROR = 10
    # Of libraries whose entries are checked before they are published (practice 20).
    PREPARED = 20
    IN_CHECK = 21
    REPLACED = 22
    # Made on behalf of a bureau that has not yet said a word (practice 21).
    WAITS_FOR_OWNER = 30


class AfterRecovery(IntEnum):
    """What a recovered record answers: nothing, or still a hit that says so."""

    NOTHING = 1
    STAYS_A_HIT = 2


class Feeder(IntEnum):
    """Who may record in a database. Source: domain facts 1.5, column "fed by"."""

    ISSUER = 1
    ANY_BUREAU = 2
    CENTRE = 3
    ISSUER_OR_PARTNER = 4
    NODE = 5


FEEDERS = {
    Feeder.ISSUER: _("Only the state or body that issued a document records it."),
    Feeder.ANY_BUREAU: _("Every bureau records its own."),
    Feeder.CENTRE: _("The centre records."),
    Feeder.ISSUER_OR_PARTNER: _(
        "The state or body that issues a document records it, or a partner or the centre."
    ),
    Feeder.NODE: _("Nobody records here: the node makes it of what was published."),
}
MARKINGS = {
    Marking.OFFICIAL_USE: _("Official use"),
    Marking.RESTRICTED: pgettext_lazy("marking", "Restricted"),
    Marking.CONFIDENTIAL: _("Confidential"),
}
STATUSES = {
    Status.DRAFT: _("Waits for the centre"),
    Status.ACTIVE: pgettext_lazy("status of a record", "Active"),
    Status.DISPUTED: _("Disputed"),
    Status.BLOCKED: _("Blocked"),
    Status.SUSPENDED: pgettext_lazy("status of a record", "Suspended"),
    Status.RECOVERED: _("Recovered"),
    Status.EXPIRED: _("Expired"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.SENT_BACK: _("Sent back by the centre"),
    Status.ENTERED_IN_ERROR: _("Entered in error"),
    Status.PREPARED: _("Being prepared"),
    Status.IN_CHECK: _("In quality check"),
    Status.REPLACED: _("Replaced by a newer one"),
    Status.WAITS_FOR_OWNER: _("Waits for its owner"),
}
# What the centre has not let out: a draft waits for it, what was sent back waits for the owner's change.
HELD = (Status.DRAFT, Status.SENT_BACK)
# Nor had these answered before the centre looked: they are no state to go back to.
NOT_OUT = (*HELD, Status.WAITS_FOR_OWNER)
# Nothing finds these, not even their owner's questions.
WITHOUT_KEYS = (Status.WITHDRAWN, Status.ENTERED_IN_ERROR, Status.REPLACED, Status.WAITS_FOR_OWNER)
# Only these ever answer a foreign bureau. Source: practice 1, the table of states.
ANSWERING = {Status.ACTIVE, Status.DISPUTED}


def first_status(*, checked: bool, waits: bool) -> Status:
    """The state in which a record begins. checked: its library has a quality check. waits: as `after_change`."""
    if checked:
        return Status.PREPARED
    return Status.DRAFT if waits else Status.ACTIVE


def after_submission(*, waits: bool) -> Status:
    """Where a prepared entry goes. What a pre-moderated bureau prepared is seen by the centre before by others."""
    return Status.DRAFT if waits else Status.IN_CHECK


def after_change(status: Status, *, waits: bool, checked: bool = False) -> Status:
    """The state of a record when its owner has changed it. waits: what this owner records waits for the centre.

    checked: its library has a quality check, which a change undoes.

    What was held back goes on waiting even when the owner's standing is normal again: only the centre lets it out.
    Source: practice 9; docs/decisions/0007-pre-moderation.md.
    """
    if status is Status.WAITS_FOR_OWNER:  # its owner has changed it, and not yet accepted it
        return status
    if checked:
        return Status.PREPARED
    return Status.DRAFT if waits or status in HELD else status


def answers_others(status: Status, after_recovery: AfterRecovery) -> bool:
    """Does a record in this state answer anyone but its owner?"""
    if status is Status.RECOVERED:
        return after_recovery is AfterRecovery.STAYS_A_HIT
    return status in ANSWERING


def key_visibility(
    status: Status, after_recovery: AfterRecovery, restriction: list[str] | None
) -> list[str] | None:
    """What a record's keys say about who may find it: None for everyone, otherwise a signed list.

    The owner always may (the query adds it), so a state that answers nobody is an empty `only` list.
    """
    return restriction if answers_others(status, after_recovery) else [ONLY]


def is_closed_to(bureau: str, *, owner: str, visible: list[str] | None) -> bool:
    """The same question the query's SQL asks, in words: the differential test compares the two."""
    if bureau == owner or visible is None:
        return False
    listed = bureau in visible[1:]
    return not listed if visible[0] == ONLY else listed


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a feeder may not record this."""

    field: str
    code: str


def feeder_refuses(
    feeder: Feeder, *, issuer: str, issuer_codes: Container[str], is_centre: bool, is_partner: bool = False
) -> Refusal | None:
    """May this bureau feed this record? issuer_codes: the codes under which the bureau's state issues papers.

    is_partner: a body that works with the centre and is no member.

    Source: only the issuing state records its travel documents (INTERPOL, SLTD; domain facts 1.4).
    """
    if feeder is Feeder.ISSUER and issuer not in issuer_codes:
        return Refusal("issuer", "not-the-issuer")
    if feeder is Feeder.ISSUER_OR_PARTNER and not (is_centre or is_partner or issuer in issuer_codes):
        return Refusal("issuer", "not-the-issuer")
    if feeder is Feeder.NODE:
        return Refusal("", "made-by-node")
    if feeder is Feeder.CENTRE and not is_centre:
        return Refusal("", "centre-only")
    return None


# In days: half a year before its last day a record may be extended. Source: practice 21, our default.
EXTENDABLE_DAYS = 183


def extends_from(kept_until: date) -> date:
    """The first day on which a record may be kept longer."""
    return kept_until - timedelta(days=EXTENDABLE_DAYS)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
