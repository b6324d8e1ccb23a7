"""How fast envelopes are sealed and opened, beside the bare primitives. Prints one line of JSON last.

    python -m bench.seal

One core, seconds of processor, so that what else the machine does counts little. A body of 4 KiB; the directory's and
the own keys are loaded before, as in a node that runs.

seal_N_per_s: `seal_envelope` to N bureaus. primitives_N_per_s: both signatures, one AES-256-GCM over as many bytes
and N HPKE wraps with keys that are loaded already, nothing else; both in turns in the same run, their means.
verify_per_s: signatures, box and wrap of an envelope trimmed to one bureau, as its node gets it. open_per_s: that and
reading it. bytes_195: of the whole envelope; bytes_trimmed: of one bureau's. attachment_*: a file of `--attachment-mb`,
sealed, checked and opened again by a process of its own, whose whole memory is attachment_rss_mb; seconds on the wall.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from comity.seal import keys
from comity.seal.blobs import check_blob, open_blob, seal_blob
from comity.seal.content import Content
from comity.seal.envelope import Draft, open_envelope, seal_envelope, trim_envelope, verify_envelope
from comity.seal.header import FIRST
from comity.seal.padding import padded_length
from comity.seal.signed import Signer
from comity.seal.signing import public_of
from comity.seal.wraps import Addressee

BODY_BYTES, MANY, EPOCH, NOON = 4096, 195, "2026-11", 1_795_608_000
SIGNER, DRAFT = (
    Signer("FRA", bytes(32)),
    Draft(UUID(int=7), "FRA", "note", 1, 1, NOON, NOON + 86_400, FIRST),
)
PUBLIC = public_of(SIGNER.seed)
ROUNDS, FEWEST_S = 12, 0.25


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--attachment-mb", type=int, default=1024)
    parser.add_argument("--attachment-alone", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.attachment_alone:
        print(json.dumps(attachment(arguments.attachment_alone, arguments.attachment_mb)))
        return
    found: dict[str, float] = {}
    for count in (1, MANY):
        found |= sealing(count)
    found |= reading()
    found |= alone(arguments.attachment_mb)
    print(json.dumps(found))


def sealing(count: int) -> dict[str, float]:
    """Sealing to so many bureaus and its primitives, in turns; the mean, because ML-DSA signs at random speed."""
    addressees = bureaus(count)
    ways: dict[str, Callable[[], object]] = {
        f"seal_{count}_per_s": lambda: seal_envelope(DRAFT, Content(bytes(BODY_BYTES)), addressees, SIGNER),
        f"primitives_{count}_per_s": primitives(count),
    }
    rounds = [{name: rate(way) for name, way in ways.items()} for _round in range(ROUNDS)]
    return {name: round(mean(each[name] for each in rounds), 1) for name in ways}


def bureaus(count: int) -> list[Addressee]:
    seeds = {f"B{place:03}": place.to_bytes(32, "big") for place in range(count)}
    return [Addressee(f"{code}/{EPOCH}", keys.public_key(seed), FIRST) for code, seed in seeds.items()]


def primitives(count: int) -> Callable[[], object]:
    """What an envelope to so many cannot do without, over bytes that lie there already."""
    ed25519, mldsa = Ed25519PrivateKey.generate(), MLDSA65PrivateKey.generate()
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    public = [keys._public(each.public) for each in bureaus(count)]
    words, plain = bytes(600 + 4 * count), bytes(padded_length(BODY_BYTES + 100))

    def once() -> None:
        key = os.urandom(32)
        AESGCM(key).encrypt(bytes(12), plain, words)
        ed25519.sign(words)
        mldsa.sign(words)
        for each in public:
            suite.encrypt(key, each, info=words[:200])

    return once


def reading() -> dict[str, float]:
    seed = (0).to_bytes(32, "big")
    whole = seal_envelope(DRAFT, Content(bytes(BODY_BYTES)), bureaus(MANY), SIGNER).envelope
    finder = {SIGNER.key_id: PUBLIC}.get
    trimmed = trim_envelope(verify_envelope(whole, finder), {"B000"})

    def verified() -> None:
        verify_envelope(trimmed, finder)

    def opened() -> None:
        open_envelope(verify_envelope(trimmed, finder), "B000", {EPOCH: seed})

    return {
        "open_per_s": round(mean(rate(opened) for _round in range(ROUNDS)), 1),
        "verify_per_s": round(mean(rate(verified) for _round in range(ROUNDS)), 1),
        "bytes_195": len(whole),
        "bytes_trimmed": len(trimmed),
    }


def rate(way: Callable[[], object]) -> float:
    """How often in a second of processor."""
    way()
    begun, count = time.process_time(), 0
    while (taken := time.process_time() - begun) < FEWEST_S:
        way()
        count += 1
    return count / taken


def alone(megabytes: int) -> dict[str, float]:
    """The attachment, in a process that does nothing else."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        words = [
            sys.executable,
            "-m",
            "bench.seal",
            "--attachment-alone",
            folder,
            "--attachment-mb",
            str(megabytes),
        ]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def attachment(folder: Path, megabytes: int) -> dict[str, float]:
    """Seal, check and read a file of invented bytes; another content is an error, not a figure."""
    source, sealed, length = folder / "source", folder / "sealed", megabytes << 20
    with source.open("wb") as output:
        output.truncate(length)
    begun = time.perf_counter()
    with source.open("rb") as content, sealed.open("wb") as output:
        blob = seal_blob(content, output, DRAFT.id, 0)
    sealing_s = time.perf_counter() - begun
    begun, read = time.perf_counter(), 0
    with sealed.open("rb") as file:
        check_blob(file, blob.mark)
        file.seek(0)
        opened = open_blob(file, blob, DRAFT.id, 0)
        while block := opened.read(1 << 16):
            if block.count(0) != len(block):
                raise ValueError("the attachment is another")
            read += len(block)
    if read != length:
        raise ValueError("the attachment is another")
    return {
        "attachment_mb_per_s": round(megabytes / sealing_s, 1),
        "attachment_open_mb_per_s": round(megabytes / (time.perf_counter() - begun), 1),
        "attachment_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


if __name__ == "__main__":
    main()
