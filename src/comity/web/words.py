"""The closed sets of words that pages show as a pill, with the sign each one gets from the style sheet."""

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# word: (sign of the style sheet, what people read). The words are fixed; a reader learns them once.
STATES: dict[str, tuple[str, str | Promise]] = {
    "hit": ("hit", _("Hit")),
    "candidate": ("candidate", _("Candidate")),
    "no-hit": ("none", _("No hit")),
    "advice": ("advice", _("Advice")),
    "not-allowed": ("barred", _("Not allowed")),
    "pending": ("waiting", pgettext_lazy("state", "Pending")),
    "not-answered": ("refused", _("Not answered")),
    "asked": ("waiting", pgettext_lazy("state", "Asked")),
    "confirmed": ("confirmed", pgettext_lazy("state", "Confirmed")),
    "not-the-same": ("not-same", _("Not the same")),
    "entered-in-error": ("withdrawn", pgettext_lazy("state", "Entered in error")),
    "withdrawn": ("withdrawn", pgettext_lazy("state", "Withdrawn")),
    "more-needed": ("more", _("More needed")),
    "unanswered": ("refused", pgettext_lazy("state", "Unanswered")),
    "overdue": ("overdue", pgettext_lazy("state", "Overdue")),
    "due": ("due", pgettext_lazy("state", "Due")),
    "draft": ("draft", pgettext_lazy("state", "Draft")),
    "sent-back": ("refused", pgettext_lazy("state", "Sent back")),
    "prepared": ("draft", pgettext_lazy("state", "Being prepared")),
    "in-check": ("waiting", pgettext_lazy("state", "In quality check")),
    "replaced": ("none", pgettext_lazy("state", "Replaced")),
    "waits-for-owner": ("waiting", pgettext_lazy("state", "Waits for its owner")),
    "active": ("active", pgettext_lazy("state", "Active")),
    "disputed": ("disputed", pgettext_lazy("state", "Disputed")),
    "refused": ("refused", pgettext_lazy("state", "Refused")),
    "recovered": ("none", pgettext_lazy("state", "Recovered")),
    "expired": ("none", pgettext_lazy("state", "Expired")),
    "revoked": ("withdrawn", pgettext_lazy("state", "Revoked")),
    "blocked": ("barred", pgettext_lazy("state", "Blocked")),
    "alarm": ("due", pgettext_lazy("state", "Alarm")),
    "done": ("met", pgettext_lazy("state", "Done")),
    "accepted": ("waiting", pgettext_lazy("state", "Accepted")),
    "delivered": ("waiting", pgettext_lazy("state", "Delivered")),
    "read": ("waiting", pgettext_lazy("state", "Read")),
    "answered": ("met", pgettext_lazy("state", "Answered")),
    "normal": ("active", pgettext_lazy("standing", "Normal")),
    "pre-moderated": ("due", pgettext_lazy("standing", "Pre-moderated")),
    "read-only": ("due", pgettext_lazy("standing", "Read-only")),
    "suspended": ("refused", pgettext_lazy("standing", "Suspended")),
}

MARKINGS: dict[int, str | Promise] = {1: _("Official use"), 2: _("Restricted"), 3: _("Confidential")}


def state_of(value: object) -> str:
    """The word of a state as the table spells it: `Outcome.NO_HIT`, "NO_HIT" and "no-hit" are one word."""
    word = value.name if isinstance(value, IntEnum) else str(value)
    return word.lower().replace("_", "-").replace(" ", "-")
