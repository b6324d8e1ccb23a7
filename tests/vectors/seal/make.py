"""Makes the vectors of this folder anew: `python -m tests.vectors.seal.make`. Only when the format changes.

The seeds are fixed and stand in the file; sealing is random, so that a run makes other bytes each time. What is
stored was read by two readers that share no line: ours and `tests/interop/node`.
"""

import io
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from comity.seal import cbor
from comity.seal.blobs import seal_blob
from comity.seal.content import Attachment, Content
from comity.seal.envelope import open_envelope, seal_envelope, trim_envelope, verify_envelope
from comity.seal.errors import Refusal
from comity.seal.header import Link
from comity.seal.proof import write_proof
from comity.seal.signed import Signer
from tests.rooms.seal.sealing import (
    CONTENT,
    DRAFT,
    EPOCH,
    KEYS,
    OPENING,
    SIGNER,
    SIGNERS,
    SIGNING,
    addressee,
    put_together,
    sealed,
    sealed_wrongly,
    signed_anew,
    signed_by,
    taken_apart,
)

FOLDER = Path(__file__).parent
PHOTOGRAPH = b"an invented photograph. " * 900  # two chunks


def attached() -> tuple[bytes, bytes]:
    """An envelope to three bureaus with an attachment, each at its own place; and the sealed attachment."""
    file = io.BytesIO()
    blob = seal_blob(io.BytesIO(PHOTOGRAPH), file, DRAFT.id, 0)
    content = Content('{"subject":"قارب"}'.encode(), (Attachment("boat é.jpg", "image/jpeg", blob),))
    to = [addressee("CEN"), addressee("ITA", Link(5, b"i" * 32)), addressee("KEN", Link(9, b"k" * 32))]
    return seal_envelope(DRAFT, content, to, SIGNER).envelope, file.getvalue()


def changed(envelope: bytes, change: Callable[[list[Any]], Any]) -> bytes:
    """The envelope with a part exchanged and nothing signed anew."""
    parts = taken_apart(envelope)
    change(parts)
    return put_together(parts)


def wrong_headers(one: bytes) -> dict[str, bytes]:
    """Headers that are wrong though their sender signed them."""

    def made(**fields: Any) -> bytes:
        return signed_anew(one, lambda header: header.update(fields))

    return {
        "another version in the header": made(v=2),
        "an unknown suite": made(suite=2),
        "an unknown critical header": made(crit=["x"]),
        "an unknown header": made(x=1),
        "a header is missing": signed_anew(one, lambda header: header.pop("prev")),
        "an addressee twice": made(to=["ITA", "ITA"]),
        "addressees out of order": made(to=["KEN", "ITA"]),
        "in force for more than thirty days": made(exp=DRAFT.issued_at + 31 * 86_400),
        "a first one with a former digest": made(prev=b"x" * 32),
        "a second one without a former digest": made(seq=2),
        "an addressee without a wrap": made(to=["ITA", "KEN"]),
        "the bureau of the wrap is not in to": made(to=["KEN"]),
        "another sender than the key's": made(**{"from": "KEN"}),
        "signed again under another header": made(precedence=4),
    }


def wrong_bytes(one: bytes, other: bytes) -> dict[str, bytes]:
    """Changed on the way, or put together of two."""
    value = cbor.read(one, most_bytes=1 << 22)[1].value
    return {
        "nothing": b"",
        "cut short": one[:-1],
        "a byte behind the end": one + b"\0",
        "the list's length in two bytes": b"\x98\x03" + one[1:],
        "a list without a length": b"\x9f" + one[1:] + b"\xff",
        "a name twice in a map": one.replace(b"\xa1\x05\x4c", b"\xa2\x05\x40\x05\x4c", 1),
        "another version": changed(one, lambda parts: parts.__setitem__(0, "comity/envelope/v2")),
        "another format": changed(one, lambda parts: parts.__setitem__(0, "comity/other/v1")),
        "the first signature stripped": changed(one, lambda parts: parts[1].value[3].pop(0)),
        "the second signature stripped": changed(one, lambda parts: parts[1].value[3].pop(1)),
        "signatures in the wrong order": changed(one, lambda parts: parts[1].value[3].reverse()),
        "a flipped bit in the first signature": one.replace(value[3][0][2], flipped(value[3][0][2])),
        "a flipped bit in the second signature": one.replace(value[3][1][2], flipped(value[3][1][2])),
        "a flipped bit in the header": one.replace(b"\x64from\x63FRA", b"\x64from\x63FRB"),
        "signed with another's key": signed_by(
            one, SimpleNamespace(key_id=SIGNER.key_id, seed=SIGNING["ITA"])
        ),
        "signed with an unknown key": signed_by(one, Signer("FRA", SIGNING["CEN"])),
        "the box of another envelope": changed(
            one, lambda parts: parts.__setitem__(2, taken_apart(other)[2])
        ),
        "a flipped bit in the content": flipped_in_content(one),
        "an unknown header beside the nonce": changed(one, lambda parts: parts[2].value[1].update({99: 1})),
        "the wrap of another envelope": changed(
            one, lambda parts: parts[2].value.__setitem__(3, taken_apart(other)[2].value[3])
        ),
        "a wrap twice": changed(one, lambda parts: parts[2].value[3].append(parts[2].value[3][0])),
    }


