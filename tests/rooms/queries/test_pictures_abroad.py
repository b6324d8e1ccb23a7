"""Pictures with a question about a hit, or its answer, between two nodes: read anew, hung up, believed in nothing."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from comity.access import middleware
from comity.access.models import Officer
from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.travel_documents import TravelDocument
from comity.kit.errors import Invalid
from comity.kit.ids import new_id
from comity.messages import actions as messages
from comity.messages import kinds as kinds_known
from comity.messages.courier import disk, sealing
from comity.messages.courier.chunks import Load, chunks_of
from comity.messages.courier.filed import IncomingFile, SealedFile
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.rules import ParcelKind
from comity.messages.courier.tables import Outgoing
from comity.messages.courier.workshop import Workshop
from comity.messages.files.tables import Attachment as File
from comity.messages.models import Message
from comity.queries import actions, kinds
from comity.queries.actions.answering import Reply, Word
from comity.queries.conversation import State
from comity.queries.models import ASKER, OWNER, Confirmation, Hit
from comity.records.attached import attaching
from comity.records.attached.attaching import Sent, attach
from comity.records.attached.attachments import Attachment, of_hit
from comity.records.attached.pictures import MOST_BYTES
from comity.seal import tree
from comity.seal.blobs import open_blob
from comity.seal.content import Attachment as SealedAttachment
from tests import people
from tests.actors import AMINA, BRUNO
from tests.files import huge_png, png, saved
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.queries.abroad import asks, far, hosted, says
from tests.rooms.queries.conversations import YES, hit_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
SCRIPT = b"PK\x03\x04<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def rome(record: TravelDocument) -> Far:
    """ITA keeps a node of its own and found a passport of FRA's, which is here."""
    hosted("FRA", "DEU", "CEN")
    return far("ITA")


@pytest.fixture
def paris(hit: Hit) -> Far:
    """FRA keeps a node of its own; the hit is of ITA, which is here."""
    hosted("ITA", "DEU", "CEN")
    return far("FRA")


def work() -> None:
    """Everything that the workshop has to do."""
    shop = Workshop()
    while shop.tick(timezone.now(), NODE):
        if shop.job:
            shop.job[1].exception()  # waits
    shop.close()


@dataclass
class Sealed:
    """Files sealed by another node: what its envelope says of them, and their chunks."""

    envelope: Any
    attachments: tuple[SealedAttachment, ...]
    files: tuple[bytes, ...]
    chunks: list[Any]

    @property
    def letter(self) -> dict[str, Any]:
        return {"envelope": self.envelope, "attachments": self.attachments, "files": self.files}


def sealed(tmp_path: Path, *contents: bytes) -> Sealed:
    id, attachments, files, chunks = new_id(), [], [], []
    for place, content in enumerate(contents):
        source = tmp_path / f"out-{place}"
        source.write_bytes(content)
        made = disk.seal_file(source, id, place)
        mark = made.blob.mark
        attachments.append(SealedAttachment(f"{place + 1}.{_ending(content)}", "image/webp", made.blob))
        files.append(made.root)
        load = Load(new_id(), ParcelKind.FILE, 3, 2**33, mark.sealed_bytes, mark.sha256, made.root)
        chunks += chunks_of(load, tree.cut(made.leaves), disk.read_chunks(made.id, range(load.count)))
    return Sealed(id, tuple(attachments), tuple(files), chunks)


