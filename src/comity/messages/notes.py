"""A note: plain words between bureaus. The one kind this room brings itself."""

from typing import Annotated

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.messages.kinds import Afar, register

NOTE = "note"
WARNING = _("Message between bureaus. Not a reviewed notice or diffusion; no ground for arrest.")


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """subject: one line. text: what is said. language: ISO 639-1 of the text."""

    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")] = "en"


def register_notes() -> None:
    label, afar = _("Note"), Afar("messages.send")
    register(NOTE, 1, Note, label=label, free_text=True, template="messages/note.html", afar=afar)
