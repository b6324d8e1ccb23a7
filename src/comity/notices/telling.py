"""The messages of notices: that one is out, was corrected or recalled, that a word is waited for. By reference, never
the facts, but for a correction: it sends the difference, and a recall takes those words back.

These are wire formats: a field is only ever added, under a new version of its kind (docs/spec/notice-request.md).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.messages.kinds import Afar, CameBack, GotThere, Together, register

NOTICE = "notice"
RECALL = "notice-recall"
CORRECTION = "notice-correction"
CORRECTION_REMINDER = "notice-correction-reminder"
REMINDER = "notice-recall-reminder"
MORE = "notice-more-asked"
DECIDED = "notice-decided"
FOUND = "notice-found"
OBEYED = "notice-recall-obeyed"
APPLIED = "notice-correction-applied"
# What the bureau of a notice asks of the node that keeps it.
WITHDRAWAL = "notice-withdrawal"
CORRECTION_ASKED = "notice-correction-asked"
ANSWER = "notice-answer"
EXTENSION = "notice-extension"

Line = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=12)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Version = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


def thing_of(content: Mapping[str, Any]) -> str:
    """The notice, as a list calls it: by its number."""
    return str(content.get("number", ""))


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A notice is out. version: of the notice. issued_by: the line it bears. again: it was suspended before."""

    notice: UUID
    number: Line
    kind: Line
    diffusion: bool
    version: Version
    issued_by: Line
    expires_on: date
    again: bool = False


class Recalled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A notice does not stand any more: take it out of national systems, copies and papers, and say so."""

    notice: UUID
    number: Line
    kind: Line
    what: Literal["suspended", "expired", "withdrawn", "cancelled"]
    at: Moment


class Changed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field that a correction changed: canonical values of its kind, null where it is or was not said.

    field: of the request; "photographs": the SHA-256 of each, as hex.
    """

    field: Line
    before: Any
    after: Any


class Corrected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A notice says something else now: put it right in national systems, copies and papers, and say so.

    version: that stands now; was: that it replaces. asks: must somebody say so? Not of entries of a public list.
    """

    notice: UUID
    number: Line
    kind: Line
    version: Version
    was: Version
    at: Moment
    changes: Annotated[tuple[Changed, ...], msgspec.Meta(max_length=200)]
    issued_by: Line
    asks: bool = True


class CorrectionReminder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bureau has not said yet that its copies say what a corrected notice says. since: when it was corrected."""

    notice: UUID
    number: Line
    version: Version
    since: Moment


class Reminder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bureau has not said yet that a recalled notice is gone there. since: when it was recalled."""

    notice: UUID
    number: Line
    since: Moment


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


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A missing person was found, and whoever looks may be told. bureau: that may be asked; no place, day or paper."""

    notice: UUID
    number: Line
    what: Literal["adult-agrees", "child-told"]
    bureau: Line


class Obeyed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bureau's own node says that a recalled notice is gone there. recalled_at: of the recall it answers."""

    notice: UUID
    recalled_at: Moment
    removed_on: date


class Applied(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bureau's own node says that its copies say what a corrected notice says, in this version."""

    notice: UUID
    version: Version
    applied_on: date


class Withdrawal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bureau of a notice takes it back from its own node."""

    notice: UUID
    number: Line
    reason: Reason


class CorrectionAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bureau of a notice asks that it says something else. correction: the id under which this is reviewed.

    base: the version that the bureau had before it. document: all of it, canonical values; pictures stay as they are.
    """

    notice: UUID
    number: Line
    correction: UUID
    base: Version
    document: dict[str, Any]
    addressees: Annotated[tuple[Code, ...], msgspec.Meta(max_length=250)] = ()


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bureau of a request answers what reviewers asked."""

    notice: UUID
    number: Line
    text: Reason


class Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bureau of a notice lets it live longer. until: its new last day."""

    notice: UUID
    number: Line
    until: date
    reason: Reason


def register_kinds(
    handlers: dict[str, Together],
    terms: dict[str, Afar],
    got_there: dict[str, GotThere],
    came_back: dict[str, CameBack],
) -> None:
    """Make the kinds known with their handlers and the terms for other nodes, from `AppConfig.ready`."""
    rows: tuple[tuple[str, type, str | Promise, bool, str], ...] = (
        (NOTICE, Sent, _("A notice is out"), False, "sent"),
        (RECALL, Recalled, _("A notice is recalled"), False, "recalled"),
        (CORRECTION, Corrected, _("A notice is corrected"), True, "corrected"),
        (
            CORRECTION_REMINDER,
            CorrectionReminder,
            _("Reminder: a correction waits for your word"),
            False,
            "correction_reminder",
        ),
        (REMINDER, Reminder, _("Reminder: a recall waits for your word"), False, "reminder"),
        (MORE, MoreAsked, _("More information asked for a notice"), True, "more"),
        (DECIDED, Decided, _("What became of a notice"), True, "decided"),
        (FOUND, Found, _("A missing person was found"), False, "found"),
        (OBEYED, Obeyed, _("A bureau says that a recalled notice is gone"), False, "obeyed"),
        (APPLIED, Applied, _("A bureau says that its copies are put right"), False, "applied"),
        (WITHDRAWAL, Withdrawal, _("A bureau withdraws its notice"), True, "of_its_bureau"),
        (CORRECTION_ASKED, CorrectionAsked, _("A bureau corrects its notice"), True, "of_its_bureau"),
        (ANSWER, Answer, _("A bureau answers the reviewers"), True, "of_its_bureau"),
        (EXTENSION, Extension, _("A bureau extends its notice"), True, "of_its_bureau"),
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
            afar=terms.get(slug),
            got_there=got_there.get(slug),
            came_back=came_back.get(slug),
            thing=thing_of,
        )
