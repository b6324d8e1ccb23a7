"""At the bureau's own node: a draft goes to the centre, and comes home released, or given back with the reason."""

from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.kit.canonical import canonical_json
from comity.kit.errors import Invalid, NotFound, Refused
from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.receipting import apply_receipts
from comity.messages.courier.rules import Level
from comity.messages.courier.tables import Outgoing, ReceiptDue, Sent
from comity.messages.evidence.papers import read_evidence
from comity.messages.files.stored import take
from comity.messages.files.uploading import fetch, upload
from comity.messages.models import Attachment, Delivery, Message, NoteDraft
from comity.messages.proving import prove
from comity.messages.rules import State
from comity.messages.shown import show
from comity.messages.views import writing
from comity.messages.writing.drafting import drop_draft, save_draft, send_draft
from comity.messages.writing.releasing import release, take_back, waiting
from comity.seal.envelope import verify_envelope
from tests.rooms.messages.courier.test_files import work
from tests.rooms.messages.courier.test_opening import open_all, told
from tests.rooms.messages.courier.test_sealing import seal
from tests.rooms.messages.moderation.conftest import Words, body_of
from tests.rooms.messages.test_moderated import asked_by

TYPED = {"to": "UNM-A ITA", "subject": "A lorry", "text": "Is it yours?", "case": "FRA-26-1", "answer": "on"}


@pytest.fixture(autouse=True)
def home(mission) -> None:
    """FRA is pre-moderated, and this is its own node, which hosts ITA, too."""
    Bureau.objects.filter(code="UNM-A").update(standing=int(Standing.NORMAL))
    Bureau.objects.filter(code="FRA").update(standing=int(Standing.PRE_MODERATED))


def submitted_by(amina, **typed) -> NoteDraft:
    row = save_draft(new_id(), {**TYPED, **typed}, sitting=uuid4(), by=amina)
    assert send_draft(row.id, language="en", by=amina) is None
    return NoteDraft.objects.get(pk=row.pk)


@pytest.fixture
def row(centre, amina) -> NoteDraft:
    return submitted_by(amina)


class AtCentre:
    """What the centre read of what left for it, and how it answers. signed, content: as much of it as a centre has."""

    def __init__(self, centre) -> None:
        self.centre = centre
        self.parcel = Outgoing.objects.filter(node="CEN").latest("id")
        self.opened, self.letter = centre.opens(self.parcel), centre.reads(self.parcel)
        self.said = body_of(self.letter)
        self.signed = verify_envelope(bytes(self.parcel.content), DIRECTORY.signing_key).signed
        self.content = self.opened.raw

    def releases(self, *to: str, **more) -> list[tuple[str, Level, str]]:
        words = Words(self.said, {"case": self.letter.case, "function": self.letter.function})
        created = int(timezone.now().timestamp()) * 1_000_000
        answer_by = created + self.said["answer_hours"] * 3_600_000_000
        more = {"created": created, "answer_by": answer_by} | more
        return self.hands(words.released(self.centre, None, *(to or ("FRA",)), signed=self, **more))

    def hands(self, sealed) -> list[tuple[str, Level, str]]:
        ReceiptDue.objects.all().delete()
        self.centre.hands_over(sealed.envelope)
        open_all()
        return told()

    def says(self, kind: str, **body) -> list[tuple[str, Level, str]]:
        return self.hands(self.centre.seals("FRA", kind=kind, body=canonical_json(body)))

    def signs(self, level=Level.DELIVERED, code="") -> None:
        receipt = self.centre.signs_for(self.parcel, level, code=code)
        apply_receipts(receipt, DIRECTORY, timezone.now())


@pytest.fixture
def at_centre(row, centre) -> AtCentre:
    assert seal() == 1
    return AtCentre(centre)


