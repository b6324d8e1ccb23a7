"""What a pre-moderated bureau signed for the centre, inside the letter by which the centre sends it on. Pure.

The bureau's own signature covers every word, addressee and file; whoever gets the words looks at it, so the centre can
release them and change nothing. Source: practice 9; docs/spec/courier.md, 13.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from comity.kit.canonical import canonical_json
from comity.messages.courier.letter import MOST_WRITTEN_BYTES, Letter, read_letter
from comity.messages.moderation.words import RELEASED, VERSION, WORDS, WordsToRelease, words_in
from comity.seal import cbor
from comity.seal.content import MOST_CONTENT_BYTES, Attachment, body_of, commitment, read_content
from comity.seal.errors import Expired, Malformed, NotCommitted, WrongSignature
from comity.seal.header import CLOCKS_DIFFER, Header
from comity.seal.shapes import octets, parts_of
from comity.seal.signed import MOST_SIGNED_BYTES, SigningKeys, verify_signed

FORMAT = "comity/written/v1"


@dataclass(frozen=True, slots=True)
class Written:
    """header, letter: of the envelope from the bureau to the centre. key_id: under which it is signed."""

    header: Header
    letter: Letter
    words: WordsToRelease
    key_id: str

    @property
    def bureau(self) -> str:
        """Who wrote it."""
        return self.header.sender


def write_written(signed: bytes, content: bytes) -> bytes:
    """signed, content: of the envelope that brought the words to the centre, as `proof.write_proof` takes them."""
    return cbor.write((FORMAT, signed, content))


def read_written(data: bytes, keys: SigningKeys) -> Written:
    """Go on only with what that bureau signed; whether its key counted then is the caller's to ask.

    Raises: Malformed, NotCommitted, and what `verify_signed` and `cbor.read` raise.
    """
    value = cbor.read(data, most_bytes=MOST_WRITTEN_BYTES)
    signed, content = parts_of(value, FORMAT, 2)
    octets(content, 1, MOST_CONTENT_BYTES)
    found = verify_signed(cbor.read(octets(signed, 1, MOST_SIGNED_BYTES), most_bytes=MOST_SIGNED_BYTES), keys)
    if commitment(content) != found.header.commit:
        raise NotCommitted("The words are others than those that their bureau signed.")
    if (found.header.kind, found.header.schema) != (WORDS, VERSION):
        raise Malformed("The bureau signed something else than words to be released.")
    letter = read_letter(read_content(content, found.header.blobs).body)
    try:
        words = words_in(letter.body)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise Malformed("The signed words are of no form that this version knows.") from None
    if not words.is_in_order or letter.about != words.about:
        raise Malformed("The signed words are not in their order.")
    return Written(found.header, letter, words, found.key_id)


def words_signed(data: bytes) -> WordsToRelease:
    """The words in what was believed when it came, without asking anew. Raises: Malformed."""
    _signed, content = parts_of(cbor.read(data, most_bytes=MOST_WRITTEN_BYTES), FORMAT, 2)
    return words_in(read_letter(body_of(content)).body)


def is_released(header: Header, letter: Letter) -> bool:
    """Does a centre bring what another bureau signed? Raises: Malformed where kind and letter do not agree on it."""
    if (header.kind == RELEASED) != bool(letter.written):
        raise Malformed("Released words and what their bureau signed come together or not at all.")
    return bool(letter.written)


def check_release(
    header: Header, letter: Letter, attachments: Sequence[Attachment], written: Written
) -> None:
    """Does the centre's envelope bring these words, to these bureaus, with these files, and nothing else?

    header, letter, attachments: of the centre's envelope. Raises: WrongSignature, Expired.
    """
    words, own = written.words, written.letter
    if header.sender not in written.header.to:
        raise WrongSignature("The words were written to another centre.")
    if not set(header.to) <= {*words.to, written.bureau}:
        raise WrongSignature("The words are for others than their bureau named.")
    brought = (letter.message, letter.thread, letter.reply_to, letter.body, letter.about)
    if brought != (words.message, words.thread, words.reply_to, canonical_json(words.note), ""):
        raise WrongSignature("The centre brings other words than the bureau signed.")
    around = (letter.case, letter.function, header.precedence)
    if around != (own.case, own.function, written.header.precedence):
        raise WrongSignature("The lines around the words are others than the bureau signed.")
    given = timedelta(microseconds=letter.answer_by - letter.created if letter.answer_by else 0)
    if bool(letter.answer_by) != bool(words.answer_hours) or (
        abs(given - timedelta(hours=words.answer_hours)) > CLOCKS_DIFFER
    ):
        raise WrongSignature("The time for an answer is another than the bureau signed.")
    named = [(each.name, each.blob.content_bytes) for each in attachments]
    if named != [(each.name, each.size) for each in words.files]:
        raise WrongSignature("The files are others than the bureau signed.")
    if not written.header.issued_at <= header.issued_at <= written.header.expires_at:
        raise Expired("The words were released when their time was over.")
