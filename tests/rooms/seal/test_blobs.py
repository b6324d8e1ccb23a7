"""Attachments: sealed once, carried in parts, read from any place; what is changed, cut or moved is noticed."""

import io
import json
import tracemalloc
from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.seal.blobs import Blob, check_blob, open_blob, seal_blob, sealed_size
from comity.seal.chunked import CHUNK_BYTES
from comity.seal.content import Attachment, Content, read_content, write_content
from comity.seal.errors import BlobChanged, BlobNotOpened, Malformed
from tests.rooms.seal.sealing import DRAFT, read, sealed

ID = DRAFT.id
FRONT, BOX = 56, CHUNK_BYTES + 16


def seal(content: bytes, place: int = 0):
    output = io.BytesIO()
    return seal_blob(io.BytesIO(content), output, ID, place), output.getvalue()


THREE = bytes(n % 251 for n in range(3 * CHUNK_BYTES + 100))
BLOB, FILE = seal(THREE)


@settings(deadline=None)
@given(content=st.binary(max_size=600))
def test_what_was_sealed_is_read(content):
    blob, file = seal(content)
    check_blob(io.BytesIO(file), blob.mark)
    assert open_blob(io.BytesIO(file), blob, ID, 0).read() == content
    assert len(file) == blob.mark.sealed_bytes == sealed_size(len(content))


@pytest.mark.parametrize("length", [0, 1, 256, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 1 << 18])
def test_a_last_chunk_may_be_empty_and_the_standards_own_reader_agrees(length):
    blob, file = seal(THREE[:length] if length < len(THREE) else bytes(length))
    whole = Cobblestone256Decryptor(blob.key, b"comity/blob/v1\0" + ID.bytes + b"\0\0")
    plain = whole.update(file) + whole.finalize()

    assert open_blob(io.BytesIO(file), blob, ID, 0).read() == plain[:length]
    assert not any(plain[length:])


@settings(deadline=None)
@given(place=st.integers(0, len(THREE) + 5), length=st.integers(0, 2 * CHUNK_BYTES))
def test_a_part_is_read_from_any_place(place, length):
    content = open_blob(io.BytesIO(FILE), BLOB, ID, 0)
    content.seek(place)
    assert content.read(length) == THREE[place : place + length]


@pytest.mark.parametrize("place", [0, 23, 24, 55, FRONT, FRONT + BOX - 1, FRONT + BOX, FRONT + 2 * BOX, -1])
def test_one_changed_byte_is_noticed_by_carrier_and_reader(place):
    forged = bytearray(FILE)
    forged[place] ^= 1
    with pytest.raises(BlobChanged):
        check_blob(io.BytesIO(bytes(forged)), BLOB.mark)
    with pytest.raises(BlobNotOpened):
        open_blob(io.BytesIO(bytes(forged)), BLOB, ID, 0).read()


@pytest.mark.parametrize("length", [0, 55, FRONT, FRONT + BOX, len(FILE) - BOX, len(FILE) - 1])
def test_a_cut_file_is_noticed_before_anything_is_read(length):
    with pytest.raises(BlobChanged):
        check_blob(io.BytesIO(FILE[:length]), BLOB.mark)
    with pytest.raises(BlobNotOpened):
        open_blob(io.BytesIO(FILE[:length]), BLOB, ID, 0)


def test_more_bytes_than_were_signed_are_noticed():
    with pytest.raises(BlobChanged):
        check_blob(io.BytesIO(FILE + b"\0"), BLOB.mark)


def test_a_file_serves_no_other_envelope_place_or_key():
    other, _file = seal(THREE)
    for blob, envelope, place in (
        (BLOB, UUID(int=8), 0),
        (BLOB, ID, 1),
        (replace(BLOB, key=other.key), ID, 0),
    ):
        with pytest.raises(BlobNotOpened):
            open_blob(io.BytesIO(FILE), blob, envelope, place)


def test_a_sender_cannot_say_another_length_than_it_sealed():
    blob, file = seal(THREE[:1000])
    for length in (100, 1100, CHUNK_BYTES):
        said = Blob(blob.key, length, replace(blob.mark, sealed_bytes=sealed_size(length)))
        with pytest.raises(BlobNotOpened):
            open_blob(io.BytesIO(file), said, ID, 0).read()
        with pytest.raises(BlobNotOpened):
            open_blob(io.BytesIO(file), replace(blob, content_bytes=length), ID, 0).read()


def test_chunks_that_changed_places_are_noticed():
    chunks = [FILE[FRONT + n * BOX :][:BOX] for n in range(4)]
    moved = io.BytesIO(FILE[:FRONT] + b"".join(chunks[n] for n in (1, 0, 2, 3)))
    with pytest.raises(BlobNotOpened):
        open_blob(moved, BLOB, ID, 0).read()


def test_attachments_travel_with_their_envelope():
    first, file = seal(b"invented photograph")
    second, _file = seal(THREE, place=1)
    names = ("صورة.jpg", "report.pdf")
    attachments = (Attachment(names[0], "image/jpeg", first), Attachment(names[1], "application/pdf", second))
    opened = read(sealed(content=Content(b"{}", attachments)).envelope)

    assert opened.content.attachments == attachments
    assert opened.header.blobs == (first.mark, second.mark)
    content = open_blob(io.BytesIO(file), opened.content.attachments[0].blob, opened.header.id, 0)
    assert content.read() == b"invented photograph"


def test_header_and_content_name_the_same_attachments():
    none, one = write_content(Content(b"{}")), write_content(Content(b"{}", (Attachment("a", "b/c", BLOB),)))
    for content, marks in ((none, (BLOB.mark,)), (one, ()), (one, (BLOB.mark, BLOB.mark))):
        with pytest.raises(Malformed):
            read_content(content, marks)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "../../etc/passwd"},
        {"name": "a\x00b"},
        {"name": ""},
        {"name": "photo\u202egpj.exe"},
        {"name": "a\x9bb"},
        {"name": "x" * 201},
        {"media_type": "image"},
        {"media_type": "Image/JPEG"},
        {"blob": replace(BLOB, content_bytes=CHUNK_BYTES * 4)},
        {"blob": replace(BLOB, key=b"short")},
    ],
)
def test_an_attachment_that_nobody_would_take_is_not_sealed(changed):
    with pytest.raises(Malformed):
        sealed(content=Content(b"{}", (replace(Attachment("a.pdf", "application/pdf", BLOB), **changed),)))


def test_nothing_printed_shows_a_key():
    assert repr(BLOB.key) not in repr(BLOB)
    assert json.dumps(BLOB.key.hex()) not in repr(Content(b"", (Attachment("a", "b/c", BLOB),)))


def test_memory_does_not_grow_with_the_file(tmp_path):
    source, file = tmp_path / "source", tmp_path / "sealed"
    with source.open("wb") as output:
        output.truncate(40 << 20)
    tracemalloc.start()
    with source.open("rb") as content, file.open("wb") as output:
        blob = seal_blob(content, output, ID, 0)
    with file.open("rb") as sealed_file:
        check_blob(sealed_file, blob.mark)
        sealed_file.seek(0)
        opened = open_blob(sealed_file, blob, ID, 0)
        while opened.read(1 << 16):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 << 20
