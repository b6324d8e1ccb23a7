"""A note: plain words between bureaus. The one kind this room brings itself."""

from typing import Annotated

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.messages.kinds import Afar, FileCame, register

NOTE = "note"
WARNING = _("Message between bureaus. Not a reviewed notice or diffusion; no ground for arrest.")


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """subject: one line. text: what is said. language: ISO 639-1 of the text."""

    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")] = "en"


# Whom a bureau may name at another one: functions that every bureau has under some name. Words are never reused.
ATTENTIONS: dict[str, str | Promise] = {
    "duty-desk": _("Duty desk"),
    "head": _("Bureau head"),
    "fugitives": _("Fugitives"),
    "missing-persons": _("Missing persons and victims"),
    "identification": _("Fingerprints, DNA and photographs"),
    "travel-documents": _("Travel documents"),
    "vehicles": _("Stolen vehicles and property"),
    "firearms": _("Firearms"),
    "cybercrime": _("Cybercrime"),
    "organised-crime": _("Organised crime and drugs"),
    "terrorism": _("Counter-terrorism"),
    "data-protection": _("Data protection"),
}


class AddressedNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note for a function or a unit of each addressed bureau.

    attention: a word of ATTENTIONS; a later one that this node does not know is shown as it stands. unit: of the
    addressed bureau, in its own words. Never a person's name: a function answers for it (practice 7).
    """

    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")] = "en"
    attention: Annotated[str, msgspec.Meta(pattern="^[a-z-]{0,40}$")] = ""
    unit: Annotated[str, msgspec.Meta(max_length=80)] = ""


def note_body(
    subject: str, text: str, language: str, attention: str = "", unit: str = ""
) -> tuple[int, dict[str, str]]:
    """Version and body of a note: the first version where nobody is named, which every node reads."""
    body = {"subject": subject, "text": text, "language": language}
    if not attention and not unit:
        return 1, body
    return 2, {**body, "attention": attention, "unit": unit}


def register_notes(file_came: FileCame) -> None:
    """file_came: looks at each file of a note that came from another node."""
    label, afar = _("Note"), Afar("messages.send")
    for version, schema in ((1, Note), (2, AddressedNote)):
        register(
            NOTE,
            version,
            schema,
            label=label,
            free_text=True,
            template="messages/note.html",
            afar=afar,
            file_came=file_came,
            file_bytes=None,
        )
