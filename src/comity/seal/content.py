"""What only the addressees read: the body, and the names and keys of the attachments. Source: docs/spec/seal.md, 10."""

import os
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from comity.seal import cbor
from comity.seal.blobs import Blob, sealed_size
from comity.seal.errors import Malformed
from comity.seal.header import MOST_BLOB_BYTES, MOST_BLOBS, BlobMark
from comity.seal.shapes import items, names, octets, text, whole

MOST_BODY_BYTES = 512 * 1024
MOST_CONTENT_BYTES = MOST_BODY_BYTES + 128 * 1024
SALT_BYTES, KEY_BYTES = 32, 32
# A name for people, never a path, and nothing in it that makes it read otherwise than it is: `photo[RLO]gpj.exe`.
_NAME = re.compile(
    "[^\x00-\x1f\x7f-\x9f/\\\\\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]{1,200}"
)
_MEDIA = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A sealed file that travels beside its envelope.

    name and media type are the sender's words: nobody opens a file because of them.
    """

    name: str
    media_type: str
    blob: Blob


@dataclass(frozen=True, slots=True)
class Content:
    """body: bytes whose meaning the header's kind and schema say."""

    body: bytes = field(repr=False)
    attachments: tuple[Attachment, ...] = ()


def write_content(content: Content) -> bytes:
    """Salted, so that its digest in the open header tells nothing. Raises: Malformed for what no reader would take."""
    attachments = [
        {"name": each.name, "media": each.media_type, "size": each.blob.content_bytes, "key": each.blob.key}
        for each in content.attachments
    ]
    data = cbor.write({"salt": os.urandom(SALT_BYTES), "body": content.body, "attachments": attachments})
    read_content(data, tuple(each.blob.mark for each in content.attachments))
    return data


def read_content(data: bytes, blobs: tuple[BlobMark, ...]) -> Content:
    """blobs: of the header; the attachments are in their order. Raises: Malformed and what `cbor.read` raises."""
    found = names(cbor.read(data, most_bytes=MOST_CONTENT_BYTES), ("salt", "body", "attachments"))
    octets(found["salt"], SALT_BYTES)
    attachments = items(found["attachments"], 0, MOST_BLOBS)
    if len(attachments) != len(blobs):
        raise Malformed("The header names another number of attachments.")
    return Content(
        body=octets(found["body"], 0, MOST_BODY_BYTES),
        attachments=tuple(_attachment(*each) for each in zip(attachments, blobs, strict=True)),
    )


def body_of(data: bytes) -> bytes:
    """The body alone, of content that was read before. Raises: Malformed and what `cbor.read` raises."""
    found = names(cbor.read(data, most_bytes=MOST_CONTENT_BYTES), ("salt", "body", "attachments"))
    return octets(found["body"], 0, MOST_BODY_BYTES)


def commitment(data: bytes) -> bytes:
    """The digest in the header by which all addressees know that they got the same."""
    return sha256(data).digest()


def _attachment(value: Any, mark: BlobMark) -> Attachment:
    found = names(value, ("name", "media", "size", "key"))
    blob = Blob(octets(found["key"], KEY_BYTES), whole(found["size"], 0, MOST_BLOB_BYTES), mark)
    if mark.sealed_bytes != sealed_size(blob.content_bytes):
        raise Malformed("The header names another length of an attachment.")
    return Attachment(
        name=text(found["name"], _NAME),
        media_type=text(found["media"], _MEDIA),
        blob=blob,
    )