def test_one_envelope_leaves_for_the_centre_alone_with_everything_that_is_to_be_released(row, at_centre):
    assert [each.bureau for each in Sent.objects.all()] == ["CEN"]
    assert at_centre.opened.header.to == ("CEN",)
    assert at_centre.said["to"] == ["ITA", "UNM-A"]
    assert at_centre.said["note"] == {"language": "en", "subject": "A lorry", "text": "Is it yours?"}
    assert at_centre.said["answer_hours"] == 240
    assert (at_centre.letter.case, at_centre.letter.function) == ("FRA-26-1", "desk officer")
    assert not Message.objects.filter(kind="note").exists()


def test_its_page_says_where_it_is(row, amina, centre):
    assert "It leaves this node in a moment." in page(amina, row)
    seal()
    assert "the other node has not signed for it yet" in page(amina, row)
    AtCentre(centre).signs()
    assert "has it. Nobody there has decided yet." in page(amina, row)


def page(amina, row) -> str:
    return writing.draft(asked_by(amina), row.pk).content.decode()


def test_nobody_here_releases_it_or_changes_it_meanwhile(row, amina):
    assert not waiting(amina).exists()
    with pytest.raises(NotFound):
        release(row.pk, seen=row.version, by=amina)
    with pytest.raises(Refused):
        save_draft(row.pk, TYPED, sitting=row.sitting, seen=row.version, by=amina)
    with pytest.raises(Refused):
        send_draft(row.pk, language="en", by=amina)
    with pytest.raises(Refused):
        drop_draft(row.pk, by=amina)


def test_released_it_stands_among_what_was_sent_and_in_the_hosted_mailbox(at_centre, amina, bruno):
    assert at_centre.releases() == [("FRA", Level.DELIVERED, "")]

    message = Message.objects.get(kind="note")
    assert (message.sender, message.released_by, message.sender_unit) == ("FRA", "CEN", amina.unit)
    assert str(message.pk) == at_centre.said["message"]
    assert {each.bureau: each.level for each in Delivery.objects.filter(message=message)} == {
        "UNM-A": State.ACCEPTED,
        "ITA": State.DELIVERED,
    }
    assert not NoteDraft.objects.exists()
    assert Message.objects.get(kind="words-to-release").body == ""
    assert Message.visible_to(bruno).filter(pk=message.pk).exists()


def test_a_bureau_hosted_beside_its_writer_gets_it_in_the_same_envelope(at_centre):
    assert sorted(at_centre.releases("FRA", "ITA")) == [
        ("FRA", Level.DELIVERED, ""),
        ("ITA", Level.DELIVERED, ""),
    ]
    assert Message.objects.filter(kind="note").count() == 1
    assert Delivery.objects.filter(message__kind="note").count() == 2


def test_released_twice_nothing_doubles(at_centre):
    at_centre.releases()
    assert at_centre.releases() == [("FRA", Level.DELIVERED, "")]
    assert Delivery.objects.filter(message__kind="note").count() == 2


def test_what_home_shows_bears_both_signatures(at_centre, amina):
    at_centre.releases()
    (shown,) = read_evidence(prove(Message.objects.get(kind="note"), by=amina)).words
    assert (shown.sender, shown.to, shown.release.centre) == ("FRA", ("ITA", "UNM-A"), "CEN")


def test_a_centre_that_changes_a_word_does_not_bring_it_home(at_centre, row):
    assert at_centre.releases(case="X") == [("FRA", Level.REFUSED, "not-signed")]
    assert NoteDraft.objects.get().submitted_at is not None


def test_released_before_a_suspension_it_is_home_all_the_same(at_centre):
    Bureau.objects.filter(code="FRA").update(standing=int(Standing.SUSPENDED))

    assert at_centre.releases() == [("FRA", Level.DELIVERED, "")]
    assert not NoteDraft.objects.exists()


