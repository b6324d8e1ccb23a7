"""A conversation as evidence, with what other bureaus signed of it, in one file. Pure. docs/spec/message.md, 6.

The exporting bureau signs the conversation and the digest of every part, so no part is lost, added or changed unseen;
each part bears the signature of the bureau that speaks in it, which needs no word of the exporter.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Any

from comity.messages.courier.letter import Letter, read_letter
from comity.messages.courier.release import Release, read_release
from comity.messages.courier.rules import Level
from comity.messages.evidence.shown import ShownReceipt, read_shown
from comity.messages.moderation.written import Written, check_release, is_released, read_written
from comity.messages.notes import NOTE
from comity.seal import cbor
from comity.seal.blobs import check_content
from comity.seal.chunked import FRONT_BYTES
from comity.seal.content import Attachment
from comity.seal.errors import Malformed, UnknownKey, WrongSignature
from comity.seal.header import Header
from comity.seal.proof import MOST_BYTES as MOST_PROOF_BYTES
from comity.seal.proof import Proof, read_proof
from comity.seal.shapes import items, octets, parts_of, whole
from comity.seal.signing import PUBLIC_BYTES, key_name

FORMAT = "comity/evidence/v1"
KIND, CONVERSATION = "conversation", "comity/conversation/v2"
ENVELOPE, RECEIPT, FRONT = "envelope", "receipt", "front"
FRONT_FORMAT = "comity/front/v1"
MOST_BYTES, MOST_PARTS, MOST_KEYS = 64 * 1024 * 1024, 5_000, 2_000
WHATS = (ENVELOPE, RECEIPT, FRONT)
_BEGINS = b"\x84" + cbor.write(FORMAT)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a bureau signed. what: ENVELOPE, a proof of it, RECEIPT, or FRONT, which helps to compare a file.

    message: the id, as it is written.
    """

    what: str
    message: str
    content: bytes

    @property
    def told(self) -> dict[str, str]:
        """How the exporter names it in what it signs."""
        return {"what": self.what, "message": self.message, "sha256": sha256(self.content).hexdigest()}


@dataclass(frozen=True, slots=True)
class SignedWords:
    """A message whose words its sender signed. release: the centre's word, where the sender's waited for it.

    written: what the sender signed, where a centre sealed the envelope for a bureau of another node: `proof` is the
    centre's then. raw: the proof as a file of its own.
    """

    message: str
    proof: Proof
    letter: Letter
    release: Release | None
    raw: bytes = field(repr=False)
    written: Written | None = None

    @property
    def header(self) -> Header:
        """Of what the sender signed itself."""
        return self.written.header if self.written else self.proof.header

    @property
    def key_id(self) -> str:
        """Under which the sender signed."""
        return self.written.key_id if self.written else self.proof.key_id

    @property
    def sender(self) -> str:
        """Whose words these are."""
        return self.header.sender

    @property
    def to(self) -> tuple[str, ...]:
        """The bureaus that the sender signed them for."""
        return self.written.words.to if self.written else self.proof.header.to