def flipped(value: bytes) -> bytes:
    return value[:9] + bytes([value[9] ^ 1]) + value[10:]


def flipped_in_content(envelope: bytes) -> bytes:
    content = taken_apart(envelope)[2].value[2]
    return envelope.replace(content, flipped(content))


def reading(
    envelope: bytes, bureau: str, keys: dict[str, bytes] = KEYS, private: dict[str, bytes] | None = None
) -> dict[str, Any]:
    """What our own reader finds: the content, or the code."""
    own = {EPOCH: OPENING[bureau]} if bureau in OPENING else {}
    try:
        opened = open_envelope(
            verify_envelope(envelope, keys.get), bureau, own if private is None else private
        )
    except Refusal as refusal:
        return {"code": refusal.code}
    return {
        "code": None,
        "digest": opened.digest.hex(),
        "body": text(opened.content.body),
        "attachments": [each.name for each in opened.content.attachments],
        "place": opened.link.seq,
    }


def spliced(base: bytes, made: bytes) -> list[Any]:
    """How `made` comes from `base`: where, how many bytes go, which come. Keeps the files small."""
    begin = next(
        (n for n, pair in enumerate(zip(base, made, strict=False)) if pair[0] != pair[1]),
        min(len(base), len(made)),
    )
    end = 0
    while end < min(len(base), len(made)) - begin and base[-1 - end] == made[-1 - end]:
        end += 1
    return [begin, len(base) - begin - end, text(made[begin : len(made) - end])]


def text(value: bytes) -> str:
    return b64encode(value).decode()


def good() -> tuple[dict[str, bytes], bytes]:
    """What opens; and the sealed attachment of the second."""
    many, file = attached()
    trimmed = trim_envelope(verify_envelope(many, KEYS.get), {"ITA"})
    return {"one": sealed("ITA").envelope, "many": many, "trimmed": trimmed}, file


def bad(one: bytes) -> dict[str, bytes]:
    """What must be refused, made of an envelope to one bureau."""
    return {
        **wrong_bytes(one, sealed("ITA").envelope),
        **wrong_headers(one),
        "content other than promised": sealed_wrongly(one, b"another story"),
        "wrongly padded": sealed_wrongly(one, b"x", padded=bytes(256)),
        "a wrap with another key inside": sealed_wrongly(one, b"x", wrapped=bytes(32)),
    }


def badly_trimmed(trimmed: bytes) -> dict[str, bytes]:
    """What must be refused, made of a trimmed one."""
    path = taken_apart(trimmed)[2].value[3][0][1]["path"]

    def made(change: Callable[[dict[str, Any]], Any]) -> bytes:
        return changed(trimmed, lambda parts: change(parts[2].value[3][0][1]))

    return {
        "a trimmed one with a flipped bit in its path": trimmed.replace(path[0], flipped(path[0])),
        "a trimmed one with its path too short": made(lambda opened: opened["path"].pop()),
        "a trimmed one with its path too long": made(lambda opened: opened["path"].append(bytes(32))),
        "a trimmed one without a path": made(lambda opened: opened.pop("path")),
    }


def cases(envelopes: dict[str, bytes]) -> list[dict[str, Any]]:
    """Each with what our own reader finds. One that should be refused and is not stops the making."""
    found: list[dict[str, Any]] = [
        {"why": f"{name}, for {bureau}", "base": name, "bureau": bureau, **reading(envelope, bureau)}
        for name, envelope in envelopes.items()
        for bureau in ("ITA", "KEN", "UGA")
    ]
    found.append(
        {"why": "one, without a key", "base": "one", "bureau": "ITA", "private": {}, "code": "no-private-key"}
    )
    for base, made in (("one", bad(envelopes["one"])), ("trimmed", badly_trimmed(envelopes["trimmed"]))):
        for why, envelope in made.items():
            splice, result = spliced(envelopes[base], envelope), reading(envelope, "ITA")
            assert result["code"], f"{why}: should be refused"
            found.append({"why": why, "base": base, "splice": splice, "bureau": "ITA", **result})
    return found


def main() -> None:
    envelopes, file = good()
    private = {EPOCH: OPENING["ITA"]}
    verified = verify_envelope(envelopes["one"], KEYS.get)
    proof = write_proof(verified.signed, open_envelope(verified, "ITA", private).raw, KEYS[SIGNER.key_id])
    opened = open_envelope(verify_envelope(envelopes["many"], KEYS.get), "ITA", private)
    blob = opened.content.attachments[0].blob
    document = {
        "signing_keys": {name: text(KEYS[name]) for name in (SIGNER.key_id, SIGNERS["KEN"].key_id)},
        "private_keys": {code: {EPOCH: OPENING[code].hex()} for code in ("ITA", "KEN")},
        "envelopes": {name: text(envelope) for name, envelope in envelopes.items()},
        "cases": cases(envelopes),
        "proof": {"file": text(proof), "body": text(CONTENT.body)},
        "blob": {
            "envelope": DRAFT.id.hex,
            "place": 0,
            "key": blob.key.hex(),
            "size": blob.content_bytes,
            "sha256": blob.mark.sha256.hex(),
            "file": text(file),
        },
    }
    words = json.dumps(document, ensure_ascii=False, indent=0)
    (FOLDER / "envelopes.json").write_text(words + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
