"""What was typed into a draft, and what is read of it when it is sent. Pure: `now` is an argument."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from comity.bureaus.countries import LANGUAGES
from comity.bureaus.regions import Region
from comity.kit.errors import FieldError, Invalid
from comity.messages.clocks import answer_by
from comity.messages.notes import ATTENTIONS
from comity.messages.rules import Precedence

FIELDS = ("to", "group", "attention", "unit", "case", "precedence", "answer", "language", "subject", "text")
ALL = "all"
_BETWEEN = re.compile(r"[\s,;]+")
BY_SLUG = {each.slug: each for each in Precedence}


@dataclass(frozen=True, slots=True)
class Written:
    """A note as it is sent. to: codes. is_broadcast: to all bureaus besides, or to those of `region`.

    attention, unit: for whom there. answer_by: UTC; None where none is asked for. language: of the text, "" unknown.
    """

    to: tuple[str, ...]
    is_broadcast: bool
    region: Region | None
    attention: str
    unit: str
    case: str
    precedence: Precedence
    answer_by: datetime | None
    language: str
    subject: str
    text: str


def codes_in(typed: str) -> tuple[str, ...]:
    """Codes of bureaus as people write them: "fra, ita; unm-a". Each once, in their order."""
    return tuple(dict.fromkeys(code for code in _BETWEEN.split(typed.upper()) if code))


def read(typed: Mapping[str, str], *, now: datetime) -> Written:
    """Raises: Invalid for what nobody can send; the rest is for `messages.send` to say."""
    errors = [
        FieldError(name, "required", message)
        for name, message in (
            ("to", _("Name at least one bureau.")),
            ("subject", _("Write a subject.")),
            ("text", _("Write what you have to say.")),
        )
        if not typed.get(name, "").strip() and not (name == "to" and typed.get("group"))
    ]
    group = typed.get("group", "")
    if group not in ("", ALL, *Region):
        errors.append(FieldError("group", "unknown", _("Choose to whom it goes.")))
    if typed.get("attention", "") not in ("", *ATTENTIONS):
        errors.append(FieldError("attention", "unknown", _("Choose a function.")))
    precedence = BY_SLUG.get(typed.get("precedence", "") or Precedence.ROUTINE.slug)
    if precedence is None:
        errors.append(FieldError("precedence", "unknown", _("Choose how urgent it is.")))
    if errors or precedence is None:
        raise Invalid(errors)
    return Written(
        to=codes_in(typed.get("to", "")),
        is_broadcast=bool(group),
        region=Region(group) if group in set(Region) else None,
        attention=typed.get("attention", ""),
        unit=typed.get("unit", ""),
        case=typed.get("case", ""),
        precedence=precedence,
        answer_by=answer_by(precedence, now) if typed.get("answer") else None,
        language=typed.get("language", "") if typed.get("language") in LANGUAGES else "",
        subject=typed["subject"],
        text=typed["text"],
    )
