"""Parts of the world, to speak to the bureaus of one of them: by the time zone of a seat, which the directory has.

No statement on where a country belongs: Nicosia keeps Asia's clocks, and Istanbul Europe's.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Region(StrEnum):
    """The word in addresses and in the API."""

    AFRICA = "africa"
    AMERICAS = "americas"
    ASIA = "asia"
    EUROPE = "europe"
    OCEANIA = "oceania"

    @property
    def label(self) -> str | Promise:
        return REGION_LABELS[self]


REGION_LABELS: dict[Region, str | Promise] = {
    Region.AFRICA: _("Africa"),
    Region.AMERICAS: _("The Americas"),
    Region.ASIA: _("Asia"),
    Region.EUROPE: _("Europe"),
    Region.OCEANIA: _("Oceania"),
}
# The first word of IANA's names; where that is an ocean, the whole name.
_OF_ZONES = {
    "Africa": Region.AFRICA,
    "America": Region.AMERICAS,
    "Arctic": Region.EUROPE,
    "Asia": Region.ASIA,
    "Australia": Region.OCEANIA,
    "Europe": Region.EUROPE,
    "Pacific": Region.OCEANIA,
    "Atlantic/Azores": Region.EUROPE,
    "Atlantic/Bermuda": Region.AMERICAS,
    "Atlantic/Canary": Region.EUROPE,
    "Atlantic/Cape_Verde": Region.AFRICA,
    "Atlantic/Faroe": Region.EUROPE,
    "Atlantic/Madeira": Region.EUROPE,
    "Atlantic/Reykjavik": Region.EUROPE,
    "Atlantic/St_Helena": Region.AFRICA,
    "Atlantic/Stanley": Region.AMERICAS,
    "Indian/Antananarivo": Region.AFRICA,
    "Indian/Comoro": Region.AFRICA,
    "Indian/Mahe": Region.AFRICA,
    "Indian/Mauritius": Region.AFRICA,
    "Indian/Mayotte": Region.AFRICA,
    "Indian/Reunion": Region.AFRICA,
    "Indian/Chagos": Region.ASIA,
    "Indian/Christmas": Region.OCEANIA,
    "Indian/Cocos": Region.OCEANIA,
    "Indian/Maldives": Region.ASIA,
}


def region_of(time_zone: str) -> Region | None:
    """Where a bureau with this time zone sits; None for one that keeps UTC and says no place."""
    return _OF_ZONES.get(time_zone) or _OF_ZONES.get(time_zone.partition("/")[0])
