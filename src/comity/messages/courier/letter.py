"""A message as an envelope's content carries it: what the header does not say. Pure. docs/spec/courier.md, 2."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.kit.canonical import digest
from comity.messages.courier.wire import id_of
from comity.seal import cbor
from comity.seal.content import MOST_BODY_BYTES
from comity.seal.errors import Malformed
from comity.seal.header import HASH_BYTES, MOST_BLOBS
from comity.seal.shapes import items, octets, whole

FORMAT, WITH_FILES, RELEASED = "comity/letter/v1", "comity/letter/v2", "comity/letter/v3"
WRITTEN = "comity/letter/v4"
_NAMES = (
    "format",
    "message",
    "thread",
    "reply_to",
    "body",
    "case",
    "about",
    "function",
    "created",
    "answer_by",
)
_FORMS = {
    FORMAT: set(_NAMES),
    WITH_FILES: {*_NAMES, "files"},
    RELEASED: {*_NAMES, "files", "released"},
    WRITTEN: {*_NAMES, "files", "written"},
}
_MOST_RELEASE_BYTES = 32 * 1024
MOST_WRITTEN_BYTES = 320 * 1024  # the longest note with 300 addressees and 20 files has 150
_LONGEST_CASE, _LONGEST_ABOUT, _LONGEST_FUNCTION = 60, 80, 60
_LATEST = (1 << 53) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """body: canonical JSON. created, answer_by: microseconds since 1970, UTC; answer_by is 0 where no answer is due.

    files: of each attachment of the envelope the root over its chunks, by which a carrier's chunk is checked.
    released: the centre's signed word, of a bureau whose words wait for it (`release`); empty else.
    written: what a bureau with a node of its own signed, in the letter by which the centre releases it; empty else.
    """

    message: UUID
    thread: UUID
    reply_to: UUID | None
    body: str
    case: str
    about: str
    function: str
    created: int
    answer_by: int
    files: tuple[bytes, ...] = ()
    released: bytes = b""
    written: bytes = b""

    @property
    def sha256(self) -> bytes:
        return digest(self.body)


def write_letter(letter: Letter) -> bytes:
    more: dict[str, Any] = {"files": letter.files} if letter.files else {}
    form = WITH_FILES if letter.files else FORMAT
    if letter.released:
        form, more = RELEASED, {"files": letter.files, "released": letter.released}
    if letter.written:
        form, more = WRITTEN, {"files": letter.files, "written": letter.written}
    return cbor.write(
        {
            "format": form,
            "message": letter.message.bytes,
            "thread": letter.thread.bytes,
            "reply_to": letter.reply_to.bytes if letter.reply_to else b"",
            "body": letter.body,
            "case": letter.case,
            "about": letter.about,
            "function": letter.function,
            "created": letter.created,
            "answer_by": letter.answer_by,
            **more,
        }
    )


def read_letter(data: bytes) -> Letter:
    """Raises: Malformed and what `cbor.read` raises."""
    found = cbor.read(data, most_bytes=MOST_BODY_BYTES)
    if not isinstance(found, dict) or found.keys() != _FORMS.get(str(found.get("format"))):
        raise Malformed("The content is no letter of a form that this version knows.")
    reply_to = found["reply_to"]
    return Letter(
        message=id_of(found["message"]),
        thread=id_of(found["thread"]),
        reply_to=None if reply_to == b"" else id_of(reply_to),
        body=_text(found["body"], len(data)),
        case=_text(found["case"], _LONGEST_CASE),
        about=_text(found["about"], _LONGEST_ABOUT),
        function=_text(found["function"], _LONGEST_FUNCTION),
        created=whole(found["created"], 0, _LATEST),
        answer_by=whole(found["answer_by"], 0, _LATEST),
        files=tuple(octets(each, HASH_BYTES) for each in items(found.get("files", []), 0, MOST_BLOBS)),
        released=octets(found["released"], 1, _MOST_RELEASE_BYTES) if "released" in found else b"",
        written=octets(found["written"], 1, MOST_WRITTEN_BYTES) if "written" in found else b"",
    )


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise Malformed("A text in a letter is no text, or too long.")
    return value
