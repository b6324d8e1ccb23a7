"""What a bureau may show to a third party of what others signed. Reads only.

What it sent: everything that was sealed for that message, and its addressees' receipts. What it got: the envelope that
was for it alone. One that names others too stays here, for each addressee sees itself (practice 10): of such a message
the export has the word of the bureau that shows it.
"""

from collections.abc import Callable, Iterable, Sequence

from comity.bureaus.signed.keys import signing_key_named
from comity.gate.actor import Actor
from comity.messages.courier.letter import read_letter
from comity.messages.courier.receipts import SignedRoot
from comity.messages.courier.release import read_release
from comity.messages.evidence.frames import with_body
from comity.messages.evidence.papers import ENVELOPE, FRONT, RECEIPT, Part, write_front
from comity.messages.evidence.shown import read_shown, write_shown
from comity.messages.evidence.tables import FileFront, KeptReceipt, Statement
from comity.messages.models import Message
from comity.messages.moderation.written import read_written
from comity.seal import cbor
from comity.seal.errors import Refusal
from comity.seal.proof import read_proof, write_proof
from comity.seal.signed import MOST_SIGNED_BYTES, verify_signed

Keys = Callable[[str], bytes | None]


class Found:
    """The parts of an export in their order, and the keys that its receipts and releases need."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.keys: set[bytes] = set()


def parts_of(messages: Sequence[Message], actor: Actor) -> Found:
    """What is signed of these messages, which the actor may see. Nothing of what was emptied."""
    found, known = Found(), _remembered()
    whole = {each.pk: each for each in messages if each.is_whole}
    rows = Statement.objects.filter(message__in=whole).order_by("message", "id")
    lists = (
        KeptReceipt.objects.filter(statement__in=rows).select_related("listed").order_by("bureau", "level")
    )
    receipts: dict[object, list[KeptReceipt]] = {}
    for receipt in lists:
        receipts.setdefault(receipt.statement_id, []).append(receipt)
    for row in rows:
        try:
            _add(row, whole[row.message_id], receipts.get(row.pk, ()), found, known, actor.bureau)
        except Refusal:
            continue  # a key that the directory lost: the exporter's word is left
    return found


def _add(
    row: Statement, message: Message, receipts: Iterable[KeptReceipt], found: Found, keys: Keys, bureau: str
) -> None:
    """Raises: Refusal for what nobody could verify."""
    signed = bytes(row.signed)
    said = verify_signed(cbor.read(signed, most_bytes=MOST_SIGNED_BYTES), keys)
    own = message.sender == bureau
    if not own and not _names_alone(bureau, message.sender, said.header.to):
        return
    content = write_proof(signed, with_body(bytes(row.frame), message.body), keys(said.key_id) or b"")
    proof = read_proof(content)
    letter = read_letter(proof.content.body)
    if letter.released:
        read_release(proof.header, letter, _noted(keys, found))
    if letter.written:
        written = read_written(letter.written, _noted(keys, found))
        if not own and written.words.to != (bureau,):
            return
    found.parts.append(Part(ENVELOPE, str(message.pk), content))
    for front in FileFront.objects.filter(message=message, envelope=said.header.id).order_by("place"):
        if front.place < len(said.header.blobs):
            shown = write_front(said.digest, front.place, bytes(front.front))
            found.parts.append(Part(FRONT, str(message.pk), shown))
    for each in receipts if own else ():
        root = SignedRoot(each.listed.key_id, bytes(each.listed.payload), bytes(each.listed.signature))
        shown = write_shown(bytes(each.words), each.place, bytes(each.path), root)
        read_shown(shown, _noted(keys, found))
        found.parts.append(Part(RECEIPT, str(message.pk), shown))


def _names_alone(bureau: str, writer: str, to: Sequence[str]) -> bool:
    """Is this bureau the one addressee? What a centre released goes to its writer, too."""
    return set(to) - {writer} == {bureau}


def _noted(keys: Keys, found: Found) -> Keys:
    """The same keys; what was asked for goes into the file."""

    def key(key_id: str) -> bytes | None:
        public = keys(key_id)
        if public is not None:
            found.keys.add(public)
        return public

    return key


def _remembered() -> Keys:
    """The directory's keys, each asked for once."""
    known: dict[str, bytes | None] = {}

    def key(key_id: str) -> bytes | None:
        if key_id not in known:
            known[key_id] = signing_key_named(key_id)
        return known[key_id]

    return key