def test_given_back_it_shows_the_reason_and_goes_again(at_centre, row, amina, centre):
    assert at_centre.says("words-given-back", message=str(row.sent_as), reason="Name the case.", code="") == [
        ("FRA", Level.DELIVERED, "")
    ]

    assert "Name the case." in page(amina, row)
    again = NoteDraft.objects.get()
    assert (again.submitted_at, again.sent_as) == (None, None)
    assert Message.objects.get(kind="words-to-release").body == ""
    save_draft(row.pk, {**TYPED, "text": "Ours?"}, sitting=uuid4(), seen=again.version, by=amina)
    send_draft(row.pk, language="en", by=amina)
    seal()
    second = AtCentre(centre)
    assert second.said["note"]["text"] == "Ours?"
    assert second.said["message"] != at_centre.said["message"]


@pytest.mark.parametrize("code", ["not-waiting", "unknown-addressee", "expired", "fault"])
def test_what_the_centres_node_does_not_take_comes_back_and_says_what_to_do(at_centre, row, amina, code):
    at_centre.signs(Level.REFUSED, code)

    text = page(amina, row)
    assert "It was not released:" in text
    assert ("(fault)" in text) == (code == "fault")
    assert NoteDraft.objects.get().submitted_at is None


def test_before_it_has_left_it_is_taken_back_at_once(row, amina):
    take_back(row.pk, by=amina)

    assert NoteDraft.objects.get().submitted_at is None
    assert seal() == 0
    assert not Outgoing.objects.exists()


def test_once_it_has_left_the_centre_says_whether_it_is_back(at_centre, row, amina, centre):
    take_back(row.pk, by=amina)
    take_back(row.pk, by=amina)  # twice is once
    seal()

    asked = [centre.opens(each).header.kind for each in Outgoing.objects.filter(node="CEN").order_by("id")]
    assert asked == ["words-to-release", "words-taken-back"]
    assert "You have asked for it back." in page(amina, row)
    with pytest.raises(Refused):
        save_draft(row.pk, TYPED, sitting=row.sitting, seen=row.version, by=amina)
    at_centre.says("words-given-back", message=str(row.sent_as), reason="", code="words-taken-back")
    assert "It was not released" not in page(amina, row)
    assert NoteDraft.objects.get().submitted_at is None


def test_released_while_it_was_asked_back_it_is_among_what_was_sent(at_centre, row, amina):
    take_back(row.pk, by=amina)
    at_centre.releases()

    assert not NoteDraft.objects.exists()
    assert Message.objects.filter(kind="note").exists()
    assert at_centre.says("words-given-back", message=str(row.sent_as), reason="", code="") == [
        ("FRA", Level.DELIVERED, "")
    ]


def test_nobody_but_the_centre_gives_back_or_tells_levels(at_centre, row, mission):
    body = canonical_json({"message": str(row.sent_as), "reason": "No.", "code": ""})
    ReceiptDue.objects.all().delete()
    mission.hands_over(mission.seals("FRA", kind="words-given-back", body=body).envelope)
    open_all()
    assert told() == [("FRA", Level.REFUSED, "not-found")]
    assert NoteDraft.objects.get().submitted_at is not None

    assert at_centre.says("words-levels", message=str(new_id()), levels=[reached("UNM-A")]) == [
        ("FRA", Level.REFUSED, "not-found")
    ]


def reached(bureau: str, **more) -> dict:
    return {"bureau": bureau, "delivered": None, "read": None, "answered": None, "refused": "", **more}


def test_levels_come_from_the_centre_and_none_goes_back(at_centre, amina):
    at_centre.releases()
    note, now = at_centre.said["message"], timezone.now().isoformat()
    at_centre.says("words-levels", message=note, levels=[reached("UNM-A", delivered=now, read=now)])
    at_centre.says(
        "words-levels", message=note, levels=[reached("UNM-A", delivered=now), reached("XXA", read=now)]
    )

    row = Delivery.objects.get(message=note, bureau="UNM-A")
    assert row.level is State.READ
    assert Delivery.objects.filter(message=note).count() == 2, "nobody is added by a level"
    assert row.read_at <= timezone.now()


