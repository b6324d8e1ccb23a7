"""The words an officer typed, sealed for the asking bureau and the commission.

A content key serves one bureau for one hour in one process, so that a query costs microseconds and the two
wrappings are paid once an hour. Format: docs/spec/seal.md; vectors in tests/vectors/seal_words.json.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cached_property
from threading import Lock
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal.errors import NotOpened, TooLong
from comity.seal.keys import unwrap, wrap

PAD_BYTES = 64  # the length of what was asked tells nothing finer than this
MOST_BYTES = 64 * 1024
_KEY_BYTES, _NONCE_BYTES, _ID_BYTES = 32, 12, 16
_LABEL = b"comity/words/v1\0"


@dataclass(frozen=True)
class ContentKey:
    """One hour's key of one bureau. `id` and the wrapped forms are stored; `key` never leaves memory."""

    id: UUID
    key: bytes = field(repr=False)
    wrapped_bureau: bytes = field(repr=False)
    wrapped_commission: bytes = field(repr=False)

    @cached_property
    def cipher(self) -> AESGCM:
        return AESGCM(self.key)


def new_content_key(id: UUID, *, bureau: bytes, commission: bytes) -> ContentKey:
    """A random key under this id, wrapped for the public keys of the bureau and of the commission.

    Raises: WeakSecret for what is no public key.
    """
    key = os.urandom(_KEY_BYTES)
    context = _LABEL + id.bytes
    wrapped = [id.bytes + wrap(key, public, context=context) for public in (bureau, commission)]
    return ContentKey(id, key, *wrapped)


def seal_words(key: ContentKey, words: str, act_id: UUID) -> bytes:
    """Nonce, then the padded words under AES-256-GCM; only this act's id and key open them.

    Raises: TooLong above 64 KiB of UTF-8.
    """
    plain = words.encode()
    if len(plain) > MOST_BYTES:
        raise TooLong("Words to be sealed have at most 65,536 bytes.")
    plain += b"\x80" + bytes(-(len(plain) + 1) % PAD_BYTES)
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + key.cipher.encrypt(nonce, plain, _LABEL + key.id.bytes + act_id.bytes)


def new_own_key(id: UUID) -> ContentKey:
    """A random key for one act, under the act's own id, wrapped for nobody: whoever deletes it deletes the words."""
    return ContentKey(id, os.urandom(_KEY_BYTES), b"", b"")


def open_own(key: bytes, sealed: bytes, act_id: UUID) -> str:
    """The words sealed under an act's own key. Raises: NotOpened when one byte, the act or the key is another."""
    return _opened(key, act_id.bytes, sealed, act_id)


def open_words(private: bytes, wrapped: bytes, sealed: bytes, act_id: UUID) -> str:
    """The words of an act. private: the seed of bureau or commission; wrapped: the form made for it.

    Raises: NotOpened when one byte, the act or the key is another.
    """
    id = wrapped[:_ID_BYTES]
    return _opened(unwrap(wrapped[_ID_BYTES:], private, context=_LABEL + id), id, sealed, act_id)


def _opened(key: bytes, id: bytes, sealed: bytes, act_id: UUID) -> str:
    nonce, box = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        padded = AESGCM(key).decrypt(nonce, box, _LABEL + id + act_id.bytes)
    except (InvalidTag, ValueError):
        raise NotOpened("These words do not belong to this act, or were changed.") from None
    return padded[: padded.rindex(b"\x80")].decode()


class ContentKeys:
    """The content keys in use: one for each bureau, made anew each hour. Safe among threads.

    make: makes the key for a bureau's code and stores its wrapped forms for good, outside the caller's
    transaction, before it returns: a key that was used and not stored would lose the words for ever.
    """

    def __init__(self, make: Callable[[str], ContentKey]) -> None:
        self._make = make
        self._held: dict[str, tuple[datetime, ContentKey]] = {}
        self._lock = Lock()

    def of(self, bureau: str, now: datetime) -> ContentKey:
        """The key of this bureau for the hour of `now` (aware)."""
        hour = now.astimezone(timezone.utc).replace(minute=0, second=0, microsecond=0)
        held = self._held.get(bureau)
        if held is not None and held[0] == hour:
            return held[1]
        with self._lock:
            held = self._held.get(bureau)
            if held is None or held[0] != hour:
                held = self._held[bureau] = (hour, self._make(bureau))
            return held[1]

    def forget(self) -> None:
        """Make new keys from now on: for tests, whose database is laid anew without the keys it held."""
        with self._lock:
            self._held.clear()
