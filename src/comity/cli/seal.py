"""`comity seal verify FILE`: is this what a bureau sent? Asks no node and no network."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from comity.bureaus.signed.fingerprints import fingerprint
from comity.cli.output import out, plain, say_json
from comity.cli.problems import NotAnswered, Wrong
from comity.cli.seal_evidence import check_said, not_signed, verify_evidence
from comity.messages.evidence.papers import MOST_BYTES, is_evidence
from comity.seal.blobs import check_blob, open_blob
from comity.seal.errors import Refusal
from comity.seal.proof import Proof, read_proof
from comity.web.moments import in_utc

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def seal() -> None:
    """Signed messages as files."""


@seal.command()
@click.argument("file", type=_FILE)
@click.option(
    "--fingerprint",
    "said",
    multiple=True,
    help="The fingerprint of a key as its bureau says it, or CODE=FINGERPRINT where several bureaus signed.",
)
@click.option(
    "--attachment",
    "attachments",
    type=_FILE,
    multiple=True,
    help="A file to check as well: a sealed one with a proof, one as it is with a conversation.",
)
@click.option(
    "--write", "folder", type=_FOLDER, help="Write the content and the attachments into this folder."
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one line of JSON.")
def verify(
    file: Path, said: tuple[str, ...], attachments: tuple[Path, ...], folder: Path | None, as_json: bool
) -> None:
    """Say who signed what in FILE, to whom and when, and whether one byte of it was changed.

    FILE is a proof of a message, or a conversation as a bureau exports it, with what the others signed. Without
    --fingerprint nobody knows whose keys signed it: ask the bureaus, by telephone, or look into the directory. Exit
    code 4 says so.
    """
    data = _bytes_of(file)
    if is_evidence(data):
        verify_evidence(file, data, said, attachments, folder, as_json=as_json)
        return
    proof = _read(data, said)
    places = [_place(proof, attachment) for attachment in attachments]
    if folder:
        _write(folder, proof, dict(zip(places, attachments, strict=True)))
    if as_json:
        say_json(_document(file, proof, places, is_known=bool(said)))
    else:
        _say(proof, places)
    if not said:
        if as_json:
            raise click.exceptions.Exit(NotAnswered.exit_code)
        sentence = _(
            "Whose key this is, the file cannot prove. Ask %(sender)s for its fingerprint, then give it."
        )
        raise NotAnswered(sentence % {"sender": proof.header.sender})


def _bytes_of(file: Path) -> bytes:
    if file.stat().st_size > MOST_BYTES:
        raise Wrong(_("%(file)s is too large to be a signed message.") % {"file": file})
    return file.read_bytes()


def _read(data: bytes, said: tuple[str, ...]) -> Proof:
    """Raises: Wrong for anything but a proof, and where its key is another than somebody said."""
    try:
        proof = read_proof(data)
    except Refusal as refusal:
        raise not_signed(refusal) from None
    check_said(said, {proof.key_id: proof.key}, proof.header.sender)
    return proof


def _place(proof: Proof, attachment: Path) -> int:
    """Which of the message's attachments this sealed file is. Raises: Wrong where it is none."""
    length = attachment.stat().st_size
    for place, mark in enumerate(proof.header.blobs):
        if mark.sealed_bytes == length:
            try:
                with attachment.open("rb") as opened:
                    check_blob(opened, mark)
            except Refusal:
                continue
            return place
    raise Wrong(
        _("%(file)s is no attachment of this message, or it was changed since.") % {"file": attachment}
    )


def _write(folder: Path, proof: Proof, attachments: dict[int, Path]) -> None:
    """Never over what is there, and under numbers: a name is its sender's word."""
    try:
        with (folder / "content").open("xb") as output:
            output.write(proof.content.body)
        for place, file in attachments.items():
            blob = proof.content.attachments[place].blob
            with file.open("rb") as sealed, (folder / f"attachment-{place + 1}").open("xb") as output:
                content = open_blob(sealed, blob, proof.header.id, place)
                while block := content.read(1 << 20):
                    output.write(block)
    except Refusal as refusal:
        sentence = _("An attachment does not open: its sender sealed it wrongly (%(code)s).")
        raise Wrong(sentence % {"code": refusal.code}) from None
    except FileExistsError as error:
        raise Wrong(_("%(file)s is there already.") % {"file": error.filename}) from None


def _document(file: Path, proof: Proof, places: list[int], *, is_known: bool) -> dict[str, Any]:
    header = proof.header
    return {
        "file": str(file),
        "answer": "signed" if is_known else "signed-by-an-unknown-key",
        "id": str(header.id),
        "from": header.sender,
        "to": list(header.to),
        "kind": header.kind,
        "schema": header.schema,
        "sent_at": _moment(header.issued_at).isoformat(),
        "number": header.link.seq,
        "key": proof.key_id,
        "fingerprint": fingerprint(proof.key),
        "digest": proof.digest.hex(),
        "body": proof.content.body.decode("utf-8", "replace"),
        "attachments": [_attachment(proof, place, places) for place in range(len(header.blobs))],
    }


def _attachment(proof: Proof, place: int, checked: list[int]) -> dict[str, Any]:
    each = proof.content.attachments[place]
    return {
        "name": each.name,
        "media_type": each.media_type,
        "bytes": each.blob.content_bytes,
        "checked": place in checked,
    }


def _say(proof: Proof, places: list[int]) -> None:
    header = proof.header
    facts = {
        "kind": header.kind,
        "sender": header.sender,
        "to": ", ".join(header.to),
        "at": in_utc(_moment(header.issued_at)),
        "fingerprint": fingerprint(proof.key),
    }
    lines = [
        _("Not a byte was changed. A message of the kind %(kind)s from %(sender)s to %(to)s, dated %(at)s.")
        % facts,
        _("Signed with the key whose fingerprint is %(fingerprint)s.") % facts,
    ]
    for place, each in enumerate(proof.content.attachments):
        about = {"number": place + 1, "name": each.name, "bytes": each.blob.content_bytes}
        if place in places:
            lines.append(_("Attachment %(number)s, %(name)s (%(bytes)s bytes): as it was sent.") % about)
        else:
            lines.append(
                _("Attachment %(number)s, %(name)s (%(bytes)s bytes): not checked, its file was not given.")
                % about
            )
    for line in lines:
        out().print(plain(line), soft_wrap=True)
    out().print(plain(proof.content.body.decode("utf-8", "replace")), soft_wrap=True)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
