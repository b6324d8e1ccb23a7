"""Parcels and files on a stick: both ways, receipts too; what is cut, changed or another's is refused whole."""

import io
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from comity.messages import actions
from comity.messages.courier import asking, receipting, reconciling, sealing
from comity.messages.courier.carried import FileRefused, Origin, check_file, read_frames, write_file
from comity.messages.courier.carrying import bring_in, export
from comity.messages.courier.handed import Handed
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.rules import Parcel, ParcelKind, ParcelState
from comity.messages.courier.tables import Incoming, Outgoing, Sent
from comity.messages.files import stored
from comity.messages.files.uploading import upload
from comity.messages.models import Delivery
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, State
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.messages.courier.test_files import PDF, work
from tests.rooms.messages.courier.test_sealing import BODY, seal, send


@pytest.fixture(autouse=True)
def home(tmp_path, settings) -> None:
    settings.HOME = tmp_path


def brought_by(far: Far, *contents: bytes, to="FRA", kind=ParcelKind.ENVELOPE) -> io.BytesIO:
    """A file that this bureau's node wrote."""
    now = int(timezone.now().timestamp())
    parcels = tuple((far.code, Parcel(uuid4(), kind, 1, now + 3600, each)) for each in contents)
    output = io.BytesIO()
    write_file(output, [Handed(parcels)], Origin(far.code, to, now), far.request_seed)
    return io.BytesIO(output.getvalue())


def refusal(file: io.BytesIO) -> str:
    with pytest.raises(FileRefused) as refused:
        bring_in(file, DIRECTORY, DIRECTORY, by=NODE)
    assert not Incoming.objects.exists()
    return refused.value.code


@pytest.fixture
def own(here) -> str:
    return DIRECTORY.node_of("FRA")


def test_what_waits_for_a_node_leaves_with_its_files_until_its_bureau_signs(amina, mission, tmp_path):
    file = upload(stored.take([PDF]), name="warrant.pdf", by=amina)
    actions.send(Draft(kind=NOTE, to=("UNM-A",), body=BODY, files=(file.id,)), by=amina)
    send(amina, "UNM-A")
    seal()
    work()
    seal()
    path = tmp_path / "out.comity"

    for _time in range(2):
        assert export("UNM-A", path, DIRECTORY, DIRECTORY, by=NODE) == {"parcels": 2, "files": 1}
    with path.open("rb") as opened:
        assert check_file(opened, DIRECTORY.request_key).to == "UNM-A"
        frames = list(read_frames(opened))
    assert sum(len(each.parcels) for each in frames) == 2
    assert all(chunk.is_genuine for each in frames for _node, chunk in each.chunks)
    assert list(tmp_path.glob("*.part")) == []
    assert {row.level for row in Delivery.objects.all()} == {State.ACCEPTED}

    for row in Outgoing.objects.all():
        bring_in(
            brought_by(
                mission, mission.signs_for(row), to=DIRECTORY.node_of("FRA"), kind=ParcelKind.RECEIPTS
            ),
            DIRECTORY,
            DIRECTORY,
            by=NODE,
        )
    assert {row.level for row in Delivery.objects.all()} == {State.DELIVERED}
    assert export("UNM-A", path, DIRECTORY, DIRECTORY, by=NODE) == {}


def test_a_node_that_has_not_answered_in_this_life_is_asked_and_gets_its_message_with_the_next_file(
    amina, mission, tmp_path
):
    file = upload(stored.take([PDF]), name="warrant.pdf", by=amina)
    actions.send(Draft(kind=NOTE, to=("UNM-A",), body=BODY, files=(file.id,)), by=amina)
    sealing.seal(DIRECTORY, DIRECTORY, by=NODE, compared=())
    assert Sent.objects.get().waits_for == "not-reached"

    call_command("courier_export", tmp_path / "question.comity")
    assert [row.kind for row in Outgoing.objects.all()] == [ParcelKind.HEADS]

    reconciling.compare("UNM-A", [], DIRECTORY, by=NODE, life=asking.current_life())
    call_command("courier_export", tmp_path / "message.comity")
    assert Outgoing.objects.filter(kind=int(ParcelKind.ENVELOPE)).count() == 1
    with (tmp_path / "message.comity").open("rb") as opened:
        check_file(opened, DIRECTORY.request_key)
        assert any(each.chunks for each in read_frames(opened)), "with its file"
    assert str(Outgoing.objects.latest("id").id) in (tmp_path / "courier-life").read_text()


def test_what_a_file_brings_is_in_the_mailbox_and_receipts_leave_once(mission, own, tmp_path):
    file = brought_by(mission, mission.seals("ITA").envelope, to=own)

    origin, found = bring_in(file, DIRECTORY, DIRECTORY, by=NODE)
    assert (origin.node, found) == ("UNM-A", {"have": 1})
    assert Delivery.objects.get().bureau == "ITA"
    file.seek(0)
    bring_in(file, DIRECTORY, DIRECTORY, by=NODE)
    assert Delivery.objects.count() == 1

    assert receipting.sign_receipts(DIRECTORY, DIRECTORY, by=NODE) == 1
    path = tmp_path / "back.comity"
    assert export("UNM-A", path, DIRECTORY, DIRECTORY, by=NODE) == {"parcels": 1}
    assert Outgoing.objects.get().state == ParcelState.DONE
    assert export("UNM-A", path, DIRECTORY, DIRECTORY, by=NODE) == {}


def test_every_cut_file_is_refused_before_anything_is_kept(mission, own):
    whole = brought_by(mission, b"x" * 300, to=own).getvalue()

    for length in range(0, len(whole), 7):
        assert refusal(io.BytesIO(whole[:length])) in ("file-form", "file-cut")


def test_a_changed_file_is_refused(mission, own):
    whole = brought_by(mission, b"x" * 300, to=own).getvalue()
    changed = bytearray(whole)
    changed[100] ^= 1
    assert refusal(io.BytesIO(bytes(changed))) == "file-changed"
    changed = bytearray(whole)
    changed[-1] ^= 1
    assert refusal(io.BytesIO(bytes(changed))) == "file-signature"
    assert refusal(io.BytesIO(whole + b"x")) == "file-cut"


def test_a_file_for_another_node_or_of_a_stranger_is_refused(mission, own):
    assert refusal(brought_by(mission, b"x", to="XXA")) == "file-not-for-us"
    assert refusal(brought_by(Far("XXB"), b"x", to=own)) == "file-unknown-node"


def test_the_command_writes_a_file_for_each_node_into_a_folder(amina, mission, tmp_path, capsys):
    Far("XXA").listed()
    for code in ("UNM-A", "XXA"):
        send(amina, code)
    seal()
    with pytest.raises(CommandError):
        call_command("courier_export", tmp_path / "one.comity")

    call_command("courier_export", tmp_path)

    assert len(list(tmp_path.glob("courier-*.comity"))) == 2
    assert "UNM-A" in capsys.readouterr().out
    with pytest.raises(CommandError, match="file-not-for-us"):
        call_command("courier_import", next(tmp_path.glob("courier-UNM-A-*.comity")))
