"""A second reader, in another language with other libraries: it reads what we seal, we read what it seals.

`tests/interop/node` follows docs/spec/seal.md and shares no line with `comity.seal`.
"""

import json
import os
import random
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from comity.seal.blobs import check_blob, open_blob
from comity.seal.cbor import write
from comity.seal.envelope import trim_envelope, verify_envelope
from comity.seal.header import Link
from comity.seal.keys import public_key
from tests.conftest import NO_NODE_JS, not_run
from tests.rooms.seal.sealing import (
    CONTENT,
    DRAFT,
    EPOCH,
    KEYS,
    NOON,
    OPENING,
    SIGNERS,
    SIGNING,
    read,
    sealed,
)
from tests.vectors.seal.make import reading

pytestmark = pytest.mark.node_js

ROOT = Path(__file__).parents[2]
SOURCE, HOME = Path(__file__).parent / "node", ROOT / ".venv/interop-node"
INSTALL_S = 240
CHANGES = 400
VECTORS = json.loads((ROOT / "tests/vectors/seal/envelopes.json").read_text("utf-8"))


class Reader:
    """The other reader: one process, one job after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, do: str, **job: object) -> dict[str, object]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **job}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the reader ended with {self.process.wait(10)}"
        return json.loads(line)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Its packages are installed once, beside our own, as its lock names them."""
    HOME.mkdir(parents=True, exist_ok=True)
    lock = (SOURCE / "package-lock.json").read_bytes()
    installed = HOME / "installed.json"
    for file in (*SOURCE.glob("*.mjs"), *SOURCE.glob("*.json"), SOURCE / ".npmrc"):
        shutil.copy(file, HOME / file.name)
    if not installed.exists() or installed.read_bytes() != lock:
        words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(words, cwd=HOME, capture_output=True, text=True, timeout=INSTALL_S)
        if done.returncode:
            not_run(f"{NO_NODE_JS}: {done.stderr[-300:]}")
        installed.write_bytes(lock)
    process = subprocess.Popen(
        ["node", "main.mjs"],
        cwd=HOME,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    yield Reader(process)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(20) == 0


def text(value: bytes) -> str:
    return b64encode(value).decode()


ALL_KEYS = {name: text(public) for name, public in KEYS.items()}


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda each: each["why"])
def test_it_reads_the_vectors_as_we_do_with_the_same_reasons(reader, case):
    envelope = b64decode(VECTORS["envelopes"][case["base"]])
    where, gone, put = case.get("splice", (0, 0, ""))
    envelope = envelope[:where] + b64decode(put) + envelope[where + gone :]
    private = case.get("private", VECTORS["private_keys"].get(case["bureau"], {}))

    found = reader.ask(
        "open", envelope=text(envelope), keys=VECTORS["signing_keys"], bureau=case["bureau"], private=private
    )

    found.pop("words", None)
    assert found == {name: case[name] for name in found}


def test_it_reads_what_was_sealed_just_now(reader):
    made = sealed("CEN", "ITA", "KEN")
    for code in ("CEN", "ITA", "KEN"):
        found = reader.ask(
            "open",
            envelope=text(made.envelope),
            keys=ALL_KEYS,
            bureau=code,
            private={EPOCH: OPENING[code].hex()},
        )
        assert b64decode(found["body"]) == CONTENT.body
        assert found["digest"] == made.digest.hex()


def test_it_trims_to_the_same_bytes(reader):
    made = sealed("CEN", "FRA", "ITA", "KEN").envelope
    for code in ("CEN", "FRA", "ITA", "KEN"):
        trimmed = reader.ask("trim", envelope=text(made), keys=ALL_KEYS, bureau=code)["envelope"]
        assert b64decode(trimmed) == trim_envelope(verify_envelope(made, KEYS.get), {code})


