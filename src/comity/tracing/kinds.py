"""The messages of a trace: coded, so that each side reads them in its own language; free text is extra.

These are wire formats: a field is only ever added, under a new version of its kind (docs/spec/trace.md).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.messages.kinds import Afar, CameBack, Handler, register
from comity.tracing.rules import LEAST_DAYS, MOST_DAYS

QUESTION = "trace-question"
ACCEPTED = "trace-accepted"
ANSWER = "trace-answer"
WITHDRAWN = "trace-withdrawn"
REMINDER = "trace-reminder"

Country = Annotated[str, msgspec.Meta(max_length=3)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Language = Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")]
SaidWord = Literal["sold-to", "exported-to", "not-found", "records-destroyed", "refused"]


def thing_of(content: Mapping[str, Any]) -> str:
    """The weapon, as a list calls it: maker and serial number."""
    weapon = content.get("weapon", {})
    return " ".join(str(weapon[name]) for name in ("make", "serial") if name in weapon)


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A step before this one, where the seizing bureau chose to tell it. Never a dealer, a holder or a text."""

    country: Annotated[str, msgspec.Meta(max_length=12)]
    said: SaidWord | Literal["nothing"]
    led_to: Country = ""
    date: Line = ""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where did this weapon go? weapon: canonical fields of a firearm. seizure: {} where nothing of it is told.

    days: the time given. why: as in tracing.proposing. note: the seizing bureau's words to this bureau alone.
    """

    weapon: dict[str, Any]
    why: Literal["maker", "importer", "exported", "dealer", "recorded", "other"]
    days: Annotated[int, msgspec.Meta(ge=LEAST_DAYS, le=MOST_DAYS)]
    seizure: dict[str, Any] = {}
    chain: Annotated[list[Link], msgspec.Meta(max_length=40)] = []
    note: Text = ""
    language: Language = "en"


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The asked bureau works on it. reference: its own file."""

    reference: Annotated[str, msgspec.Meta(max_length=60)] = ""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the asked bureau says. holder: the name of a person, sealed for the seizing bureau (base64), under the key
    holder_key of tracing.holders; it never travels in the clear.
    """

    said: SaidWord
    country: Country = ""
    date: Line = ""
    document: Line = ""
    dealer: Line = ""
    text: Text = ""
    holder_key: UUID | None = None
    holder: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    language: Language = "en"


class Withdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The seizing bureau needs no answer any more."""


class Reminder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The time runs out, or is over. overdue: it is over."""

    due_at: Annotated[datetime, msgspec.Meta(tz=True)]
    overdue: bool


def register_kinds(
    handlers: dict[str, Handler], terms: dict[str, Afar], came_back: dict[str, CameBack]
) -> None:
    """Make the kinds known with their handlers and the terms for other nodes, from `AppConfig.ready`."""
    rows: tuple[tuple[str, type, str | Promise, bool, str], ...] = (
        (QUESTION, Question, _("Where did this firearm go?"), True, "question"),
        (ACCEPTED, Accepted, _("Trace accepted"), False, "accepted"),
        (ANSWER, Answer, _("Answer to a trace"), True, "answer"),
        (WITHDRAWN, Withdrawn, _("Trace taken back"), False, "withdrawn"),
        (REMINDER, Reminder, _("Reminder: a trace waits for your answer"), False, "reminder"),
    )
    for slug, schema, label, free_text, template in rows:
        register(
            slug,
            1,
            schema,
            handlers.get(slug),
            label=label,
            free_text=free_text,
            template=f"tracing/kinds/{template}.html",
            afar=terms.get(slug),
            came_back=came_back.get(slug),
            thing=thing_of,
        )
