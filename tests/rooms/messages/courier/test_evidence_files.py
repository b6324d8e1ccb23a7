"""A file is shown under its sender's signature, byte for byte, although nobody keeps its sealed bytes."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.courier.tables import Outgoing
from comity.messages.evidence.papers import read_evidence
from comity.messages.evidence.tables import FileFront
from comity.messages.models import Message
from comity.messages.proving import prove
from comity.seal.blobs import check_content, seal_blob
from comity.seal.chunked import CHUNK_BYTES, FRONT_BYTES
from comity.seal.errors import BlobChanged, BlobNotOpened, Refusal
from tests.rooms.messages.courier.test_evidence import run
from tests.rooms.messages.courier.test_files import PDF, home, sealed, sent, work  # noqa: F401  # fixtures
from tests.rooms.messages.courier.test_opening import open_all
from tests.rooms.messages.courier.test_sealing import seal

ENVELOPE = UUID("01890000-0000-7000-8000-000000000001")


@settings(max_examples=25)
@given(st.sampled_from([0, 1, 255, 256, 257, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES]))
def test_a_content_of_any_length_is_known_again_and_no_other(length):
    content, output = bytes(range(1, 252)) * (length // 251 + 1), BytesIO()
    content = content[:length]
    blob = seal_blob(BytesIO(content), output, ENVELOPE, 3)
    front = output.getvalue()[:FRONT_BYTES]
    check_content(BytesIO(content), blob, front, ENVELOPE, 3)
    for other in (
        content + b"\0",
        content[:-1] if content else b"x",
        b"\0" + content[1:] if content else b"xy",
    ):
        with pytest.raises(BlobChanged):
            check_content(BytesIO(other), blob, front, ENVELOPE, 3)
    for envelope, place in ((new_id(), 3), (ENVELOPE, 4)):
        with pytest.raises(BlobNotOpened):
            check_content(BytesIO(content), blob, front, envelope, place)


def test_what_was_sent_and_what_came_can_be_compared_with_a_file(sent, mission, amina, tmp_path):  # noqa: F811
    seal()
    work()
    seal()
    assert Outgoing.objects.count() == 1
    file, scan = tmp_path / "a.proof", tmp_path / "scan.pdf"
    file.write_bytes(prove(sent, by=amina))
    scan.write_bytes(PDF)

    done = run(file, "--attachment", scan)
    assert (done.exit_code, "warrant.pdf (200009 bytes): as it was sent" in done.output) == (4, True)
    assert "list.txt (8 bytes): not checked" in done.output
    told = json.loads(run(file, "--attachment", scan, "--json").output)
    assert [each["checked"] for each in told["messages"][0]["signed"][0]["attachments"]] == [True, False]

    scan.write_bytes(PDF[:-1] + b"x")
    done = run(file, "--attachment", scan)
    assert (done.exit_code, "is no attachment" in done.output) == (1, True)


def test_a_file_that_came_bears_its_signature_and_goes_with_its_words(sealed, mission, bruno):  # noqa: F811
    chunks, envelope = sealed
    mission.hands_over(envelope)
    open_all()
    mission.hands_chunks(*chunks)
    work()
    message = Message.objects.get()

    (front,) = read_evidence(prove(message, by=bruno)).fronts
    front.check(BytesIO(PDF))
    with pytest.raises(Refusal):
        front.check(BytesIO(PDF + b"x"))

    Message.objects.update(about="hit:1")
    actions.forget("hit:1", timezone.now() + timedelta(seconds=1))
    assert not FileFront.objects.exists()
