"""What a bureau is and what its standing lets it do. Pure: the day comes as an argument."""

from enum import IntEnum

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
