"""The messages of notices: that one is out, that it was recalled, that a recall waits. By reference, never the facts.

These are wire formats: a field is only ever added, under a new version of its kind (docs/spec/notice-request.md).
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.messages.kinds import Together, register

NOTICE = "notice"
RECALL = "notice-recall"
REMINDER = "notice-recall-reminder"
MORE = "notice-more-asked"
DECIDED = "notice-decided"

Line = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A notice is out. version: of the notice. issued_by: the line it bears. again: it was suspended before."""

    notice: UUID
    number: Line
    kind: Line
    diffusion: bool
    version: int
    issued_by: Line
    expires_on: date
    again: bool = False


class Recalled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A notice does not stand any more: take it out of national systems, copies and papers, and say so."""

    notice: UUID
    number: Line
    kind: Line
    what: Literal["suspended", "expired", "withdrawn", "cancelled"]
    at: datetime


class Reminder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bureau has not said yet that a recalled notice is gone there. since: when it was recalled."""

    notice: UUID
    number: Line
    since: datetime


class MoreAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Reviewers ask the bureau of a request for more."""

    notice: UUID
    number: Line
    text: Text


class Decided(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a request or a notice, for its bureau. ground: of path.Ground, "" where there is none."""

    notice: UUID
    number: Line
    what: Literal["published", "refused", "suspended", "published-again", "cancelled", "ends-soon", "expired"]
    ground: Line = ""
    text: Text = ""


def register_kinds(handlers: dict[str, Together]) -> None:
    """Make the kinds known with their handlers, from `AppConfig.ready`."""
    rows: tuple[tuple[str, type, str | Promise, bool, str], ...] = (
        (NOTICE, Sent, _("A notice is out"), False, "sent"),
        (RECALL, Recalled, _("A notice is recalled"), False, "recalled"),
        (REMINDER, Reminder, _("Reminder: a recall waits for your word"), False, "reminder"),
        (MORE, MoreAsked, _("More information asked for a notice"), True, "more"),
        (DECIDED, Decided, _("What became of a notice"), True, "decided"),
    )
    for slug, schema, label, free_text, template in rows:
        register(
            slug,
            1,
            schema,
            label=label,
            free_text=free_text,
            template=f"notices/kinds/{template}.html",
            together=handlers.get(slug),
        )
