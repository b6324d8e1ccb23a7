"""What a bureau is and what its standing lets it do. Pure: the day comes as an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum, StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Short, natural, the same on every node: "FRA", "CEN", "UNM-A". It never changes.
CODE_FORM = "^[A-Z0-9][A-Z0-9-]{1,11}$"


class BureauKind(IntEnum):
    """What kind of participant a bureau is. Closed set: numbers are never reused.

    Source: RPD Art. 21, 27 and 28.
    """

    MEMBER = 1
    CENTRE = 2
    MISSION = 3
    TRIBUNAL = 4
    REGIONAL_BODY = 5
    PARTNER = 6
    SANCTIONS_COMMITTEE = 7

    @property
    def label(self) -> str | Promise:
        return KIND_LABELS[self]

    @property
    def slug(self) -> str:
        """How addresses and the API write it: "regional-body"."""
        return self.name.lower().replace("_", "-")


class Standing(IntEnum):
    """What a bureau may do at present. Closed set: numbers are never reused. Source: RPD Art. 131."""

    NORMAL = 1
    PRE_MODERATED = 2
    READ_ONLY = 3
    SUSPENDED = 4
    MANDATE_ENDED = 5

    @property
    def label(self) -> str | Promise:
        return STANDING_LABELS[self]

    @property
    def slug(self) -> str:
        """How addresses and the API write it: "pre-moderated"."""
        return self.name.lower().replace("_", "-")


KIND_LABELS: dict[BureauKind, str | Promise] = {
    BureauKind.MEMBER: _("National Central Bureau"),
    BureauKind.CENTRE: _("Centre"),
    BureauKind.MISSION: _("United Nations mission"),
    BureauKind.TRIBUNAL: _("International tribunal"),
    BureauKind.REGIONAL_BODY: _("Regional body"),
    BureauKind.PARTNER: _("Partner organisation"),
    BureauKind.SANCTIONS_COMMITTEE: _("Sanctions committee"),
}
STANDING_LABELS: dict[Standing, str | Promise] = {
    Standing.NORMAL: _("Normal"),
    Standing.PRE_MODERATED: _("Pre-moderated"),
    Standing.READ_ONLY: _("Read only"),
    Standing.SUSPENDED: _("Suspended"),
    Standing.MANDATE_ENDED: _("Mandate ended"),
}


class Verb(StrEnum):
    """Classes of what a bureau does. Every right of the house belongs to one (access says which)."""

    ASK = "ask"
    READ = "read"
    RECORD = "record"
    CHANGE = "change"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    SUBMIT_NOTICE = "submit-notice"
    ANSWER_CONFIRMATION = "answer-confirmation"
    ACKNOWLEDGE_RECALL = "acknowledge-recall"
    SEND_MESSAGE = "send-message"
    SEND_EMERGENCY = "send-emergency"  # imminent danger, missing child, disaster victims
    RECEIVE = "receive"
    RUN_OWN_HOUSE = "run-own-house"  # its units, officers, tokens, duty desk

    @property
    def label(self) -> str | Promise:
        return VERB_LABELS[self]


VERB_LABELS: dict[Verb, str | Promise] = {
    Verb.ASK: _("Ask the databases"),
    Verb.READ: _("Read its own records and files"),
    Verb.RECORD: _("Record something new"),
    Verb.CHANGE: _("Add to its records"),
    Verb.CORRECT: _("Correct and restrict its records"),
    Verb.WITHDRAW: _("Withdraw its records"),
    Verb.SUBMIT_NOTICE: _("Submit notices and diffusions"),
    Verb.ANSWER_CONFIRMATION: _("Answer when a hit is to be confirmed"),
    Verb.ACKNOWLEDGE_RECALL: _("Acknowledge recalls"),
    Verb.SEND_MESSAGE: _("Send messages"),
    Verb.SEND_EMERGENCY: _("Warn of imminent danger, of a missing child, of victims of a disaster"),
    Verb.RECEIVE: _("Receive messages"),
    Verb.RUN_OWN_HOUSE: _("Keep its units, officers and duty desk"),
}


class Say(StrEnum):
    """What a standing says to a verb. WAITS: it goes to the centre, which passes it on or not."""

    YES = "yes"
    NO = "no"
    WAITS = "waits"

    @property
    def label(self) -> str | Promise:
        return SAY_LABELS[self]


SAY_LABELS: dict[Say, str | Promise] = {
    Say.YES: _("Yes"),
    Say.NO: _("No"),
    Say.WAITS: _("Through the centre"),
}


_Y, _N, _W = Say.YES, Say.NO, Say.WAITS
# What each standing says to each verb, in the order of Standing. Sources: practice 9 (binding); RPD Art. 7
# (the owner may correct and withdraw at any time), Art. 131 (corrective measures). A mandate that ended
# leaves no access at all: its records are then in the centre's care.
_TABLE: dict[Verb, tuple[Say, Say, Say, Say, Say]] = {
    # verb                     normal pre  read susp ended
    Verb.ASK:                 (_Y, _Y, _Y, _N, _N),
    Verb.READ:                (_Y, _Y, _Y, _Y, _N),
    Verb.RECORD:              (_Y, _W, _N, _N, _N),
    Verb.CHANGE:              (_Y, _W, _N, _N, _N),
    Verb.CORRECT:             (_Y, _Y, _Y, _Y, _N),
    Verb.WITHDRAW:            (_Y, _Y, _Y, _Y, _N),
    Verb.SUBMIT_NOTICE:       (_Y, _W, _N, _N, _N),
    Verb.ANSWER_CONFIRMATION: (_Y, _Y, _Y, _Y, _N),
    Verb.ACKNOWLEDGE_RECALL:  (_Y, _Y, _Y, _Y, _N),
    Verb.SEND_MESSAGE:        (_Y, _W, _Y, _N, _N),
    Verb.SEND_EMERGENCY:      (_Y, _W, _Y, _W, _N),
    Verb.RECEIVE:             (_Y, _Y, _Y, _Y, _N),
    Verb.RUN_OWN_HOUSE:       (_Y, _Y, _Y, _Y, _N),
}  # fmt: skip
STANDING_TABLE: dict[tuple[Standing, Verb], Say] = {
    (standing, verb): row[column] for verb, row in _TABLE.items() for column, standing in enumerate(Standing)
}
# What the access room fills: each right of the house, as its verb is named, to the class it belongs to.
VerbOfRight = Mapping[str, Verb]

REFUSALS: dict[Standing, str | Promise] = {
    Standing.PRE_MODERATED: _("Your bureau is pre-moderated: it does this only through the centre."),
    Standing.READ_ONLY: _("Your bureau may ask and answer at present, but not record."),
    Standing.SUSPENDED: _(
        "Your bureau is suspended: it may withdraw, correct and answer what it owns, but not do this."
    ),
    Standing.MANDATE_ENDED: _("The mandate of your bureau has ended, and its access with it."),
}
OPENS = _("The centre decides on the standing of a bureau. Its duty desk can tell you more.")
OWNER_LINES: dict[Standing, str | Promise] = {
    Standing.SUSPENDED: _("Owner suspended: cannot be relied on without the centre."),
    Standing.MANDATE_ENDED: _("The owner's mandate has ended: cannot be relied on without the centre."),
}


def standing_allows(standing: Standing, verb: Verb) -> Say:
    """May a bureau of this standing do that? Source: practice 9; RPD Art. 131."""
    return STANDING_TABLE[standing, verb]


def why_not(standing: Standing) -> str | Promise:
    """The sentence that goes with a no or a wait; `OPENS` says what would change it."""
    return REFUSALS[standing]


def effective_standing(standing: int, mandate_ends: date | None, today: date) -> Standing:
    """The standing that counts today.

    today: the day in UTC, so that every node changes at the same moment. Source: practice 9.
    """
    return Standing.MANDATE_ENDED if mandate_is_over(mandate_ends, today) else Standing(standing)


def mandate_is_over(mandate_ends: date | None, today: date) -> bool:
    """Has its last day passed? That day still belongs to it; None never ends."""
    return mandate_ends is not None and today > mandate_ends


def hides_persons(standing: Standing) -> bool:
    """Are this owner's person records and notices hidden until reviewed? Its objects stay findable.

    Source: practice 9.
    """
    return standing in (Standing.SUSPENDED, Standing.MANDATE_ENDED)


def owner_line(standing: Standing) -> str | Promise:
    """The line that a record of this owner carries wherever it is shown; "" for none. Source: practice 9."""
    return OWNER_LINES.get(standing, "")


@dataclass(frozen=True, slots=True)
class Hours:
    """When a duty desk is open, in its bureau's own time.

    weekdays: 1 is Monday, the day on which it opens; none means every day. `closes` at or before `opens` is
    on the next day.
    """

    always_open: bool
    opens: time | None
    closes: time | None
    weekdays: frozenset[int]


def is_open(hours: Hours, at: datetime) -> bool:
    """Is somebody at the desk? At the minute it opens, yes; at the minute it closes, no.

    at: in the bureau's time zone.
    """
    if hours.always_open:
        return True
    if hours.opens is None or hours.closes is None:
        return False
    clock, day = at.time(), at.isoweekday()
    yesterday = (day - 2) % 7 + 1
    if hours.opens < hours.closes:
        return _works(hours, day) and hours.opens <= clock < hours.closes
    since_today = _works(hours, day) and clock >= hours.opens
    return since_today or (_works(hours, yesterday) and clock < hours.closes)


def _works(hours: Hours, day: int) -> bool:
    return not hours.weekdays or day in hours.weekdays
