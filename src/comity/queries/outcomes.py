"""What was done after a hit. Recorded after every one (practice 1). Pure."""

from datetime import datetime
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError


class Done(IntEnum):
    """Closed set: numbers are never reused."""

    LET_GO = 1
    DOCUMENT_KEPT = 2
    PERSON_HELD = 3
    OTHER = 4


DONE: dict[Done, str | Promise] = {
    Done.LET_GO: _("Let go"),
    Done.DOCUMENT_KEPT: _("Document or object kept"),
    Done.PERSON_HELD: _("Person held"),
    Done.OTHER: _("Something else"),
}
SLUGS = {each: each.name.lower().replace("_", "-") for each in Done}
BY_SLUG = {slug: each for each, slug in SLUGS.items()}


def faults(done: Done, held_since: datetime | None, note: str, now: datetime) -> list[FieldError]:
    """What is missing or wrong: since when a person is held, and words for "something else"."""
    found = []
    if done is Done.PERSON_HELD and held_since is None:
        found.append(FieldError("held_since", "required", _("Say since when the person is held.")))
    if held_since is not None and held_since > now:
        found.append(FieldError("held_since", "future", _("This moment lies ahead.")))
    if done is Done.OTHER and not note.strip():
        found.append(FieldError("note", "required", _("Say what was done.")))
    return found
