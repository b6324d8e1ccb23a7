"""Sealed files: two recipients read them from any place; what is changed, cut or moved is noticed."""

import io
import json
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.seal.errors import NotOpened, WeakSecret
from comity.seal.files import MAGIC, is_sealed, opened, sealing
from comity.seal.keys import public_key

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/sealed_files.json").read_text())
OPERATOR, NODE, STRANGER = bytes(range(32)), bytes(range(32, 64)), bytes(32)
PUBLIC = [public_key(OPERATOR), public_key(NODE)]
BITS, PIECE, TAG = 8, 256, 16
HEADER = len(MAGIC) + 2 + 2 * (8 + 32 + 1136)


def sealed(content: bytes) -> bytes:
    output = io.BytesIO()
    with sealing(output, PUBLIC, bits=BITS) as stream:
        stream.write(content)
    return output.getvalue()


def read(file: bytes, private: bytes = OPERATOR) -> bytes:
    return opened(io.BytesIO(file), private).read()


THREE = bytes(n % 251 for n in range(2 * PIECE + 100))
FILE = sealed(THREE)


@given(content=st.binary(max_size=3 * PIECE), cut=st.integers(0, 3 * PIECE))
def test_both_recipients_read_what_was_written_in_whatever_parts(content, cut):
    output = io.BytesIO()
    with sealing(output, PUBLIC, bits=BITS) as stream:
        stream.write(content[:cut])
        stream.write(content[cut:])
    assert is_sealed(output.seek(0) or output)
    assert read(output.getvalue()) == read(output.getvalue(), NODE) == content


@given(place=st.integers(0, len(THREE)), length=st.integers(0, 300))
def test_a_part_is_read_from_any_place(place, length):
    content = opened(io.BytesIO(FILE), NODE)
    content.seek(place)
    assert content.read(length) == THREE[place : place + length]


@pytest.mark.parametrize("content", [b"", THREE[:PIECE], THREE[: 2 * PIECE]])
def test_a_last_piece_may_be_empty_or_full(content):
    assert read(sealed(content)) == content


def test_another_key_does_not_open_it():
    with pytest.raises(NotOpened, match="not sealed for this key"):
        read(FILE, STRANGER)


# In each part of the header, in each piece, in each tag. What is another recipient's is bound for each all the same.
@pytest.mark.parametrize(
    "place", [0, len(MAGIC), len(MAGIC) + 1, 30, 200, 1300, HEADER, HEADER + PIECE, HEADER + PIECE + TAG, -1]
)
def test_one_changed_byte_is_noticed(place):
    for private in (OPERATOR, NODE):
        forged = bytearray(FILE)
        forged[place] ^= 1
        with pytest.raises(NotOpened):
            read(bytes(forged), private)


@pytest.mark.parametrize(
    "length", [0, 10, HEADER - 1, HEADER, HEADER + 5, HEADER + PIECE + TAG, len(FILE) - 1]
)
def test_a_cut_file_is_noticed_before_anything_is_read(length):
    with pytest.raises(NotOpened):
        opened(io.BytesIO(FILE[:length]), OPERATOR)


def test_pieces_that_changed_places_or_came_twice_are_noticed():
    head, pieces = FILE[:HEADER], [FILE[HEADER + n * (PIECE + TAG) :][: PIECE + TAG] for n in range(3)]
    for order in ((1, 0, 2), (0, 0, 2), (0, 2), (0, 1, 2, 2), (0, 1, 1)):
        with pytest.raises(NotOpened):
            read(head + b"".join(pieces[n] for n in order))


def test_pieces_of_another_file_for_the_same_keys_are_noticed():
    with pytest.raises(NotOpened):
        read(FILE[:HEADER] + sealed(THREE)[HEADER:])


def test_a_writer_that_fails_leaves_nothing_that_opens():
    output = io.BytesIO()
    with suppress(OSError), sealing(output, PUBLIC, bits=BITS) as stream:
        stream.write(THREE)
        raise OSError("the disk is full")
    with pytest.raises(NotOpened):
        opened(io.BytesIO(output.getvalue()), OPERATOR)


def test_a_file_for_nobody_is_not_made():
    with pytest.raises(WeakSecret), sealing(io.BytesIO(), []):
        pass


def test_memory_does_not_grow_with_the_file(tmp_path):
    block, file = bytes(1 << 20), tmp_path / "file"
    tracemalloc.start()
    with file.open("wb") as output, sealing(output, PUBLIC) as stream:
        for _n in range(20):
            stream.write(block)
    with file.open("rb") as source:
        content = opened(source, NODE)
        while content.read(1 << 16):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 << 20


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: each["why"])
def test_the_vectors_of_the_specification(vector):
    file, private = bytes.fromhex(vector["file"]), bytes.fromhex(vector["private"])
    if vector["content"] is None:
        with pytest.raises(NotOpened):
            read(file, private)
    else:
        assert read(file, private) == bytes.fromhex(vector["content"])
