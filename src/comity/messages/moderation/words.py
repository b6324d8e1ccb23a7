"""What home and centre say to each other about words that wait for release: the bodies of these kinds. Pure.

None of it is mail: people read drafts, the reviewers' queue and the note that was released.
Source: practice 9; docs/spec/message.md, 2 and 4.
"""

from datetime import datetime
from itertools import pairwise
from typing import Annotated
from uuid import UUID

import msgspec

from comity.messages.rules import MOST_ADDRESSEES, MOST_FILES

# The bureau to the centre; the centre to whom the words are for, and back home; the bureau, and the centre again.
WORDS, RELEASED = "words-to-release", "released-words"
TAKEN_BACK, GIVEN_BACK, LEVELS = "words-taken-back", "words-given-back", "words-levels"
VERSION = 1
LONGEST_TO_ANSWER_H = 366 * 24

Code = Annotated[str, msgspec.Meta(pattern="^[A-Z0-9][A-Z0-9-]{1,11}$")]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class SignedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file as its bureau signed it. size: bytes; sha256: of them, hexadecimal. Whoever gets it compares."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    size: Annotated[int, msgspec.Meta(ge=1)]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class WordsToRelease(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note, for whom it is, and its place in a conversation. Its case, function and precedence are the letter's.

    message: the id that the note has once it is released. to: codes, ascending, each once. version, note: of the kind
    `note` and its body. answer_hours: how long an answer may take from the release on; 0: none is asked for.
    """

    message: UUID
    thread: UUID
    reply_to: UUID | None
    to: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1, max_length=MOST_ADDRESSEES)]
    version: Annotated[int, msgspec.Meta(ge=1, le=65_535)]
    note: dict[str, str]
    answer_hours: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_TO_ANSWER_H)]
    files: Annotated[tuple[SignedFile, ...], msgspec.Meta(max_length=MOST_FILES)]

    @property
    def about(self) -> str:
        """What the message that carries these words is about."""
        return about(self.message)

    @property
    def is_in_order(self) -> bool:
        """Are the addressees in the one order in which they are signed, and does a conversation begin with itself?"""
        begins = (self.thread == self.message) == (self.reply_to is None)
        return begins and all(former < code for former, code in pairwise(self.to))


class WordsTakenBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """message: that carried the words to the centre."""

    message: UUID


class WordsGivenBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """message: that carried the words. reason: of the reviewer; code: else why, a word of `home.WHY`."""

    message: UUID
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""
    code: Annotated[str, msgspec.Meta(pattern="^[a-z-]{0,40}$")] = ""


class Reached(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far released words came at one bureau. refused: the code with which it did not take them."""

    bureau: Code
    delivered: Moment | None = None
    read: Moment | None = None
    answered: Moment | None = None
    refused: Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]{0,40}$")] = ""


class WordsLevels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """message: the note that was released."""

    message: UUID
    levels: Annotated[tuple[Reached, ...], msgspec.Meta(min_length=1, max_length=MOST_ADDRESSEES)]


def about(note: UUID) -> str:
    """What messages are about that carry the words of this note."""
    return f"message:{note}"


def words_in(body: str) -> WordsToRelease:
    """The words in the body of a message of this kind, which was checked when it came. Raises: ValidationError."""
    return msgspec.json.decode(body, type=WordsToRelease)