def test_a_bureau_that_did_not_take_it_is_named_with_the_code(at_centre, amina):
    at_centre.releases()
    note = at_centre.said["message"]
    at_centre.says("words-levels", message=note, levels=[reached("UNM-A", refused="standing")])

    (shown,) = show([Message.objects.get(pk=note)], amina)
    assert [str(each.way_words) for each in shown.parties if each.way_words] == [
        "It was not taken (standing). Call the bureau."
    ]
    assert seal() == 0, "nothing of it is for this node to seal"


def test_files_go_along_stay_with_the_draft_and_hang_on_what_was_released(centre, amina):
    row = save_draft(new_id(), TYPED, sitting=uuid4(), by=amina)
    upload(take([b"0123456789"]), name="list.txt", draft=row.id, by=amina)
    send_draft(row.id, language="en", by=amina)
    assert seal() == 0
    work()
    assert seal() == 1
    there = AtCentre(centre)

    (signed,) = there.said["files"]
    file = Attachment.objects.get()
    assert (signed["name"], signed["size"], signed["sha256"]) == ("list.txt", 10, file.digest)
    assert "list.txt" in page(amina, row)
    assert fetch(file.pk, by=amina).pk == file.pk
    there.says("words-given-back", message=str(NoteDraft.objects.get().sent_as), reason="No.", code="")
    file.refresh_from_db()
    assert (file.message, file.draft) == (None, row.pk)
    assert "list.txt" in page(amina, row)


def test_an_answer_stops_the_clock_when_it_is_released_and_not_before(centre, mission, amina):
    mission.hands_over(mission.seals("FRA").envelope)
    open_all()
    asked = Message.objects.get(kind="note")
    row = save_draft(new_id(), {**TYPED, "to": "UNM-A"}, sitting=uuid4(), reply_to=asked.pk, by=amina)
    send_draft(row.id, language="en", by=amina)
    seal()
    there = AtCentre(centre)
    assert (there.said["reply_to"], there.said["thread"]) == (str(asked.pk), str(asked.thread))
    assert Delivery.objects.get(message=asked).answered_at is None

    there.releases()
    assert Delivery.objects.get(message=asked).answered_at is not None
    assert ReceiptDue.objects.filter(bureau="FRA", to="UNM-A", level=int(Level.ANSWERED)).exists()


def test_an_answer_to_it_joins_the_conversation_at_home(at_centre, mission):
    at_centre.releases()
    note = UUID(at_centre.said["message"])
    mission.hands_over(mission.seals("FRA", thread=note, reply_to=note).envelope)
    open_all()

    assert Message.objects.filter(thread=note, kind="note").count() == 2


@pytest.mark.parametrize(("to", "code"), [("ZZZ", "unknown-bureau"), ("FRA UNM-A", "own-bureau")])
def test_what_cannot_be_released_does_not_leave(centre, amina, to, code):
    row = save_draft(new_id(), {**TYPED, "to": to}, sitting=uuid4(), by=amina)
    with pytest.raises(Invalid) as refused:
        send_draft(row.id, language="en", by=amina)
    assert [each.code for each in refused.value.errors] == [code]
    assert not Sent.objects.exists()


def test_to_all_is_to_each_by_its_code(centre, amina):
    submitted_by(amina, to="", group="all")
    seal()
    assert AtCentre(centre).said["to"] == ["CEN", "ESP", "ITA", "UNM-A"]


def test_what_waits_is_deleted_with_nothing_of_it_left(row, amina):
    carrier = Message.objects.get(kind="words-to-release")
    assert not Message.visible_to(amina).filter(pk=carrier.pk).exists(), "it is no mail"
    actions.empty_all(Message.objects.filter(pk=carrier.pk), timezone.now())
    assert seal() == 0