def _ending(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return "pdf"
    return "png" if content.startswith(b"\x89PNG") else "jpg"


def listed(*captions: str) -> dict[str, Any]:
    return {"pictures": [{"caption": each, "kind": "photograph"} for each in captions]}


def asks_with(asker: Far, record: TravelDocument, files: Sealed, *captions: str, **letter: Any) -> str:
    return asks(asker, record, body=listed(*captions), version=3, **files.letter, **letter)


def asked() -> Confirmation:
    return Confirmation.objects.get(side=OWNER)


class TestWithAQuestion:
    def test_they_hang_at_the_owner_s_question_when_they_are_here(self, rome, record, tmp_path, monkeypatch):
        files = sealed(tmp_path, png(colour="teal"), png(colour="red"))
        assert asks_with(rome, record, files, "The data page", "The cover") == ""
        assert of_hit(asked().id) == []  # the words first
        late = "Not all of them are here yet from the other node."
        assert late in page(asked(), monkeypatch, "FRA")

        rome.hands_chunks(*files.chunks)
        work()
        assert late not in page(asked(), monkeypatch, "FRA")

        first, second = of_hit(asked().id)
        assert [(first.caption, first.owner), (second.caption, second.owner)] == [
            ("The data page", "ITA"),
            ("The cover", "ITA"),
        ]
        assert first.blob.media_type == "image/webp"

    def test_what_hides_behind_a_picture_is_not_hung(self, rome, record, tmp_path):
        jpeg = saved(Image.new("RGB", (40, 30), "teal"), "JPEG")
        files = sealed(tmp_path, jpeg + SCRIPT)
        asks_with(rome, record, files, "The data page")
        rome.hands_chunks(*files.chunks)
        work()

        (shown,) = of_hit(asked().id)
        assert b"script" not in bytes(shown.blob.content)

    @pytest.mark.parametrize(
        "content", [b"%PDF-1.7 no picture", huge_png(10_000, 10_000), b"\xff\xd8\xff cut off"]
    )
    def test_what_is_no_picture_hangs_nowhere_and_the_question_stands(self, rome, record, tmp_path, content):
        files = sealed(tmp_path, content)
        assert asks_with(rome, record, files, "Look") == ""
        rome.hands_chunks(*files.chunks)
        work()

        assert of_hit(asked().id) == []
        assert asked().standing is State.DELIVERED
        assert File.objects.get().message_id == asked().thread  # it is a file of the message, to download

    def test_a_file_that_the_question_does_not_speak_of_is_no_picture(self, rome, record, tmp_path):
        files = sealed(tmp_path, png(colour="teal"), png(colour="red"))
        asks_with(rome, record, files, "The data page")
        rome.hands_chunks(*files.chunks)
        work()

        assert [each.caption for each in of_hit(asked().id)] == ["The data page"]

    def test_one_that_is_larger_than_an_upload_may_be_does_not_come(
        self, rome, record, tmp_path, monkeypatch
    ):
        kind = kinds_known.KINDS[kinds.QUESTION, 3]
        monkeypatch.setitem(kinds_known.KINDS, (kinds.QUESTION, 3), replace(kind, file_bytes=100))
        assert kind.file_bytes == MOST_BYTES

        assert asks_with(rome, record, sealed(tmp_path, bytes(101)), "Look") == "file-too-large"

        assert not Confirmation.objects.exists()

    def test_no_file_hides_behind_what_has_none(self, rome, record, tmp_path):
        asks(rome, record)
        thread = {"thread": asked().thread, "reply_to": asked().thread}
        files = sealed(tmp_path, png())

        assert says(rome, "FRA", kinds.TAKEN_BACK, {}, **files.letter, **thread) == "no-files"
        assert asks(rome, record, **sealed(tmp_path, png()).letter) == "no-files"

        assert asked().standing is State.DELIVERED
        assert not IncomingFile.objects.exists()

    def test_the_same_envelope_again_hangs_nothing_twice(self, rome, record, tmp_path):
        files, same = sealed(tmp_path, png()), Message().id
        asks_with(rome, record, files, "The data page", message=same, thread=same)
        rome.hands_chunks(*files.chunks)
        work()
        again = sealed(tmp_path, png())
        now = asked().asked_at
        assert asks_with(rome, record, again, "The data page", message=same, thread=same, now=now) == ""
        rome.hands_chunks(*again.chunks)
        work()

        assert len(of_hit(asked().id)) == 1

    @pytest.mark.parametrize(
        "pictures",
        [
            [],
            [{"caption": "", "kind": "photograph"}],
            [{"caption": "x", "kind": "dna"}],
            ["x"],
            [{}],
            [str(new_id())],
        ],
    )
    def test_what_is_said_of_them_must_be_in_form(self, rome, record, pictures):
        raw = json.dumps(
            {
                "asked_at": "2026-11-01T10:00:00Z",
                "database": "travel-documents",
                "grade": "hit",
                "minutes": 60,
                "pictures": pictures,
                "record": str(record.id),
                "urgency": "held",
                "version": 1,
            },
            separators=(",", ":"),
        )
        assert asks(rome, record, raw=raw, version=3) == "body-form"
        assert not Confirmation.objects.exists()

    def test_ids_of_pictures_of_this_node_are_not_taken(self, rome, record):
        """Version 2 names pictures as they hang on one node: a stranger would choose among ours."""
        assert asks(rome, record, version=2) == "kind-stays"

    def test_a_pre_moderated_bureau_sends_none(self, rome, record, tmp_path):
        Bureau.objects.filter(pk="ITA").update(standing=int(Standing.PRE_MODERATED))

        assert asks_with(rome, record, sealed(tmp_path, png()), "Please arrest him") == "words-wait"

        assert not IncomingFile.objects.exists()

    def test_they_go_with_the_record(self, rome, record, tmp_path):
        files = sealed(tmp_path, png())
        asks_with(rome, record, files, "The data page")
        messages.forget(f"record:travel-documents:{record.id}", timezone.now())
        rome.hands_chunks(*files.chunks)
        work()

        assert not File.objects.exists()
        assert not Attachment.objects.exists()

    def test_ours_leave_as_files_that_the_owner_s_node_opens(self, paris, hit):
        made = actions.attach(hit, Sent(png(), "The data page"), by=BRUNO)
        kept = actions.attach(hit, Sent(png(colour="red"), "Who stands by"), by=BRUNO)
        row = actions.ask_confirmation(hit, _yes(made), by=BRUNO)
        work()
        parcel = _left(paris)

        opened, letter = paris.opens(parcel), paris.reads(parcel)
        assert (opened.header.kind, opened.header.schema) == (kinds.QUESTION, 3)
        assert json.loads(letter.body)["pictures"] == [{"caption": "The data page", "kind": "photograph"}]
        (attachment,) = opened.content.attachments
        with disk.place_of(SealedFile.objects.get().id).open("rb") as file:
            content = open_blob(file, attachment.blob, opened.header.id, 0).read()
        blob = Attachment.objects.get(pk=made.id).blob
        assert content == bytes(blob.content)
        assert str(kept.id) not in letter.body
        assert Confirmation.objects.get().thread == row.thread


class TestWithAnAnswer:
    def answers(self, owner: Far, row: Confirmation, files: Sealed, *captions: str, **more: Any) -> str:
        body = {"answer": "confirmed"} | listed(*captions)
        thread = {"thread": row.thread, "reply_to": row.thread}
        return says(owner, "ITA", kinds.ANSWER, body, version=2, **files.letter, **thread | more)

    def test_they_hang_on_the_finder_s_hit(self, paris, hit, tmp_path, monkeypatch):
        row = actions.ask_confirmation(hit, YES, by=BRUNO)
        files = sealed(tmp_path, png())
        assert self.answers(paris, row, files, "The holder") == ""
        paris.hands_chunks(*files.chunks)
        work()

        (shown,) = of_hit(hit.id)
        assert (shown.caption, shown.owner, shown.record) == ("The holder", "FRA", hit.record)
        assert "The holder" in page(hit, monkeypatch)
        actions.detach(hit, shown.id, by=BRUNO)
        assert of_hit(hit.id) == []

    def test_nobody_but_the_owner_hangs_a_picture_on_a_hit(self, paris, hit, tmp_path):
        row = actions.ask_confirmation(hit, YES, by=BRUNO)
        madrid = far("ESP")

        assert self.answers(madrid, row, sealed(tmp_path, png()), "Ours") == "not-their-thread"
        body = {"answer": "confirmed"} | listed("Ours")
        assert (
            says(madrid, "ITA", kinds.ANSWER, body, version=2, **sealed(tmp_path, png()).letter)
            == "not-found"
        )
        assert not IncomingFile.objects.exists()
        assert of_hit(hit.id) == []

    def test_an_owner_hangs_so_many_and_no_more(self, paris, hit, tmp_path, monkeypatch):
        monkeypatch.setattr(attaching, "MOST_ATTACHED", 1)
        row = actions.ask_confirmation(hit, YES, by=BRUNO)
        files = sealed(tmp_path, png(colour="teal"), png(colour="red"))
        assert self.answers(paris, row, files, "One", "Two") == ""
        paris.hands_chunks(*files.chunks)
        work()

        assert [each.caption for each in of_hit(hit.id)] == ["One"]

    def test_ours_leave_with_the_answer_and_only_the_chosen_ones(self, rome, record):
        chosen = attach(TravelDocument, record.id, Sent(png(), "The holder"), by=AMINA)
        attach(TravelDocument, record.id, Sent(png(colour="red"), "The cover"), by=AMINA)
        asks(rome, record)
        actions.answer(asked(), Reply(word=Word.CONFIRMED, pictures=(chosen.id,)), by=AMINA)
        work()
        parcel = _left(rome)

        opened, body = rome.opens(parcel), json.loads(rome.reads(parcel).body)
        assert (opened.header.kind, opened.header.schema) == (kinds.ANSWER, 2)
        assert body["pictures"] == [{"caption": "The holder", "kind": "photograph"}]
        assert len(opened.content.attachments) == 1

    def test_on_one_node_they_hang_on_the_hit_at_once(self, record):
        chosen = attach(TravelDocument, record.id, Sent(png(), "The holder"), by=AMINA)
        hit = hit_by()
        actions.ask_confirmation(hit, YES, by=BRUNO)
        actions.answer(asked(), Reply(word=Word.CONFIRMED, pictures=(chosen.id,)), by=AMINA)

        (shown,) = of_hit(hit.id)
        assert (shown.caption, shown.owner, shown.blob_id) == ("The holder", "FRA", chosen.blob_id)
        assert not File.objects.exists()

    def test_only_pictures_of_the_record_are_sent(self, record, hit):
        made = actions.attach(hit, Sent(png(), "In hand"), by=BRUNO)
        actions.ask_confirmation(hit, YES, by=BRUNO)
        for strange in (new_id(), made.id):
            with pytest.raises(Invalid) as refused:
                actions.answer(asked(), Reply(word=Word.CONFIRMED, pictures=(strange,)), by=AMINA)
            assert refused.value.errors[0].field == "pictures"
        assert Confirmation.objects.get(side=ASKER).standing is State.ASKED

    def test_the_owner_chooses_them_on_its_page(self, record, hit, monkeypatch):
        attach(TravelDocument, record.id, Sent(png(), "The holder"), by=AMINA)
        actions.ask_confirmation(hit, YES, by=BRUNO)
        read = page(asked(), monkeypatch, "FRA")
        assert "Pictures for the asker" in read
        assert "The holder" in read


def page(thing: Hit | Confirmation, monkeypatch: Any, code: str = "ITA") -> str:
    """The page of a hit or of a question, read by a desk officer of that bureau."""
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    if not (reader := Officer.objects.filter(sign_in_name=f"reader@{code.lower()}").first()):
        reader = people.officer("reader", Role.DESK_OFFICER, place=people.unit(code))
    client = Client()
    client.force_login(reader)
    name = "queries:hit" if isinstance(thing, Hit) else "queries:question"
    return client.get(reverse(name, args=[thing.pk])).content.decode()


def _yes(*pictures: Attachment) -> Any:
    return replace(YES, pictures=tuple(each.id for each in pictures))


def _left(bureau: Far) -> Outgoing:
    """The newest parcel for that node, after everything is sealed."""
    for _time in range(2):
        sealing.seal(DIRECTORY, DIRECTORY, by=NODE)
        work()
    return Outgoing.objects.filter(node=bureau.code, kind=int(ParcelKind.ENVELOPE)).latest("id")
