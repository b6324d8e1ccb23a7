"""`comity seal verify` of a conversation: who said what in it, by whose signature. Asks no node and no network."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from hashlib import file_digest
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from comity.bureaus.signed.fingerprints import fingerprint, same_fingerprint
from comity.cli.output import out, plain, say_json
from comity.cli.problems import NotAnswered, Wrong
from comity.messages.courier.rules import Level
from comity.messages.evidence.papers import Evidence, ShownFront, SignedReceipt, SignedWords, read_evidence
from comity.seal.errors import Refusal
from comity.web.moments import in_utc


def verify_evidence(
    file: Path,
    data: bytes,
    said: tuple[str, ...],
    attachments: tuple[Path, ...],
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Raises: Wrong where one byte is not what was signed; NotAnswered where somebody's key is not known."""
    try:
        found = read_evidence(data)
    except Refusal as refusal:
        raise not_signed(refusal) from None
    known = check_said(said, found.keys, found.shown.header.sender)
    checked = [front for each in attachments for front in _files(found, each)]
    if folder:
        _write(folder, found)
    if as_json:
        say_json(_document(file, found, known, checked))
    else:
        for line in _lines(found, checked):
            out().print(plain(line), soft_wrap=True)
    unknown = sorted(found.keys.keys() - known)
    if unknown and as_json:
        raise click.exceptions.Exit(NotAnswered.exit_code)
    if unknown:
        bureaus = ", ".join(dict.fromkeys(_bureau(each) for each in unknown))
        sentence = _(
            "Whose keys these are, the file cannot prove. Ask %(bureaus)s for their fingerprints, "
            "then give each as --fingerprint CODE=FINGERPRINT."
        )
        raise NotAnswered(sentence % {"bureaus": bureaus})


def check_said(said: tuple[str, ...], keys: Mapping[str, bytes], first: str) -> set[str]:
    """The ids of the keys that somebody's word confirms. first: of which bureau a fingerprint without a code is.

    A fingerprint counts for its own bureau alone: else one could sign in another's name under one's own key.
    Raises: Wrong where a bureau said another fingerprint than that of its key here, or signed nothing here.
    """
    told: dict[str, list[str]] = {}
    for each in said:
        code, equals, words = each.partition("=")
        told.setdefault(code.strip().upper() if equals else first, []).append(words if equals else code)
    known: set[str] = set()
    for bureau, fingerprints in told.items():
        own = {id: key for id, key in keys.items() if _bureau(id) == bureau}
        if not own:
            raise Wrong(_("%(bureau)s has signed nothing in this file.") % {"bureau": bureau})
        fits = {id for id, key in own.items() if any(same_fingerprint(each, key) for each in fingerprints)}
        if wrong := sorted(own.keys() - fits):
            words = _("Do not rely on this file: it was signed with another key, %(fingerprint)s.")
            raise Wrong(words % {"fingerprint": fingerprint(own[wrong[0]])})
        known |= fits
    return known


def not_signed(refusal: Refusal) -> Wrong:
    """What is said of a file that is not what somebody signed."""
    words = _("Do not rely on this file: it is not what a bureau signed, or it was changed since (%(code)s).")
    return Wrong(words % {"code": refusal.code})


def _files(found: Evidence, attachment: Path) -> list[ShownFront]:
    """Where in the conversation its sender signed this file. Raises: Wrong where nobody did."""
    length, fitting = attachment.stat().st_size, list(_written(found, attachment))
    for front in found.fronts:
        if front.file.blob.content_bytes == length:
            try:
                with attachment.open("rb") as opened:
                    front.check(opened)
            except Refusal:
                continue
            fitting.append(front)
    if not fitting:
        words = _("%(file)s is no attachment of this message, or it was changed since.")
        raise Wrong(words % {"file": attachment})
    return fitting


def _written(found: Evidence, attachment: Path) -> Iterator[ShownFront]:
    """The same where a bureau signed the digest of the file itself, for the centre to release it."""
    signed = [
        (words, place, file.sha256)
        for words in found.words
        for place, file in enumerate(words.written.words.files if words.written else ())
    ]
    if not signed:
        return  # a file may be long
    with attachment.open("rb") as opened:
        digest = file_digest(opened, "sha256").hexdigest()
    yield from (ShownFront(words, place, b"") for words, place, sha256 in signed if sha256 == digest)


