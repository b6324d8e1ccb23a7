"""Files between nodes: sealed for their envelope, carried in chunks, *delivered* only when the last one is there."""

import resource
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.utils import timezone

from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.api import mailbox as api
from comity.messages.courier import disk, files_in, files_out, sending
from comity.messages.courier.chunks import CHANGED, Chunk, Load, chunks_of
from comity.messages.courier.filed import IncomingFile, OutgoingFile, SealedFile
from comity.messages.courier.rules import CHUNK_BYTES, FileState, Level, ParcelKind, ParcelState
from comity.messages.courier.sending import Turn, errand_for, note_sent
from comity.messages.courier.tables import Outgoing, ReceiptDue, Sent
from comity.messages.courier.workshop import Workshop
from comity.messages.files import stored
from comity.messages.files.tables import Attachment
from comity.messages.files.uploading import upload
from comity.messages.models import Delivery, Message
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, Precedence, State
from comity.messages.shown import show
from comity.seal import tree
from comity.seal.blobs import open_blob
from comity.seal.content import Attachment as SealedAttachment
from tests.rooms.messages.courier.far import NODE
from tests.rooms.messages.courier.test_opening import open_all, told
from tests.rooms.messages.courier.test_sealing import BODY, seal, send

PDF = b"%PDF-1.7 " + Random(1).randbytes(200_000)


@pytest.fixture(autouse=True)
def home(tmp_path, settings) -> None:
    settings.HOME = tmp_path


def work() -> None:
    """Everything that the workshop has to do."""
    Workshop().finish(NODE)


# Ours, on the way out.


@pytest.fixture
def sent(amina, mission) -> Message:
    """A note of FRA with two files, for the mission."""
    files = [
        upload(stored.take([content]), name=name, by=amina).id
        for name, content in (("warrant.pdf", PDF), ("list.txt", b"one\ntwo\n"))
    ]
    draft = Draft(kind=NOTE, to=("UNM-A",), body=BODY, files=tuple(files))
    return actions.send(draft, by=amina)


def test_the_envelope_waits_until_its_files_are_sealed_and_they_open_for_the_addressee(sent, mission, amina):
    assert seal() == 0
    (party,) = show([sent], amina)[0].parties
    assert "files are being sealed" in party.way_words
    work()
    assert seal() == 1

    opened = mission.opens(Outgoing.objects.get())
    assert [each.name for each in opened.content.attachments] == ["warrant.pdf", "list.txt"]
    assert mission.reads(Outgoing.objects.get()).files == tuple(
        bytes(each.root) for each in SealedFile.objects.order_by("place")
    )
    row = SealedFile.objects.get(place=0)
    with disk.place_of(row.id).open("rb") as file:
        assert open_blob(file, opened.content.attachments[0].blob, opened.header.id, 0).read() == PDF
    assert {bytes(each.key) for each in SealedFile.objects.all()} == {b""}


@pytest.fixture
def parcel(sent) -> Outgoing:
    seal()
    work()
    seal()
    return Outgoing.objects.get()


def answered(answers) -> None:
    note_sent(Turn("UNM-A", answers), Random(1), by=NODE)


def file_chunks(**more) -> tuple[Chunk, ...]:
    errand = errand_for("UNM-A", timezone.now() + timedelta(seconds=2), **more)
    return errand.chunks if errand else ()


def test_files_follow_their_envelope_chunk_by_chunk(parcel):
    assert file_chunks() == ()
    answered({parcel.id: "have"})

    chunks = file_chunks()
    assert [each.number for each in chunks] == [0, 1, 2, 3]
    assert all(each.is_genuine and each.load.kind is ParcelKind.FILE for each in chunks)
    answered({chunks[0].load.id: 2})
    assert [each.number for each in file_chunks()] == [2, 3]
    answered({chunks[0].load.id: 4})
    assert len(file_chunks()) == 1  # the second file
    assert Delivery.objects.get().level is State.ACCEPTED


def test_parcels_and_files_take_turns_and_urgent_parcels_pass(parcel, amina):
    answered({parcel.id: "have"})
    send(amina, "UNM-A")
    seal()
    assert file_chunks() == ()
    assert file_chunks(files_next=True)

    send(amina, "UNM-A", precedence=Precedence.URGENT)
    seal()
    assert file_chunks(files_next=True) == ()


def test_a_file_that_is_not_wanted_yet_is_offered_later(parcel):
    answered({parcel.id: "have"})
    load = file_chunks()[0].load
    answered({load.id: "not-wanted"})

    row = OutgoingFile.objects.get(pk=load.id)
    assert (row.state, row.tries) == (ParcelState.WAITING, 1)
    assert row.next_at > timezone.now()


def test_a_file_that_was_refused_is_said_on_the_senders_page(parcel, amina):
    answered({parcel.id: "have"})
    answered({file_chunks()[0].load.id: CHANGED})

    assert "chunk-changed" in show([Message.objects.get()], amina)[0].parties[0].way_words


