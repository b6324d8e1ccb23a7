"""Purposes: why someone may query or record. Data of the rule set, seeded after RPD Art. 10.

Source: RPD Art. 10 as our domain facts list it, and two purposes of the 2011 text (locating a missing person, a
witness or a victim). Marked uncertain: a body that adopts other rules changes this table and nothing else.
"""

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(IntEnum):
    """Closed set; numbers are never reused."""

    BORDER_CONTROL = 1
    FIND_WANTED = 2
    IDENTIFY = 3
    INVESTIGATE = 4
    ALERT = 5
    IDENTIFY_DEAD = 6
    FORENSIC = 7
    SECURITY_CHECK = 8
    THREAT_ANALYSIS = 9
    LOCATE_MISSING = 10
    LOCATE_WITNESS_OR_VICTIM = 11


PURPOSES = {
    Purpose.BORDER_CONTROL: _("Border control"),
    Purpose.FIND_WANTED: _("Find a wanted person"),
    Purpose.IDENTIFY: _("Identify a person or an object"),
    Purpose.INVESTIGATE: _("Criminal investigation"),
    Purpose.ALERT: _("Warn of a danger"),
    Purpose.IDENTIFY_DEAD: _("Identify a dead person"),
    Purpose.FORENSIC: _("Forensic examination"),
    Purpose.SECURITY_CHECK: _("Security check"),
    Purpose.THREAT_ANALYSIS: _("Analysis of a threat"),
    Purpose.LOCATE_MISSING: _("Find a missing person"),
    Purpose.LOCATE_WITNESS_OR_VICTIM: _("Find a witness or a victim"),
}
# Everything but border control happens in a case and names it (practice 6).
WITHOUT_CASE = frozenset({"border-control"})
# Of the matching endpoint alone (queries.screening): no question is asked for it and nothing is recorded for it.
SCREENING = "screening"
SLUGS = {member.name.lower().replace("_", "-"): member for member in Purpose}

# What a unit or a token may be authorised for, with words.
AUTHORISED: dict[str, str | Promise] = {
    **{slug: PURPOSES[member] for slug, member in SLUGS.items()},
    SCREENING: _("Screening against public lists"),
}


def needs_case(purpose: str) -> bool:
    """Must a query for this purpose name its case? Source: practice 6, our default."""
    return purpose not in WITHOUT_CASE
