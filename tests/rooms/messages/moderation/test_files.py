"""Files of words that wait: the centre and each addressee compare them with what their bureau signed."""

from dataclasses import dataclass
from hashlib import sha256

import pytest
from django.utils import timezone

from comity.kit.ids import new_id
from comity.messages.courier import disk
from comity.messages.courier.chunks import Chunk, Load, chunks_of
from comity.messages.courier.filed import IncomingFile
from comity.messages.courier.rules import Level, ParcelKind
from comity.messages.courier.tables import ReceiptDue
from comity.messages.files.uploading import fetch
from comity.messages.models import Attachment, Message, NoteDraft
from comity.messages.proving import prove
from comity.messages.views import releasing as views
from comity.messages.writing.releasing import release, send_back, waiting
from comity.seal import tree
from comity.seal.content import Attachment as SealedAttachment
from tests.rooms.messages.conftest import Person
from tests.rooms.messages.courier.test_evidence import run
from tests.rooms.messages.courier.test_files import work
from tests.rooms.messages.courier.test_opening import open_all, told
from tests.rooms.messages.moderation.conftest import Words
from tests.rooms.messages.test_moderated import asked_by

BYTES = b"ABC 123\nDEF 456\n"


@dataclass
class SealedFile:
    """A file as a far bureau seals it for an envelope."""

    envelope: object
    attachment: SealedAttachment
    root: bytes
    chunks: list[Chunk]

    @classmethod
    def of(cls, content: bytes, folder, name: str = "list.txt") -> "SealedFile":
        source, id = folder / new_id().hex, new_id()
        source.write_bytes(content)
        made = disk.seal_file(source, id, 0)
        mark = made.blob.mark
        ends = int(timezone.now().timestamp()) + 3600
        load = Load(new_id(), ParcelKind.FILE, 1, ends, mark.sealed_bytes, mark.sha256, made.root)
        chunks = chunks_of(load, tree.cut(made.leaves), disk.read_chunks(made.id, range(load.count)))
        return cls(id, SealedAttachment(name, "text/plain", made.blob), made.root, list(chunks))

    @property
    def hung(self) -> dict:
        return {"envelope": self.envelope, "attachments": (self.attachment,), "files": (self.root,)}


def words_with_file(*to: str) -> Words:
    signed = {"name": "list.txt", "size": len(BYTES), "sha256": sha256(BYTES).hexdigest()}
    return Words.of(*to, files=[signed])


def come(bureau, sealed, file: SealedFile) -> list[tuple[str, Level, str]]:
    """What this node says once envelope and file are here."""
    ReceiptDue.objects.all().delete()
    bureau.hands_over(sealed.envelope)
    open_all()
    bureau.hands_chunks(*file.chunks)
    work()
    return told()


def test_they_wait_for_the_reviewer_with_their_last_file(chen, mission, tmp_path):
    words, file = words_with_file("ITA"), SealedFile.of(BYTES, tmp_path)
    sealed = words.written(mission, **file.hung)
    mission.hands_over(sealed.envelope)
    open_all()
    assert not waiting(chen).exists()

    mission.hands_chunks(*file.chunks)
    work()
    assert told() == [("CEN", Level.DELIVERED, "")]
    (row,) = waiting(chen)
    assert "list.txt" in views.one(asked_by(chen), row.pk).content.decode()
    assert fetch(Attachment.objects.get().pk, by=chen).size == len(BYTES)

    message = release(row.pk, seen=row.version, by=chen)
    bruno = Person("ITA", "duty desk", rights=frozenset({"messages.read", "messages.fetch"}))
    assert fetch(Attachment.objects.get().pk, by=bruno).message_id == message.pk


def test_given_back_its_files_are_gone_from_the_centre(chen, mission, tmp_path):
    file = SealedFile.of(BYTES, tmp_path)
    come(mission, words_with_file("ITA").written(mission, **file.hung), file)
    row = NoteDraft.objects.get()
    send_back(row.pk, seen=row.version, reason="No.", by=chen)

    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [(BYTES.replace(b"123", b"124"), "list.txt"), (BYTES + b"more", "list.txt"), (BYTES, "l.txt")],
)
def test_the_centre_takes_no_file_but_the_one_that_was_signed(chen, mission, tmp_path, content, name):
    file = SealedFile.of(content, tmp_path, name)

    assert come(mission, words_with_file("ITA").written(mission, **file.hung), file) == [
        ("CEN", Level.REFUSED, "file-differs")
    ]
    assert not waiting(chen).exists()
    assert not Attachment.objects.exists()


def test_an_addressee_gets_the_file_that_was_signed_and_can_prove_it(centre, mission, tmp_path):
    words, file, bruno = words_with_file("ITA"), SealedFile.of(BYTES, tmp_path), Person("ITA", "duty desk")
    first = SealedFile.of(BYTES, tmp_path)
    signed = words.written(mission, **first.hung)

    assert come(centre, words.released(centre, mission, signed=signed, **file.hung), file) == [
        ("ITA", Level.DELIVERED, "")
    ]
    (tmp_path / "a.proof").write_bytes(prove(Message.objects.get(), by=bruno))
    (tmp_path / "list.txt").write_bytes(BYTES)
    (tmp_path / "other.txt").write_bytes(BYTES.lower())
    assert "as it was sent" in run(tmp_path / "a.proof", "--attachment", tmp_path / "list.txt").output
    assert run(tmp_path / "a.proof", "--attachment", tmp_path / "other.txt").exit_code == 1


def test_an_addressee_takes_no_other_file_of_the_same_length_and_name(centre, mission, tmp_path):
    words, other = words_with_file("ITA"), SealedFile.of(BYTES.lower(), tmp_path)
    signed = words.written(mission, **SealedFile.of(BYTES, tmp_path).hung)

    assert come(centre, words.released(centre, mission, signed=signed, **other.hung), other) == [
        ("ITA", Level.REFUSED, "file-differs")
    ]
    assert not Attachment.objects.exists()
    assert IncomingFile.objects.get().refused == "file-differs"


@pytest.mark.parametrize("hung", [False, True])
def test_a_centre_adds_no_file_and_leaves_none_out(centre, mission, tmp_path, hung):
    file = SealedFile.of(BYTES, tmp_path)
    words = Words.of("ITA") if hung else words_with_file("ITA")
    signed = words.written(mission, **({} if hung else SealedFile.of(BYTES, tmp_path).hung))
    ReceiptDue.objects.all().delete()
    sealed = words.released(centre, mission, signed=signed, **(file.hung if hung else {}))
    centre.hands_over(sealed.envelope)
    open_all()

    assert told() == [("ITA", Level.REFUSED, "not-signed")]