def test_the_sender_reads_how_much_of_the_files_is_there(parcel, amina, rf):
    answered({parcel.id: "have"})
    answered({file_chunks()[0].load.id: 2})

    words = show([Message.objects.get()], amina)[0].parties[0].way_words
    assert "128.0\xa0KB of" in words
    request = rf.get("/")
    request.actor = amina
    (row,) = api.read_message(request, Message.objects.get().id).deliveries
    assert (row.files_there, row.files_bytes > 200_000) == (2 * CHUNK_BYTES, True)


def test_a_receipt_ends_the_files_too_and_a_restored_node_is_asked_again(parcel, mission):
    answered({parcel.id: "have"})
    mission.hands_over(mission.signs_for(parcel), kind=ParcelKind.RECEIPTS)
    open_all()
    assert file_chunks() == ()

    files_out.again(Outgoing.objects.all(), timezone.now())
    Outgoing.objects.update(state=int(ParcelState.ARRIVED))
    assert file_chunks()


def test_a_file_that_the_disk_lost_before_it_was_sealed_is_said(sent):
    seal()
    stored.place_of(Attachment.objects.get(place=0).id).unlink()
    work()

    assert Sent.objects.get().refused == "file-lost"


def test_a_sealed_file_that_the_disk_lost_is_said_and_holds_up_nothing(parcel, amina):
    answered({parcel.id: "have"})
    disk.remove([each.id for each in SealedFile.objects.all()])
    with pytest.raises(files_out.FileGone) as gone:
        file_chunks()

    files_out.note_gone_file(gone.value.way, by=NODE)

    assert Sent.objects.get().refused == "file-lost"
    with pytest.raises(files_out.FileGone):  # the second file
        file_chunks()


def test_what_is_emptied_leaves_no_key_and_no_name(sent, amina):
    Message.objects.update(about="hit:1")
    seal()
    work()
    assert SealedFile.objects.exists()

    actions.forget("hit:1", timezone.now())

    assert not SealedFile.objects.exists()


def test_sealed_files_end_with_their_time(parcel):
    paths = [disk.place_of(each.id) for each in SealedFile.objects.all()]
    assert all(path.exists() for path in paths)
    SealedFile.objects.update(expires_at=timezone.now())

    sending.end_parcels(by=NODE)

    assert not SealedFile.objects.exists()


# Theirs, on the way in.


@pytest.fixture
def sealed(mission, tmp_path) -> tuple[list[Chunk], bytes]:
    """The mission's letter to ITA with one file: its chunks and the envelope."""
    source = tmp_path / "photograph.pdf"
    source.write_bytes(PDF)
    id = new_id()
    made = disk.seal_file(source, id, 0)
    attachment = SealedAttachment("photograph.pdf", "application/pdf", made.blob)
    envelope = mission.seals("ITA", envelope=id, attachments=(attachment,), files=(made.root,)).envelope
    mark = made.blob.mark
    ends = int(timezone.now().timestamp()) + 3600
    load = Load(new_id(), ParcelKind.FILE, 1, ends, mark.sealed_bytes, mark.sha256, made.root)
    contents = disk.read_chunks(made.id, range(load.count))
    return chunks_of(load, tree.cut(made.leaves), contents), envelope


def test_words_come_first_and_delivered_is_signed_with_the_last_byte(sealed, mission, bruno):
    chunks, envelope = sealed
    id = chunks[0].load.id
    assert mission.hands_chunks(*chunks) == {id: "not-wanted"}
    mission.hands_over(envelope)
    open_all()

    (shown,) = show(Message.visible_to(bruno), bruno)
    assert (shown.message.content["subject"], shown.files) == ("A lorry", [])
    assert [(each.name, each.there) for each in shown.coming] == [("photograph.pdf", 0)]
    assert told() == []
    actions.read(shown.message, by=bruno)
    assert told() == []  # read contains delivered

    assert mission.hands_chunks(*chunks[:2]) == {id: 2}
    assert mission.hands_chunks(*chunks[1:]) == {id: len(chunks)}
    assert told() == []
    work()

    (file,) = show(Message.visible_to(bruno), bruno)[0].files
    assert stored.open_stored(file).read() == PDF
    assert told() == [("ITA", Level.DELIVERED, ""), ("ITA", Level.READ, "")]
    assert bytes(IncomingFile.objects.get().key) == b""
    assert mission.hands_chunks(chunks[-1]) == {id: len(chunks)}


def test_a_forged_chunk_of_a_file_is_refused_at_once(sealed, mission):
    chunks, envelope = sealed
    mission.hands_over(envelope)
    open_all()

    forged = replace(chunks[1], content=bytes(CHUNK_BYTES))
    assert mission.hands_chunks(chunks[0], forged) == {chunks[0].load.id: CHANGED}
    assert disk.chunks_there(IncomingFile.objects.get().id) == 0


