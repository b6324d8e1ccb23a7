"""What the issuing body calls its kinds: names and colours of its own, where the operator set them.

COMITY_NOTICE_NAMES is a JSON document: {"red": {"en": "Arrest alert", "fr": "Alerte"}}. Source: practice 11: colours
have the body's own names in configuration.
"""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language

from comity.notices.kinds.kind import Kind

# The words of kinds, as the style sheet paints them (a test compares): paper has no style sheet.
COLOURS = {
    "red": "#c4122f",
    "blue": "#1b5faa",
    "green": "#23743c",
    "yellow": "#f3c60b",
    "black": "#111111",
    "orange": "#e5790b",
    "purple": "#6b3aa0",
    "silver": "#b3babe",
    "un": "#2f83c5",
    "art": "#84622f",
}


def name_of(kind: Kind) -> str | Promise:
    """The body's own name of a kind in the reader's language, or in English; otherwise ours."""
    own: dict[str, str] = settings.NOTICE_NAMES.get(kind.slug, {})
    return own.get((get_language() or "en").split("-")[0]) or own.get("en") or kind.label
