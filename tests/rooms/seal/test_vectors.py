"""The stored vectors of the envelope: what opened still opens, and what was refused is refused for the same reason."""

import io
import json
from base64 import b64decode
from pathlib import Path
from uuid import UUID

import pytest

from comity.seal.blobs import Blob, check_blob, open_blob
from comity.seal.header import BlobMark
from comity.seal.proof import read_proof
from tests.rooms.seal.sealing import EPOCH
from tests.vectors.seal.make import reading

FILE = json.loads((Path(__file__).parents[2] / "vectors/seal/envelopes.json").read_text("utf-8"))
KEYS = {name: b64decode(public) for name, public in FILE["signing_keys"].items()}


def envelope_of(case) -> bytes:
    base = b64decode(FILE["envelopes"][case["base"]])
    where, gone, put = case.get("splice", (0, 0, ""))
    return base[:where] + b64decode(put) + base[where + gone :]


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda each: each["why"])
def test_an_envelope_reads_as_it_always_did(case):
    found = reading(envelope_of(case), case["bureau"], KEYS, case.get("private"))
    assert found == {name: case[name] for name in found}


def test_the_vectors_meet_every_refusal_that_bytes_alone_can_cause():
    met = {case["code"] for case in FILE["cases"]}
    assert met >= {
        None, "malformed", "not-canonical", "trailing-bytes", "wrong-version", "unknown-header", "unknown-suite",
        "signature-missing", "unknown-key", "not-signed", "box-swapped", "wrong-wraps", "not-addressed",
        "no-private-key", "wrap-not-opened", "box-not-opened", "wrong-padding", "not-committed",
    }  # fmt: skip


def test_a_stored_proof_is_still_one():
    proof = read_proof(b64decode(FILE["proof"]["file"]), KEYS.get)
    assert proof.content.body == b64decode(FILE["proof"]["body"])


def test_a_stored_attachment_still_opens():
    stored = FILE["blob"]
    file = io.BytesIO(b64decode(stored["file"]))
    mark = BlobMark(len(file.getvalue()), bytes.fromhex(stored["sha256"]))
    check_blob(file, mark)
    file.seek(0)
    blob = Blob(bytes.fromhex(stored["key"]), stored["size"], mark)
    content = open_blob(file, blob, UUID(stored["envelope"]), stored["place"])
    assert content.read() == b"an invented photograph. " * 900


def test_the_stored_keys_are_of_the_epoch_of_the_tests():
    assert {tuple(each) for each in FILE["private_keys"].values()} == {(EPOCH,)}
