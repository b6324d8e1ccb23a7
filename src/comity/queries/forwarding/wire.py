"""What two nodes say to each other about a question: the documents inside the seal. Pure.

These are wire formats: a field is only ever added, with a default. The question names bureau, unit, function and the
act at home, and never a person: whoever must know asks the bureau for that act.
Source: docs/spec/forwarding.md; practice 5.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from comity.queries.answers import Answer, SubjectAnswer
from comity.queries.asked import MOST_BATCH, MOST_SUBJECTS, Asked, AskedSubject, Frame
from comity.seal.errors import Malformed

PATH = "/questions"  # below /courier/v1
LANGUAGES = ("ar", "en", "es", "fr")
Code = Annotated[str, msgspec.Meta(pattern="^[A-Z0-9][A-Z0-9-]{1,11}$")]
Short = Annotated[str, msgspec.Meta(max_length=80)]
More = Annotated[str, msgspec.Meta(pattern="^(person|partial)$")]


class Listed(msgspec.Struct, forbid_unknown_fields=True):
    """Many subjects of one journey, in their order."""

    frame: Frame
    lines: Annotated[list[AskedSubject], msgspec.Meta(max_length=MOST_BATCH)]


class Question(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One question of a bureau: `asked` or `listed`.

    act: of the same question at home. unit: its id at home. databases: slugs in the asker's scope, none for all;
    one that the other node does not know is left out. clearance: highest marking, 1 to 3. may: what the asker may ask
    beyond whole numbers. language: of the answer.
    """

    bureau: Code
    act: UUID
    function: Short
    language: Annotated[str, msgspec.Meta(pattern="^(ar|en|es|fr)$")]
    clearance: Annotated[int, msgspec.Meta(ge=1, le=3)]
    full_view: bool
    unit: UUID | None = None
    databases: Annotated[list[str], msgspec.Meta(max_length=200)] | None = None
    may: Annotated[list[More], msgspec.Meta(max_length=2)] = []
    asked: Asked | None = None
    listed: Listed | None = None


class Opened(msgspec.Struct, omit_defaults=True):
    """A hit that the question opened there: what the bureau's own node keeps of it.

    hit: its id, the same on both nodes. kind, exact: what it was found by. record: of one that this asker reads whole,
    the canonical document (docs/spec/record.md) as it is told this bureau. status: of records.rules.Status.
    """

    hit: UUID
    kind: int
    exact: str
    silent: bool
    status: int
    recorded_at: datetime
    record: dict[str, Any] | None = None


class Why(msgspec.Struct, omit_defaults=True):
    """Why the other node did not answer: its code, its sentence, and what would open it, in the asker's language."""

    code: str
    sentence: str
    opens: str = ""


class Told(msgspec.Struct, omit_defaults=True):
    """What the other node says: an answer, or the lines of a list, or why neither. opened: the hits of either.

    lines: one for each line asked, none for "no hit". cut: there was more than may be shown. act, at: of the list.
    """

    answer: Answer | None = None
    lines: list[SubjectAnswer | None] | None = None
    cut: bool = False
    act: UUID | None = None
    at: datetime | None = None
    opened: list[Opened] = []
    refused: Why | None = None


_question, _told = msgspec.json.Decoder(Question), msgspec.json.Decoder(Told)
write = msgspec.json.Encoder().encode


def read_question(content: bytes) -> Question:
    """Raises: Malformed for what is no question, or none or two of its kinds."""
    try:
        found = _question.decode(content)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
        raise Malformed("This is no question.") from None
    if (found.asked is None) == (found.listed is None):
        raise Malformed("A question asks about one thing or about a list.")
    if found.asked is not None and not 1 <= len(found.asked.subjects) <= MOST_SUBJECTS:
        raise Malformed("A question asks about too much or about nothing.")
    return found


def read_told(content: bytes) -> Told:
    """Raises: Malformed."""
    try:
        return _told.decode(content)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
        raise Malformed("This is no answer.") from None
