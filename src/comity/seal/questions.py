"""A question to one bureau that answers at once, and its answer: both sealed, with no chain and no signature.

The question travels under the month's key of whoever is asked; the answer comes back under a key that lies in the
question, so only who opened it can have written it. Who asks is the signed request's to say (RFC 9421).
Source: docs/spec/forwarding.md, 2.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.seal import cbor, keys
from comity.seal.errors import Malformed, NoPrivateKey, NotOpened, WrapNotOpened
from comity.seal.padding import pad, unpad
from comity.seal.shapes import key_id, octets, parts_of

QUESTION = "comity/question/v1"
MOST_QUESTION_BYTES = 2 * 1024 * 1024
MOST_ANSWER_BYTES = 8 * 1024 * 1024
SECRET_BYTES = 32
_WRAPPED_BYTES = keys.ENCAPSULATED_BYTES + SECRET_BYTES + 16
_NONCE = bytes(12)  # each key seals one text: the secret is new for every question


@dataclass(frozen=True, slots=True)
class WayBack:
    """What seals and opens the answer to one question. Kept by whoever asked, known to whoever could open it."""

    secret: bytes
    context: bytes

    def seal(self, answer: bytes) -> bytes:
        """The answer, for whoever asked."""
        return AESGCM(_key(self.secret, b"answer")).encrypt(_NONCE, pad(answer), self.context)

    def open(self, sealed: bytes) -> bytes:
        """Raises: NotOpened for what is no answer to this very question; WrongPadding."""
        try:
            return unpad(AESGCM(_key(self.secret, b"answer")).decrypt(_NONCE, sealed, self.context))
        except InvalidTag:
            raise NotOpened("These bytes are no answer to this question.") from None


def seal_question(question: bytes, name: str, public: bytes) -> tuple[bytes, WayBack]:
    """The sealed question and what opens its answer. name: of the key, as `CEN/2026-11`. Raises: WeakSecret."""
    secret, context = secrets.token_bytes(SECRET_BYTES), _context(name.encode())
    wrapped = keys.wrap(secret, public, context=context)
    sealed = AESGCM(_key(secret, b"question")).encrypt(_NONCE, pad(question), context)
    return cbor.write((QUESTION, name.encode(), wrapped, sealed)), WayBack(secret, context)


def open_question(data: bytes, bureau: str, private: Mapping[str, bytes]) -> tuple[bytes, WayBack]:
    """The question, and what seals its answer. bureau: who is asked; private: its seeds by the epoch's name.

    Raises: NoPrivateKey, WrapNotOpened, Malformed, WrongPadding and what `cbor.read` raises.
    """
    name, wrapped, sealed = parts_of(cbor.read(data, most_bytes=MOST_QUESTION_BYTES), QUESTION, 3)
    whom, epoch = key_id(name)
    if whom != bureau or epoch not in private:
        raise NoPrivateKey("The question is sealed for a key that this bureau does not hold, or no longer.")
    context = _context(name)
    try:
        secret = keys.unwrap(octets(wrapped, _WRAPPED_BYTES), private[epoch], context=context)
    except NotOpened:
        raise WrapNotOpened("The question does not open with the key that it names.") from None
    try:
        question = AESGCM(_key(secret, b"question")).decrypt(
            _NONCE, octets(sealed, 16, MOST_QUESTION_BYTES), context
        )
    except InvalidTag:
        raise Malformed("The question was changed on its way.") from None
    return unpad(question), WayBack(secret, context)


def _context(name: bytes) -> bytes:
    return cbor.write((QUESTION, name))


def _key(secret: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=QUESTION.encode() + b"\0" + use).derive(secret)