def test_what_the_disk_lost_comes_again(sealed, mission):
    chunks, envelope = sealed
    id = chunks[0].load.id
    mission.hands_over(envelope)
    open_all()
    mission.hands_chunks(*chunks[:3])
    path = disk.place_of(IncomingFile.objects.get().id)
    path.write_bytes(path.read_bytes()[:CHUNK_BYTES])

    assert mission.hands_chunks(chunks[3]) == {id: 1}
    assert mission.hands_chunks(*chunks[1:]) == {id: len(chunks)}
    path.unlink()
    work()
    assert IncomingFile.objects.get().state == FileState.COMING
    assert mission.hands_chunks(*chunks) == {id: len(chunks)}
    work()
    assert told() == [("ITA", Level.DELIVERED, "")]


def test_a_full_disk_says_no_room_and_loses_nothing(sealed, mission, monkeypatch):
    chunks, envelope = sealed
    id = chunks[0].load.id
    mission.hands_over(envelope)
    open_all()
    mission.hands_chunks(chunks[0])
    kept = stored.KEPT_FREE_BYTES
    monkeypatch.setattr(stored, "KEPT_FREE_BYTES", 1 << 62)
    assert mission.hands_chunks(*chunks) == {id: "no-room"}
    monkeypatch.setattr(stored, "KEPT_FREE_BYTES", kept)
    assert mission.hands_chunks(*chunks[1:]) == {id: len(chunks)}
    monkeypatch.setattr(stored, "KEPT_FREE_BYTES", 1 << 62)
    work()
    assert IncomingFile.objects.get().state == FileState.WHOLE
    monkeypatch.setattr(stored, "KEPT_FREE_BYTES", kept)
    work()
    assert told() == [("ITA", Level.DELIVERED, "")]


def test_a_disk_that_ends_in_the_middle_of_a_file_is_waited_for(sent, caplog):
    """The kernel itself refuses: no file of this process may be longer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    seal()
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, before[1]))
    try:
        work()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "a file was neither sealed nor opened: OSError" in caplog.text
    assert not SealedFile.objects.exists()

    work()
    assert seal() == 1


def test_a_file_of_a_kind_that_is_not_taken_is_refused_and_the_words_stay(mission, tmp_path, bruno):
    source = tmp_path / "run.pdf"
    source.write_bytes(b"MZ\0\0" * 5000)
    id = new_id()
    made = disk.seal_file(source, id, 0)
    attachment = SealedAttachment("run.pdf", "application/pdf", made.blob)
    envelope = mission.seals("ITA", envelope=id, attachments=(attachment,), files=(made.root,)).envelope
    mission.hands_over(envelope)
    open_all()
    row = IncomingFile.objects.get()
    load = Load(new_id(), ParcelKind.FILE, 1, 2**33, row.sealed_bytes, bytes(row.sha256), made.root)
    mission.hands_chunks(
        *chunks_of(load, tree.cut(made.leaves), disk.read_chunks(made.id, range(load.count)))
    )
    work()

    (shown,) = show(Message.visible_to(bruno), bruno)
    assert shown.coming[0].refused == "file-kind"
    assert told() == [("ITA", Level.REFUSED, "file-kind")]
    assert not Attachment.objects.exists()


def test_a_letter_with_another_number_of_files_is_refused(mission):
    mission.hands_over(mission.seals("ITA", files=(b"r" * 32,)).envelope)
    open_all()

    assert told() == [("ITA", Level.REFUSED, "malformed")]
    assert not Message.objects.exists()


def test_a_second_envelope_after_a_restore_takes_the_place_of_what_has_not_come(mission, tmp_path):
    message = uuid4()
    source = tmp_path / "photograph.pdf"
    source.write_bytes(PDF)
    roots = []
    for _time in range(2):
        id = new_id()
        made = disk.seal_file(source, id, 0)
        attachment = SealedAttachment("photograph.pdf", "application/pdf", made.blob)
        mission.hands_over(
            mission.seals(
                "ITA",
                envelope=id,
                attachments=(attachment,),
                files=(made.root,),
                message=message,
                function="desk",
            ).envelope
        )
        roots.append(made.root)
    open_all()

    assert [bytes(row.root) for row in IncomingFile.objects.all()] == roots[1:]


def test_a_file_that_never_came_is_said_to_be_missing(sealed, mission, bruno):
    mission.hands_over(sealed[1])
    open_all()
    IncomingFile.objects.update(expires_at=timezone.now())

    sending.end_parcels(by=NODE)

    (shown,) = show(Message.visible_to(bruno), bruno)
    assert shown.coming[0].refused == "expired"
    assert files_in.to_open() is None
    assert not ReceiptDue.objects.exists()
