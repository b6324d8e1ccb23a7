"""The message that tells a bureau what became of a record it had found. The node sends it, in no bureau's name.

A wire format: a field is only ever added, under a new version of the kind (docs/spec/confirmation.md).
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.messages.kinds import Afar, Handler, register

RECORD_CHANGED, FOUND_CHANGED = "record-changed", "found-record-changed"
FOUND_ENDED = "found-record-ended"
MOST_HITS = 50
What = Literal["entered-in-error", "withdrawn", "corrected", "found", "blocked", "disputed", "stands", "gone"]


class RecordChanged(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What became of the record of these hits of the addressed bureau; nothing of the record itself.

    at: when it happened, UTC. hits: newest first, at most MOST_HITS. desk: the unit that has them in hand, left out for
    the bureau's own desk.
    """

    database: Annotated[str, msgspec.Meta(max_length=60)]
    what: What
    at: datetime
    hits: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=MOST_HITS)]
    desk: UUID | None = None


class FoundChanged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same from the centre's machine to a bureau's own, which knows its desks: in no mailbox of either."""

    database: Annotated[str, msgspec.Meta(max_length=60)]
    what: What
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    hits: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=MOST_HITS)]


class FoundEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The record of these hits was deleted: what is kept of it goes. In no mailbox of either.

    ended_on: the day of that, UTC, left out where the bureau could not be shown the record any more.
    """

    database: Annotated[str, msgspec.Meta(max_length=60)]
    hits: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=MOST_HITS)]
    ended_on: date | None = None


def register_record_changed(changed: Handler, ended: Handler, afar: Afar) -> None:
    """Make the kinds known, from `AppConfig.ready`. changed, ended, afar: of what the centre's machine says."""
    register(
        RECORD_CHANGED,
        1,
        RecordChanged,
        label=_("What became of a record you found"),
        template="queries/kinds/record_changed.html",
    )
    register(
        FOUND_CHANGED,
        1,
        FoundChanged,
        changed,
        label=_("What became of a record you found"),
        afar=afar,
        is_mail=False,
    )
    register(
        FOUND_ENDED,
        1,
        FoundEnded,
        ended,
        label=_("What became of a record you found"),
        afar=afar,
        is_mail=False,
    )