def _lines(found: Evidence, checked: list[ShownFront]) -> Iterator[str]:
    shown = found.shown.header
    messages = found.conversation["messages"]
    yield _(
        "Not a byte was changed. A conversation shown by %(bureau)s on %(at)s; messages in it: %(count)s."
    ) % {
        "count": len(messages),
        "bureau": shown.sender,
        "at": in_utc(_moment(shown.issued_at)),
    }
    for key_id, key in sorted(found.keys.items()):
        yield _("%(bureau)s signed with the key whose fingerprint is %(fingerprint)s.") % {
            "bureau": _bureau(key_id),
            "fingerprint": fingerprint(key),
        }
    for place, (id, said) in enumerate(messages.items(), start=1):
        yield ""
        facts: dict[str, Any] = {"number": place, "sender": str(said["sender"]), "shown_by": shown.sender}
        words = [each for each in found.words if each.message == id]
        if not words:
            yield _("Message %(number)s, from %(sender)s: nobody but %(shown_by)s has signed it.") % facts
        for each in words:
            yield from _signed(each, facts)
            yield from _attachments(each, checked)
        yield from (_receipt(each) for each in found.receipts if each.message == id)
        yield str(said["body"] if said["body"] is not None else _("Its words were deleted."))


def _signed(each: SignedWords, facts: dict[str, Any]) -> Iterator[str]:
    more = {"to": ", ".join(each.to), "at": in_utc(_moment(each.header.issued_at))}
    sentence = _("Message %(number)s, from %(sender)s: signed by %(sender)s itself, for %(to)s, on %(at)s.")
    yield sentence % {**facts, **more}
    if each.release:
        yield _("%(centre)s has signed that it released these words.") % {"centre": each.release.centre}


def _attachments(words: SignedWords, checked: list[ShownFront]) -> Iterator[str]:
    places = {each.place for each in checked if each.words is words}
    for place, each in enumerate(words.proof.content.attachments):
        about = {"number": place + 1, "name": each.name, "bytes": each.blob.content_bytes}
        if place in places:
            yield _("Attachment %(number)s, %(name)s (%(bytes)s bytes): as it was sent.") % about
        else:
            yield (
                _("Attachment %(number)s, %(name)s (%(bytes)s bytes): not checked, its file was not given.")
                % about
            )


def _receipt(each: SignedReceipt) -> str:
    receipt = each.shown.receipt
    facts = {"bureau": each.shown.bureau, "at": in_utc(_moment(receipt.at)), "code": receipt.code}
    match each.level:
        case Level.DELIVERED:
            return _("%(bureau)s has signed: delivered on %(at)s.") % facts
        case Level.READ:
            return _("%(bureau)s has signed: read on %(at)s.") % facts
        case Level.ANSWERED:
            return _("%(bureau)s has signed: answered on %(at)s.") % facts
        case Level.REFUSED:
            return _("%(bureau)s has signed: not taken on %(at)s (%(code)s).") % facts


def _document(file: Path, found: Evidence, known: set[str], checked: list[ShownFront]) -> dict[str, Any]:
    return {
        "file": str(file),
        "answer": "signed" if known >= found.keys.keys() else "signed-by-unknown-keys",
        "shown_by": found.shown.header.sender,
        "shown_at": _moment(found.shown.header.issued_at).isoformat(),
        "keys": [
            {"key": id, "bureau": _bureau(id), "fingerprint": fingerprint(key), "known": id in known}
            for id, key in sorted(found.keys.items())
        ],
        "messages": [
            {
                "id": id,
                "sender": said["sender"],
                "body": said["body"],
                "signed": [_words_document(each, checked) for each in found.words if each.message == id],
                "receipts": [_receipt_document(each) for each in found.receipts if each.message == id],
            }
            for id, said in found.conversation["messages"].items()
        ],
    }


def _words_document(each: SignedWords, checked: list[ShownFront]) -> dict[str, Any]:
    places = {front.place for front in checked if front.words is each}
    return {
        "key": each.key_id,
        "to": list(each.to),
        "at": _moment(each.header.issued_at).isoformat(),
        "digest": each.proof.digest.hex(),
        "released_by": each.release.centre if each.release else "",
        "release_key": each.release.key_id if each.release else "",
        "attachments": [
            {"name": file.name, "bytes": file.blob.content_bytes, "checked": place in places}
            for place, file in enumerate(each.proof.content.attachments)
        ],
    }


def _receipt_document(each: SignedReceipt) -> dict[str, Any]:
    receipt = each.shown.receipt
    return {
        "bureau": each.shown.bureau,
        "level": receipt.level.name.lower(),
        "at": _moment(receipt.at).isoformat(),
        "code": receipt.code,
        "key": each.shown.key_id,
    }


def _write(folder: Path, found: Evidence) -> None:
    """The conversation, and each signed message as a file of its own. Never over what is there."""
    named = {f"message-{place}.proof": each.raw for place, each in enumerate(found.words, start=1)}
    try:
        for name, content in {"content": found.shown.content.body, **named}.items():
            with (folder / name).open("xb") as output:
                output.write(content)
    except FileExistsError as error:
        raise Wrong(_("%(file)s is there already.") % {"file": error.filename}) from None


def _bureau(key_id: str) -> str:
    return key_id.partition("/")[0]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
