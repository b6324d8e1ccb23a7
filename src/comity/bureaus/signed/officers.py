"""Files of the key ceremony: an officer's key under a passphrase, its public half, a document that officers sign.

Pure: bytes in, bytes out; it runs on a machine without a network. Format: docs/spec/directory.md, 5.
"""

import json
import secrets
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from tuf.api.metadata import Metadata, Root
from tuf.api.serialization import DeserializationError

from comity.bureaus.signed import form, repository
from comity.bureaus.signed.entries import read_signed
from comity.bureaus.signed.form import EntryRefused
from comity.kit.errors import Refused
from comity.seal.errors import SealError
from comity.seal.held import open_with_passphrase, seal_for_passphrase
from comity.seal.signing import PUBLIC_BYTES, public_of

PRIVATE_FORMAT, PUBLIC_FORMAT = "comity/officer-key/v1", "comity/officer-public/v1"
LONGEST_FILE_BYTES = 512 * 1024
KEYS_OF_AN_OFFICER = 2  # of the root, one of each algorithm
_SEALED_BYTES = 16 + 12 + 32 + 16


def make_officer_key(passphrase: str) -> tuple[bytes, bytes]:
    """A new key: the file that only the passphrase opens, and the public file. Raises: Refused for a short one."""
    seed = secrets.token_bytes(32)
    public = public_of(seed)
    try:
        sealed = seal_for_passphrase(seed, passphrase, about=PRIVATE_FORMAT.encode() + public)
    except SealError:
        raise Refused(_("A passphrase has at least 12 characters."), code="passphrase") from None
    private = {"format": PRIVATE_FORMAT, "public": form.as_base64(public), "sealed": form.as_base64(sealed)}
    return _file(private), _file({"format": PUBLIC_FORMAT, "public": form.as_base64(public)})


def read_public(raw: bytes) -> bytes:
    """The public signing key of an officer's public file. Raises: Refused."""
    found = form.document(raw, most_bytes=LONGEST_FILE_BYTES)
    if found.get("format") != PUBLIC_FORMAT:
        raise Refused(_("This is no public file of an officer."), code="officer-file")
    form.only(found, ("format", "public"))
    return form.key(found["public"], bytes_long=PUBLIC_BYTES)


def open_officer_key(raw: bytes, passphrase: str) -> bytes:
    """The seed in an officer's file. Raises: Refused for another passphrase or file."""
    found = form.document(raw, most_bytes=LONGEST_FILE_BYTES)
    if found.get("format") != PRIVATE_FORMAT:
        raise Refused(_("This is no key file of an officer."), code="officer-file")
    form.only(found, ("format", "public", "sealed"))
    public = form.key(found["public"], bytes_long=PUBLIC_BYTES)
    sealed = form.key(found["sealed"], bytes_long=_SEALED_BYTES)
    try:
        return open_with_passphrase(sealed, passphrase, about=PRIVATE_FORMAT.encode() + public)
    except SealError:
        raise Refused(_("The passphrase does not open this key."), code="passphrase") from None


def signed_by_officer(raw: bytes, seed: bytes) -> bytes:
    """The document with this officer's two signatures: a root, or the entry of a bureau that lost its key.

    Raises: Refused for anything else, and for an officer whom a root does not name.
    """
    root = _root_in(raw)
    by = repository.signers(seed)
    if root is not None:
        if not {each.public_key.keyid for each in by} <= set(root.signed.roles[Root.type].keyids):
            raise Refused(_("This root does not name this officer."), code="not-an-officer")
        return repository.sign_with(root, by)
    try:
        entry = read_signed(raw)
    except EntryRefused:
        sentence = _("Officers sign roots, and entries of bureaus that lost their key.")
        raise Refused(sentence, code="not-to-sign") from None
    message = entry.recovery_message()
    names = {each.public_key.keyid for each in by}
    kept = tuple(each for each in entry.recovery if each[0] not in names)
    added = tuple((each.public_key.keyid, each.sign(message).signature) for each in by)
    return replace(entry, recovery=kept + added).content


def what_is_signed(raw: bytes) -> bytes:
    """The bytes under the signatures of a root or an entry: their fingerprint stays as more officers sign.

    Raises: EntryRefused for anything else.
    """
    root = _root_in(raw)
    return root.signed_bytes if root is not None else read_signed(raw).text.encode()


def signatures_on(root: Metadata[Root]) -> tuple[int, int]:
    """How many of the root's keys have signed it, and how many must."""
    result = root.signed.get_verification_result(Root.type, root.signed_bytes, root.signatures)
    return len(result.signed), result.threshold


def _root_in(raw: bytes) -> Metadata[Root] | None:
    if len(raw) > LONGEST_FILE_BYTES:
        return None
    try:
        found = Metadata[Root].from_bytes(raw)
    except (DeserializationError, RecursionError):
        return None
    return found if found.signed.type == Root.type else None


def _file(found: dict[str, Any]) -> bytes:
    return json.dumps(found, indent=1).encode() + b"\n"
