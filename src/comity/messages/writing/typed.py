"""What was typed into a draft, and what is read of it when it is sent. Pure: `now` is an argument."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError, Invalid
from comity.messages.clocks import answer_by
from comity.messages.rules import Precedence

FIELDS = ("to", "case", "precedence", "answer", "subject", "text")
_BETWEEN = re.compile(r"[\s,;]+")
BY_SLUG = {each.slug: each for each in Precedence}


@dataclass(frozen=True, slots=True)
class Written:
    """A note as it is sent. to: codes. answer_by: UTC; None where none is asked for."""

    to: tuple[str, ...]
    case: str
    precedence: Precedence
    answer_by: datetime | None
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
        if not typed.get(name, "").strip()
    ]
    precedence = BY_SLUG.get(typed.get("precedence", "") or Precedence.ROUTINE.slug)
    if precedence is None:
        errors.append(FieldError("precedence", "unknown", _("Choose how urgent it is.")))
    if errors or precedence is None:
        raise Invalid(errors)
    return Written(
        to=codes_in(typed["to"]),
        case=typed.get("case", ""),
        precedence=precedence,
        answer_by=answer_by(precedence, now) if typed.get("answer") else None,
        subject=typed["subject"],
        text=typed["text"],
    )