@dataclass(frozen=True, slots=True)
class ShownFront:
    """How a file of an envelope begins when it is sealed: with it, a file is compared with what its sender signed.

    Nobody signs it: a wrong one fits no file.
    """

    words: SignedWords
    place: int
    front: bytes

    @property
    def file(self) -> Attachment:
        return self.words.proof.content.attachments[self.place]

    def check(self, source: IO[bytes]) -> None:
        """Is this the file that the sender signed, byte for byte? Raises: BlobChanged, BlobNotOpened."""
        check_content(source, self.file.blob, self.front, self.words.proof.header.id, self.place)


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """What an addressee signed about a message."""

    message: str
    shown: ShownReceipt

    @property
    def level(self) -> Level:
        return self.shown.receipt.level


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a whole file says. shown: the conversation, in the word of the bureau that exports it.

    keys: every key by which something in the file is signed, by key id: whose they are is still to be found out.
    """

    shown: Proof
    conversation: dict[str, Any]
    words: tuple[SignedWords, ...]
    receipts: tuple[SignedReceipt, ...]
    fronts: tuple[ShownFront, ...]
    keys: dict[str, bytes]


def is_evidence(data: bytes) -> bool:
    """Does such a file begin here? Anything else is a proof, or nothing."""
    return data.startswith(_BEGINS)


def write_evidence(proof: bytes, parts: Sequence[Part], keys: Sequence[bytes]) -> bytes:
    """keys: public signing keys of receipts and releases; a proof brings its own."""
    return cbor.write((FORMAT, proof, [each.content for each in parts], sorted(set(keys))))


def write_front(digest: bytes, place: int, front: bytes) -> bytes:
    """digest: of the header of the envelope."""
    return cbor.write((FRONT_FORMAT, digest, place, front))


def read_evidence(data: bytes) -> Evidence:
    """Go on only with what was signed, each part by its own bureau.

    Raises: Refusal; Malformed also where exporter and part say different things.
    """
    value = cbor.read(data, most_bytes=MOST_BYTES)
    proof, contents, listed = parts_of(value, FORMAT, 3)
    shown = read_proof(octets(proof, 1, MOST_PROOF_BYTES))
    if (shown.header.kind, shown.header.schema, shown.header.to) != (KIND, 2, (shown.header.sender,)):
        raise Malformed("This is no conversation, but something that was sent.")
    conversation = _conversation(shown.content.body)
    contents = [octets(each, 1, MOST_PROOF_BYTES) for each in items(contents, 1, MOST_PARTS)]
    given = [octets(each, PUBLIC_BYTES) for each in items(listed, 0, MOST_KEYS)]
    if given != sorted(set(given)):
        raise Malformed("The keys are not in order.")
    parts = _parts(conversation, contents)
    reader = _Reader({key_name(each): each for each in given}, {shown.key_id: shown.key})
    words = tuple(reader.words(each, conversation) for each in parts if each.what == ENVELOPE)
    receipts = tuple(reader.receipt(each, words) for each in parts if each.what == RECEIPT)
    fronts = tuple(_front(each, words) for each in parts if each.what == FRONT)
    if set(given) - set(reader.used.values()):
        raise UnknownKey("A key stands in the file by which nothing is signed.")
    return Evidence(shown, conversation, words, receipts, fronts, reader.used)


def _front(part: Part, words: Sequence[SignedWords]) -> ShownFront:
    digest, place, front = parts_of(cbor.read(part.content, most_bytes=256), FRONT_FORMAT, 3)
    for each in words:
        if each.message == part.message and each.proof.digest == digest:
            place = whole(place, 0, len(each.proof.header.blobs) - 1)
            return ShownFront(each, place, octets(front, FRONT_BYTES))
    raise Malformed("A file's beginning is of no envelope here.")


class _Reader:
    """Reads parts, and remembers by which keys they were signed."""

    def __init__(self, given: dict[str, bytes], used: dict[str, bytes]) -> None:
        self.given, self.used = given, used

    def words(self, part: Part, conversation: dict[str, Any]) -> SignedWords:
        proof = read_proof(part.content)
        letter = read_letter(proof.content.body)
        said = conversation["messages"][part.message]
        written = self._written(proof, letter)
        sender, kind = (written.bureau, NOTE) if written else (proof.header.sender, proof.header.kind)
        mine = (str(letter.message), sender, kind, letter.body, letter.case)
        if mine != tuple(said.get(name) for name in ("id", "sender", "kind", "body", "case")):
            raise Malformed("What the sender signed is not what the exporter shows.")
        self.used[proof.key_id] = proof.key
        release = read_release(proof.header, letter, self._key) if letter.released else None
        if written:
            release = Release(proof.header.sender, proof.key_id, proof.header.issued_at)
        return SignedWords(part.message, proof, letter, release, part.content, written)

    def _written(self, proof: Proof, letter: Letter) -> Written | None:
        """What a bureau with a node of its own had signed before the centre sealed it. Raises: as `check_release`."""
        if not is_released(proof.header, letter):
            return None
        written = read_written(letter.written, self._key)
        check_release(proof.header, letter, proof.content.attachments, written)
        return written

    def receipt(self, part: Part, words: Sequence[SignedWords]) -> SignedReceipt:
        shown = read_shown(part.content, self._key)
        about = [each for each in words if each.proof.digest == shown.receipt.subject]
        if not any(
            each.message == part.message
            and each.proof.header.sender == shown.to
            and shown.bureau in each.proof.header.to
            for each in about
        ):
            raise WrongSignature(
                "The receipt is for another message, or of a bureau that it does not address."
            )
        return SignedReceipt(part.message, shown)

    def _key(self, key_id: str) -> bytes | None:
        """A key of the file, by the name that is its own digest."""
        public = self.given.get(key_id.partition("/")[2])
        if public is not None:
            self.used[key_id] = public
        return public


def _conversation(body: bytes) -> dict[str, Any]:
    """What the exporter signed; `messages` by id. Raises: Malformed."""
    try:
        found = json.loads(body)
        by_id = {each["id"]: each for each in found["messages"]}
        is_known = found["format"] == CONVERSATION and len(by_id) == len(found["messages"])
        [str(part[name]) for part in found["parts"] for name in ("what", "message", "sha256")]
        [str(each[name]) for each in found["messages"] for name in ("sender", "kind", "case", "body")]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        is_known = False
    if not is_known:
        raise Malformed("What the exporter signed is no conversation of a form that this version knows.")
    return {**found, "messages": by_id}


def _parts(conversation: dict[str, Any], contents: Sequence[bytes]) -> list[Part]:
    """The parts in their order, each the one that the exporter signed."""
    named = conversation["parts"]
    if len(named) != len(contents):
        raise Malformed("The file does not hold the parts that its exporter signed.")
    parts = [
        Part(str(said["what"]), str(said["message"]), content)
        for said, content in zip(named, contents, strict=True)
    ]
    for part, said in zip(parts, named, strict=True):
        if part.told != said or part.what not in WHATS or part.message not in conversation["messages"]:
            raise Malformed("A part is not the one that the exporter signed.")
    return parts