def test_we_read_what_it_sealed(reader):
    photograph = os.urandom(40_000)
    header = {
        "v": 1, "suite": 1, "id": DRAFT.id.hex, "from": "KEN", "kind": "note", "schema": 1, "precedence": 3,
        "iat": NOON, "exp": NOON + 600, "seq": 8, "prev": "ab" * 32,
    }  # fmt: skip
    to = [
        {"keyId": f"{code}/{EPOCH}", "key": text(public_key(OPENING[code])), "seq": 2, "prev": "cd" * 32}
        for code in ("ITA", "CEN", "FRA")
    ]
    attachment = {
        "name": "صورة.jpg",
        "media": "image/jpeg",
        "content": text(photograph),
        "key": "ef" * 32,
        "place": 0,
    }

    made = reader.ask(
        "seal", header=header, body=text("قارب".encode()), attachments=[attachment], to=to, key=SIGNERS["KEN"].key_id,
        seed=SIGNING["KEN"].hex(), keys=ALL_KEYS,
    )  # fmt: skip

    for code in ("FRA", "ITA", "CEN"):
        opened = read(b64decode(made["envelope"]), code)
        assert opened.content.body == "قارب".encode()
        assert opened.link == Link(2, b"\xcd" * 32)
        assert opened.header.link == Link(8, b"\xab" * 32)
        assert opened.header.to == ("CEN", "FRA", "ITA")
    path = HOME / "sealed-by-node"
    path.write_bytes(b64decode(made["files"][0]))
    blob = opened.content.attachments[0].blob
    with path.open("rb") as file:
        check_blob(file, blob.mark)
        file.seek(0)
        assert open_blob(file, blob, UUID(int=7), 0).read() == photograph


def test_it_opens_our_attachment_and_refuses_another_place(reader):
    stored = VECTORS["blob"]
    assert b64decode(reader.ask("blob", **stored)["content"]) == b"an invented photograph. " * 900
    assert reader.ask("blob", **(stored | {"place": 1}))["code"] == "blob-not-opened"
    changed = bytearray(b64decode(stored["file"]))
    changed[20_000] ^= 1
    assert reader.ask("blob", **(stored | {"file": text(bytes(changed))}))["code"] == "blob-changed"


def test_it_checks_our_proof(reader):
    stored = VECTORS["proof"]
    assert reader.ask("proof", file=stored["file"], keys=ALL_KEYS)["body"] == stored["body"]
    file = bytearray(b64decode(stored["file"]))
    for place, code in ((-1, "unknown-key"), (-2010, "not-committed")):
        changed = bytearray(file)
        changed[place] ^= 1
        assert reader.ask("proof", file=text(bytes(changed)), keys=ALL_KEYS)["code"] == code


def test_both_refuse_the_same_changes_for_the_same_reason(reader):
    """Bits turned, bytes taken out and put in, anywhere. Only how broken CBOR is called may differ: section 14."""
    whole = sealed("ITA", "KEN").envelope
    bases = (whole, trim_envelope(verify_envelope(whole, KEYS.get), {"ITA"}))
    chance, private = random.Random(20261125), {EPOCH: OPENING["ITA"].hex()}
    broken = {"malformed", "not-canonical", "too-large", "trailing-bytes"}
    for _round in range(CHANGES):
        changed = bytearray(chance.choice(bases))
        place = chance.randrange(len(changed)) if chance.random() < 0.6 else chance.randrange(400)
        match chance.randrange(4):
            case 0:
                del changed[place : place + chance.randrange(1, 5)]
            case 1:
                changed[place:place] = chance.randbytes(chance.randrange(1, 4))
            case _:
                changed[place] ^= 1 << chance.randrange(8)
        ours = reading(bytes(changed), "ITA")["code"]
        theirs = reader.ask(
            "open", envelope=text(bytes(changed)), keys=ALL_KEYS, bureau="ITA", private=private
        )
        assert ours is not None
        assert theirs["code"] == ours or {theirs["code"], ours} <= broken, changed.hex()


@pytest.mark.parametrize(
    "wrong",
    [b"\x18\x17", b"\xf9\x7e\x00", b"\xf5", b"\xf6", b"\xa2\x01\x00\x01\x00", b"\xc1\x00", write(1)[:0]],
)
def test_both_refuse_what_the_format_has_not(reader, wrong):
    made = reader.ask("open", envelope=text(wrong), keys=ALL_KEYS, bureau="ITA", private={})
    assert made["code"] == reading(wrong, "ITA")["code"]
