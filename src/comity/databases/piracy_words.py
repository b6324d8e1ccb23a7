"""The closed sets of the piracy database. Numbers are never reused."""

from enum import IntEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryKind(IntEnum):
    """What an entry is about."""

    EVENT = 1
    PERSON = 2
    GROUP = 3
    TELEPHONE = 4
    ACCOUNT = 5
    VESSEL = 6


class EntryState(IntEnum):
    """How far the work on an entry has come."""

    UNCONFIRMED = 1
    OPEN = 2
    CONFIRMED = 3
    BEFORE_COURT = 4
    CLOSED = 5
    DISPROVED = 6


class Reliability(IntEnum):
    """How far the source can be relied on, A to F."""

    A = 1
    B = 2
    C = 3
    D = 4
    E = 5
    F = 6


class Credibility(IntEnum):
    """How far the information can be believed, 1 to 6."""

    CONFIRMED = 1
    PROBABLY_TRUE = 2
    POSSIBLY_TRUE = 3
    DOUBTFUL = 4
    IMPROBABLE = 5
    CANNOT_BE_JUDGED = 6


class ImoCategory(IntEnum):
    """Piracy is beyond territorial waters, armed robbery against ships within."""

    PIRACY = 1
    ATTEMPTED_PIRACY = 2
    ARMED_ROBBERY = 3
    ATTEMPTED_ARMED_ROBBERY = 4


class ShipWas(IntEnum):
    """What the ship was doing."""

    UNDER_WAY = 1
    ANCHORED = 2
    BERTHED = 3
    ADRIFT = 4


class EventOutcome(IntEnum):
    """What came of the attack."""

    REPELLED = 1
    FIRED_UPON = 2
    BOARDED = 3
    ROBBED = 4
    HIJACKED = 5
    CREW_TAKEN = 6
    SHIP_RELEASED = 7


class Weapon(IntEnum):
    """What was seen or found."""

    KNIVES = 1
    HANDGUNS = 2
    RIFLES = 3
    MACHINE_GUNS = 4
    ROCKET_LAUNCHERS = 5
    EXPLOSIVES = 6
    LADDERS = 7
    OTHER = 99


class Played(IntEnum):
    """What a person is in the entries that name him or her."""

    SUSPECT = 1
    LEADER = 2
    FINANCIER = 3
    NEGOTIATOR = 4
    SUPPLIER = 5
    CREW = 6
    HOSTAGE = 7
    WITNESS = 8


class VesselUse(IntEnum):
    """What a vessel was used for."""

    ATTACKED = 1
    MOTHER_SHIP = 2
    SKIFF = 3
    SUPPLY = 4
    SUSPICIOUS = 5


class Relation(IntEnum):
    """How an entry is joined to another of this database."""

    TOOK_PART_IN = 1
    VICTIM_OF = 2
    MEMBER_OF = 3
    LEADS = 4
    USES = 5
    OWNS = 6
    PAID_TO = 7
    CALLED = 8
    SAME_AS = 9
    SEEN_WITH = 10


ENTRY_KINDS = {
    EntryKind.EVENT: _("event"),
    EntryKind.PERSON: pgettext_lazy("piracy", "person"),
    EntryKind.GROUP: _("group"),
    EntryKind.TELEPHONE: _("telephone"),
    EntryKind.ACCOUNT: _("account"),
    EntryKind.VESSEL: _("vessel"),
}
ENTRY_STATES = {
    EntryState.UNCONFIRMED: _("not confirmed"),
    EntryState.OPEN: _("being worked on"),
    EntryState.CONFIRMED: pgettext_lazy("state of an entry", "confirmed"),
    EntryState.BEFORE_COURT: _("before a court"),
    EntryState.CLOSED: pgettext_lazy("state of an entry", "closed"),
    EntryState.DISPROVED: _("disproved"),
}
RELIABILITIES = {
    Reliability.A: _("A: reliable"),
    Reliability.B: _("B: usually reliable"),
    Reliability.C: _("C: fairly reliable"),
    Reliability.D: _("D: not usually reliable"),
    Reliability.E: _("E: unreliable"),
    Reliability.F: _("F: cannot be judged"),
}
CREDIBILITIES = {
    Credibility.CONFIRMED: _("1: confirmed by others"),
    Credibility.PROBABLY_TRUE: _("2: probably true"),
    Credibility.POSSIBLY_TRUE: _("3: possibly true"),
    Credibility.DOUBTFUL: _("4: doubtful"),
    Credibility.IMPROBABLE: _("5: improbable"),
    Credibility.CANNOT_BE_JUDGED: _("6: cannot be judged"),
}
IMO_CATEGORIES = {
    ImoCategory.PIRACY: _("piracy"),
    ImoCategory.ATTEMPTED_PIRACY: _("attempted piracy"),
    ImoCategory.ARMED_ROBBERY: _("armed robbery against a ship"),
    ImoCategory.ATTEMPTED_ARMED_ROBBERY: _("attempted armed robbery against a ship"),
}
SHIP_WAS = {
    ShipWas.UNDER_WAY: _("under way"),
    ShipWas.ANCHORED: _("at anchor"),
    ShipWas.BERTHED: _("at a berth"),
    ShipWas.ADRIFT: _("adrift"),
}
EVENT_OUTCOMES = {
    EventOutcome.REPELLED: _("driven off"),
    EventOutcome.FIRED_UPON: _("fired upon"),
    EventOutcome.BOARDED: _("boarded"),
    EventOutcome.ROBBED: _("robbed"),
    EventOutcome.HIJACKED: _("hijacked"),
    EventOutcome.CREW_TAKEN: _("crew taken away"),
    EventOutcome.SHIP_RELEASED: _("ship and crew released"),
}
WEAPONS = {
    Weapon.KNIVES: _("knives or machetes"),
    Weapon.HANDGUNS: _("handguns"),
    Weapon.RIFLES: _("rifles"),
    Weapon.MACHINE_GUNS: _("machine guns"),
    Weapon.ROCKET_LAUNCHERS: _("rocket launchers"),
    Weapon.EXPLOSIVES: _("explosives"),
    Weapon.LADDERS: _("ladders and hooks"),
    Weapon.OTHER: _("other weapons"),
}
PLAYED = {
    Played.SUSPECT: pgettext_lazy("piracy", "suspect"),
    Played.LEADER: _("leader"),
    Played.FINANCIER: _("financier"),
    Played.NEGOTIATOR: _("negotiator"),
    Played.SUPPLIER: _("supplier"),
    Played.CREW: _("member of the crew attacked"),
    Played.HOSTAGE: _("hostage"),
    Played.WITNESS: pgettext_lazy("piracy", "witness"),
}
VESSEL_USES = {
    VesselUse.ATTACKED: _("attacked"),
    VesselUse.MOTHER_SHIP: _("mother ship"),
    VesselUse.SKIFF: _("skiff"),
    VesselUse.SUPPLY: _("supply vessel"),
    VesselUse.SUSPICIOUS: _("seen, suspicious"),
}
RELATIONS = {
    Relation.TOOK_PART_IN: _("took part in"),
    Relation.VICTIM_OF: _("victim of"),
    Relation.MEMBER_OF: _("member of"),
    Relation.LEADS: _("leads"),
    Relation.USES: pgettext_lazy("relation", "uses"),
    Relation.OWNS: _("owns"),
    Relation.PAID_TO: _("paid to"),
    Relation.CALLED: _("called"),
    Relation.SAME_AS: _("the same as"),
    Relation.SEEN_WITH: _("seen with"),
}
