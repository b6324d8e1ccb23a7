"""`comity seal verify`: who sent it, and that it is whole; by a key that one trusts, without a node or a network."""

import io
import json

import pytest
from click.testing import CliRunner

from comity.bureaus.signed.fingerprints import fingerprint
from comity.cli.main import comity
from comity.messages.evidence.papers import MOST_BYTES
from comity.seal.blobs import seal_blob
from comity.seal.content import Attachment, Content
from comity.seal.proof import write_proof
from tests.rooms.seal.sealing import DRAFT, KEYS, SIGNERS, sealed

FRANCE, ITALY = (fingerprint(KEYS[SIGNERS[code].key_id]) for code in ("FRA", "ITA"))
PHOTOGRAPH = b"an invented photograph" * 1000


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A proof with one attachment, its sealed file, and the sender's key."""
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "no-node"))
    with (tmp_path / "sealed").open("wb") as output:
        blob = seal_blob(io.BytesIO(PHOTOGRAPH), output, DRAFT.id, 0)
    content = Content(b'{"text":"Found at quay 4 \x1b[31m."}', (Attachment("boat.jpg", "image/jpeg", blob),))
    made = sealed("ITA", "KEN", content=content)
    (tmp_path / "proof").write_bytes(write_proof(made.signed, made.content, KEYS[SIGNERS["FRA"].key_id]))
    return tmp_path


def run(*words):
    return CliRunner().invoke(comity, ["seal", "verify", *map(str, words)])


def test_a_whole_message_by_a_known_key_is_shown_with_its_sender(folder):
    done = run(folder / "proof", "--fingerprint", FRANCE, "--attachment", folder / "sealed")

    assert done.exit_code == 0, done.output
    assert "from FRA to ITA, KEN" in done.output
    assert "quay 4" in done.output
    assert "\x1b" not in done.output
    assert "boat.jpg (22000 bytes): as it was sent" in done.output


def test_without_a_known_key_it_says_what_to_compare_and_is_no_yes(folder):
    done = run(folder / "proof")
    assert done.exit_code == 4
    assert "not checked" in done.output
    assert "Ask FRA for its fingerprint" in done.output
    assert FRANCE in done.output

    told = run(folder / "proof", "--json")
    assert told.exit_code == 4
    assert json.loads(told.output)["answer"] == "signed-by-an-unknown-key"
    assert json.loads(told.output)["fingerprint"] == FRANCE


def test_a_program_reads_the_answer(folder):
    done = run(folder / "proof", "--fingerprint", FRANCE, "--json")
    told = json.loads(done.output)
    assert (told["answer"], told["from"], told["to"]) == ("signed", "FRA", ["ITA", "KEN"])
    assert told["sent_at"] == "2026-11-25T12:00:00+00:00"
    assert told["attachments"] == [
        {"name": "boat.jpg", "media_type": "image/jpeg", "bytes": 22000, "checked": False}
    ]


def test_another_key_a_changed_byte_and_another_file_are_refused(folder):
    done = run(folder / "proof", "--fingerprint", ITALY)
    assert done.exit_code == 1
    assert "signed with another key" in done.output
    assert run(folder / "proof", "--fingerprint", FRANCE.replace(" ", "-")).exit_code == 0

    content = bytearray((folder / "proof").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "changed").write_bytes(content)
    assert "Do not rely on this file" in run(folder / "changed", "--fingerprint", FRANCE).output
    assert run(folder / "changed").exit_code == 1
    (folder / "letter").write_bytes(b"no proof")
    assert "malformed" in run(folder / "letter").output
    with (folder / "large").open("wb") as file:
        file.truncate(MOST_BYTES + 1)  # nothing of it lies on the disk
    assert "too large" in run(folder / "large").output


def test_a_changed_attachment_is_none_of_this_message(folder):
    content = bytearray((folder / "sealed").read_bytes())
    content[-1] ^= 1
    (folder / "sealed").write_bytes(content)
    done = run(folder / "proof", "--fingerprint", FRANCE, "--attachment", folder / "sealed")
    assert done.exit_code == 1
    assert "is no attachment of this message" in done.output


def test_an_attachment_that_its_sender_sealed_wrongly_is_not_written(folder):
    (folder / "other").write_bytes(b"")
    with (folder / "other").open("wb") as output:
        blob = seal_blob(io.BytesIO(PHOTOGRAPH), output, DRAFT.id, 1)  # for another place
    made = sealed("ITA", content=Content(b"{}", (Attachment("boat.jpg", "image/jpeg", blob),)))
    (folder / "proof").write_bytes(write_proof(made.signed, made.content, KEYS[SIGNERS["FRA"].key_id]))
    done = run(folder / "proof", "--fingerprint", FRANCE, "--attachment", folder / "other", "--write", folder)
    assert done.exit_code == 1
    assert "does not open" in done.output


def test_content_and_attachments_are_written_under_numbers_and_never_over_a_file(folder):
    into = folder / "into"
    into.mkdir()
    words = (
        folder / "proof",
        "--fingerprint",
        FRANCE,
        "--attachment",
        folder / "sealed",
        "--write",
        into,
    )

    assert run(*words).exit_code == 0
    assert (into / "attachment-1").read_bytes() == PHOTOGRAPH
    assert b"quay 4" in (into / "content").read_bytes()
    done = run(*words)
    assert done.exit_code == 1
    assert "is there already" in done.output
