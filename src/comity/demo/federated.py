"""The invented world of a federation: a member and a mission, each on a node of its own. Others live at the centre."""

from collections.abc import Callable
from datetime import date

from comity.access.roles import UnitKind
from comity.bureaus.rules import BureauKind
from comity.demo import world
from comity.demo.actions import Account
from comity.demo.cast import (
    DESK,
    GUARD,
    HEAD,
    PARTICIPANTS,
    SECURITY,
    House,
    Participant,
    Person,
    Place,
    lane,
)

MEMBER, FIELD = "ESP", "UNM-B"
GUEST = Participant(
    FIELD,
    BureauKind.MISSION,
    {
        "en": "Invented United Nations mission B",
        "fr": "Mission inventée B des Nations Unies",
        "es": "Misión inventada B de las Naciones Unidas",
        "ar": "بعثة الأمم المتحدة المفترضة باء",
    },
    "Camp Bravo",
    "Africa/Juba",
    ("en", "fr"),
    mandate_years=1,
)
HOUSES = {
    MEMBER: House(
        MEMBER,
        "+34 91 990 01 00",
        (lane("Aeropuerto, llegadas", "Madrid"),),
        (
            Person("elena@esp", "Elena Sotarika", "border guard", GUARD, "es", UnitKind.AIRPORT),
            Person("estrella@esp", "Estrella Monatiki", "desk officer", DESK, "es"),
            Person("eduardo@esp", "Eduardo Lanosika", "head of bureau", (*HEAD, *SECURITY), "es"),
        ),
    ),
    FIELD: House(
        FIELD,
        "+211 920 990 100",
        (Place("Team site 1", UnitKind.MISSION_TEAM, "Sector north"),),
        (
            Person(
                "mira@unm-b", "Mira Tolasiko", "mission police officer", GUARD, "fr", UnitKind.MISSION_TEAM
            ),
            Person("moses@unm-b", "Moses Karinota", "desk officer", DESK),
            Person("marit@unm-b", "Marit Sikolana", "police commissioner", (*HEAD, *SECURITY)),
        ),
        top="Mission headquarters",
    ),
}
# Whose token the node's own command line uses.
ASKERS = {MEMBER: "estrella@esp", FIELD: "moses@unm-b"}


def admit_guests(today: date) -> None:
    """At the centre: who has a node of its own is in the directory, and lives elsewhere."""
    world.directory(today, participants=(*PARTICIPANTS, GUEST))


def settle(code: str, today: date, tell: world.Tell, opened: Callable[[Account], None]) -> None:
    """On the node of this bureau: the same directory, and its own house. Each step may be repeated."""
    world.directory(today, participants=(*PARTICIPANTS, GUEST), here=frozenset({code}))
    world.offices(today, tell, opened, [HOUSES[code]])
