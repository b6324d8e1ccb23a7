"""What a bureau says of its own keys, signed by the key it had before: the centre cannot swap one unseen.

Pure: bytes in, entries or a refusal out. Format: docs/spec/directory.md, 3; vectors in tests/vectors/directory.json.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.bureaus.rules import CODE_FORM
from comity.bureaus.signed import form
from comity.bureaus.signed.form import EntryRefused
from comity.kit.canonical import canonical_json
from comity.seal.errors import SealError
from comity.seal.keys import PUBLIC_BYTES as ENCRYPTION_BYTES
from comity.seal.signing import PUBLIC_BYTES as SIGNING_BYTES
from comity.seal.signing import SIGNATURE_BYTES, sign, verify

CONTEXT = b"comity/directory-entry/v1"
RECOVERY_CONTEXT = b"comity/directory-recovery/v1\0"
FORMAT, WITH_RELAYS = (
    1,
    2,
)  # the second has `relay` and `relays`, and is written only where one of them says something
LONGEST_ENTRY_BYTES = 48 * 1024
MOST_EPOCHS, MOST_ADDRESSES, MOST_CONTACTS, MOST_PINS, MOST_RECOVERERS = 4, 4, 8, 4, 40
REQUEST_KEY_BYTES = 32
_RELAYING = ("relay", "relays")
EPOCH_FORM = r"[0-9]{4}-(0[1-9]|1[0-2])(\.[1-9][0-9]?)?"
ADDRESS_FORM = r"https?://[A-Za-z0-9.:\[\]_-]+(/[A-Za-z0-9._~/-]*)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptionKey:
    """A key to seal for, used from valid_from up to valid_to.

    epoch: its name, the month, as "2026-12"; "2026-12.2" where the month's key was changed.
    """

    epoch: str
    public: bytes = field(repr=False)
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A function that answers, never a person. desk: "duty-desk". languages: ISO 639-1."""

    desk: str
    telephone: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version of what a bureau says of itself. previous: digest of the version before, empty at the first.

    request_key: Ed25519, under which its node signs requests. tls_pins: SHA-256 of the public keys of its TLS door.
    hosted_by: the bureau whose node holds its keys, empty where it has its own. relay: the node at which it
    fetches what is for it, where it cannot be reached; relays: does its node keep parcels for such others?
    """

    bureau: str
    version: int
    previous: str
    valid_from: datetime
    valid_to: datetime
    signing_key: bytes = field(repr=False)
    encryption: tuple[EncryptionKey, ...]
    request_key: bytes
    tls_pins: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    hosted_by: str = ""
    contacts: tuple[Contact, ...] = ()
    relay: str = ""
    relays: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """An entry with its signatures. own: by the key it names; previous: by the key of the version before.

    recovery: name of a root key and its signature, where the key before is lost.
    """

    entry: Entry
    text: str
    own: bytes
    previous: bytes = b""
    recovery: tuple[tuple[str, str], ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of what is signed: its name among the directory's files, and `previous` of the next version."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def content(self) -> bytes:
        """The file."""
        return canonical_json(
            {
                "entry": self.text,
                "own": form.as_base64(self.own),
                "previous": form.as_base64(self.previous),
                "recovery": [{"key": name, "signature": mark} for name, mark in self.recovery],
            }
        ).encode()

    def recovery_message(self) -> bytes:
        """What officers sign when a bureau lost its key."""
        return RECOVERY_CONTEXT + self.text.encode()


# Goes on only where enough officers of the root signed this entry. Raises: EntryRefused.
Recovered = Callable[[Signed], None]


def sign_entry(entry: Entry, own_seed: bytes, *, previous_seed: bytes | None) -> Signed:
    """An entry as its bureau publishes it. previous_seed: None at the first version, and when it is lost."""
    words = canonical_json(_document(entry))
    message = words.encode()
    before = sign(message, previous_seed, context=CONTEXT) if previous_seed else b""
    return Signed(entry, words, sign(message, own_seed, context=CONTEXT), before)


def handed_on(signed: Signed, previous_seed: bytes) -> Signed:
    """The same entry, signed besides by the key of the version before, which another node holds."""
    return replace(signed, previous=sign(signed.text.encode(), previous_seed, context=CONTEXT))


def read_signed(raw: bytes) -> Signed:
    """The entry of a file; its form and its own signature are checked, not yet what came before it.

    Raises: EntryRefused.
    """
    found = form.document(raw, most_bytes=LONGEST_ENTRY_BYTES)
    form.only(found, ("entry", "own", "previous", "recovery"))
    words = found["entry"]
    if not isinstance(words, str):
        raise form.unreadable()
    entry = _read(words)
    before = b"" if found["previous"] == "" else form.key(found["previous"], bytes_long=SIGNATURE_BYTES)
    recovery = tuple(map(_recoverer, form.listed(found["recovery"], most=MOST_RECOVERERS)))
    signed = Signed(entry, words, form.key(found["own"], bytes_long=SIGNATURE_BYTES), before, recovery)
    _verified(signed, signed.own, entry.signing_key)
    return signed


def require_first(signed: Signed) -> None:
    """Go on only where this can be the first version. Raises: EntryRefused."""
    if signed.entry.version != 1 or signed.entry.previous or signed.previous:
        raise EntryRefused(
            _("The first entry of a bureau has version 1 and nothing before it."), code="entry-gap"
        )


def require_next(signed: Signed, before: Signed, *, recovered: Recovered) -> None:
    """Go on only where this follows that version and was signed by its key, or recovered. Raises: EntryRefused."""
    entry, last = signed.entry, before.entry
    if entry.bureau != last.bureau:
        raise EntryRefused(_("This entry is of another bureau."), code="entry-bureau")
    if entry.version != last.version + 1:
        raise EntryRefused(
            _("Versions are missing between this entry and the one before it."), code="entry-gap"
        )
    if entry.previous != before.digest:
        raise EntryRefused(
            _("This entry continues another history than the one known here."), code="entry-fork"
        )
    if entry.valid_from < last.valid_from:
        raise EntryRefused(_("This entry is older than the one before it."), code="entry-time")
    require_continued(signed, last.signing_key, recovered=recovered)


def require_continued(signed: Signed, known_key: bytes, *, recovered: Recovered) -> None:
    """Go on only where the key known before signed this entry, or enough officers of the root. Raises: EntryRefused."""
    if signed.previous:
        _verified(signed, signed.previous, known_key)
        return
    if not signed.recovery:
        raise EntryRefused(
            _("The key of this bureau was changed, and its former key did not sign the change."),
            code="entry-key",
        )
    recovered(signed)


def _verified(signed: Signed, signature: bytes, key: bytes) -> None:
    try:
        verify(signed.text.encode(), signature, key, context=CONTEXT)
    except SealError:
        raise EntryRefused(
            _("This entry was not signed by the key that must have signed it."), code="entry-signature"
        ) from None


def _document(entry: Entry) -> dict[str, Any]:
    relaying = {"relay": entry.relay, "relays": entry.relays} if entry.relay or entry.relays else {}
    return {
        "format": WITH_RELAYS if relaying else FORMAT,
        "bureau": entry.bureau,
        "version": entry.version,
        "previous": entry.previous,
        "valid_from": form.as_moment(entry.valid_from),
        "valid_to": form.as_moment(entry.valid_to),
        "signing_key": form.as_base64(entry.signing_key),
        "encryption": [
            {
                "epoch": each.epoch,
                "key": form.as_base64(each.public),
                "valid_from": form.as_moment(each.valid_from),
                "valid_to": form.as_moment(each.valid_to),
            }
            for each in entry.encryption
        ],
        "request_key": form.as_base64(entry.request_key),
        "tls_pins": list(entry.tls_pins),
        "addresses": list(entry.addresses),
        "hosted_by": entry.hosted_by,
        "contacts": [
            {"desk": each.desk, "telephone": each.telephone, "languages": list(each.languages)}
            for each in entry.contacts
        ],
        **relaying,
    }


def _read(words: str) -> Entry:
    """The entry in its signed text, which must be the one canonical way to write it. Raises: EntryRefused."""
    found = form.document(words, most_bytes=LONGEST_ENTRY_BYTES)
    if found.get("format") not in (FORMAT, WITH_RELAYS):
        raise EntryRefused(_("This entry has a format that this version does not know."), code="entry-format")
    relaying = _RELAYING if found["format"] == WITH_RELAYS else ()
    form.only(found, {*Entry.__slots__, "format"} - set(_RELAYING) | set(relaying))
    entry = Entry(
        bureau=form.text(found["bureau"], most=12, form=CODE_FORM),
        version=form.number(found["version"]),
        previous=""
        if found["previous"] == ""
        else form.text(found["previous"], most=64, form=form.HEX.pattern),
        valid_from=form.moment(found["valid_from"]),
        valid_to=form.moment(found["valid_to"]),
        signing_key=form.key(found["signing_key"], bytes_long=SIGNING_BYTES),
        encryption=tuple(map(_epoch, form.listed(found["encryption"], most=MOST_EPOCHS))),
        request_key=form.key(found["request_key"], bytes_long=REQUEST_KEY_BYTES),
        tls_pins=tuple(
            form.text(each, most=64, form=form.HEX.pattern)
            for each in form.listed(found["tls_pins"], most=MOST_PINS)
        ),
        addresses=tuple(
            form.text(each, most=200, form=ADDRESS_FORM)
            for each in form.listed(found["addresses"], most=MOST_ADDRESSES)
        ),
        hosted_by=_code(found["hosted_by"]),
        contacts=tuple(map(_contact, form.listed(found["contacts"], most=MOST_CONTACTS))),
        relay=_code(found.get("relay", "")),
        relays=form.truth(found.get("relays", False)),
    )
    if entry.valid_to <= entry.valid_from or canonical_json(_document(entry)) != words:
        raise form.unreadable()
    return entry


def _code(found: Any) -> str:
    """The code of a bureau, or nothing."""
    return "" if found == "" else form.text(found, most=12, form=CODE_FORM)


def _epoch(found: Any) -> EncryptionKey:
    form.only(found, ("epoch", "key", "valid_from", "valid_to"))
    return EncryptionKey(
        epoch=form.text(found["epoch"], most=10, form=EPOCH_FORM),
        public=form.key(found["key"], bytes_long=ENCRYPTION_BYTES),
        valid_from=form.moment(found["valid_from"]),
        valid_to=form.moment(found["valid_to"]),
    )


def _contact(found: Any) -> Contact:
    form.only(found, ("desk", "telephone", "languages"))
    return Contact(
        desk=form.text(found["desk"], most=40, form="[a-z][a-z-]*"),
        telephone=form.text(found["telephone"], most=40),
        languages=tuple(
            form.text(each, most=3, form="[a-z]{2,3}") for each in form.listed(found["languages"], most=10)
        ),
    )


def _recoverer(found: Any) -> tuple[str, str]:
    form.only(found, ("key", "signature"))
    return (
        form.text(found["key"], most=64, form=form.HEX.pattern),
        form.text(found["signature"], most=8000, form="[0-9a-f]+"),
    )
