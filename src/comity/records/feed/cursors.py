"""Where somebody stands in the change feed, as this node writes it for them."""

import struct
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.seal.cursors import LONGEST, open_cursor, seal_cursor
from comity.seal.errors import NotOpened
from comity.store.home import node_secret

# Version of this form, era, place, part.
_FORM = struct.Struct(">B16sqi")
_VERSION = 1
# Behind all parts of a place.
WHOLE = 2**31 - 1


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """After part `part` (from 1) of place `place`, in an era of the feed."""

    place: int
    part: int
    era: UUID


def written(cursor: Cursor, bureau: str) -> str:
    """The cursor as text that only this bureau can use, and from which nobody reads how much happened."""
    plain = _FORM.pack(_VERSION, cursor.era.bytes, cursor.place, cursor.part)
    return seal_cursor(node_secret(settings.HOME), bureau, plain)


def read(text: str, bureau: str, *, field: str) -> Cursor:
    """Raises: Invalid for what this node did not write for this bureau."""
    try:
        plain = open_cursor(node_secret(settings.HOME), bureau, text[:LONGEST])
        version, era, place, part = _FORM.unpack(plain)
    except (NotOpened, struct.error):
        version = None
    if version != _VERSION:
        raise invalid(field, "cursor", _("This is no cursor that this node gave to your bureau."))
    return Cursor(place, part, UUID(bytes=era))
