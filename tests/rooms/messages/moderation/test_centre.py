"""At the centre: words of a bureau with its own node wait among the drafts of hosted ones, and are decided there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.messages import actions
from comity.messages.courier.letter import read_letter
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.receipting import apply_receipts
from comity.messages.courier.rules import Level, ParcelKind
from comity.messages.courier.tables import Outgoing, ReceiptDue, Sent
from comity.messages.models import Delivery, Message, NoteDraft, Statement
from comity.messages.moderation.centre import WAITS_FOR, end_words
from comity.messages.moderation.written import read_written
from comity.messages.rules import Draft, State
from comity.messages.tasks import end_waiting_words
from comity.messages.views import releasing as views
from comity.messages.writing.releasing import release, send_back, waiting
from tests.rooms.messages.conftest import Person
from tests.rooms.messages.courier.far import Far
from tests.rooms.messages.courier.test_opening import open_all, told
from tests.rooms.messages.courier.test_sealing import seal
from tests.rooms.messages.moderation.conftest import Words, body_of
from tests.rooms.messages.test_moderated import asked_by


@pytest.fixture
def far(mission):
    """A third bureau with a node of its own."""
    return Far("XXA").listed()


def come(mission, words, **more) -> list[tuple[str, Level, str]]:
    """What the centre says to these words of the mission."""
    ReceiptDue.objects.all().delete()
    mission.hands_over(words.written(mission, **more).envelope)
    open_all()
    return told()


@pytest.fixture
def words(chen, far) -> Words:
    return Words.of("ITA", "XXA", answer_hours=24)


@pytest.fixture
def row(words, mission) -> NoteDraft:
    assert come(mission, words) == [("CEN", Level.DELIVERED, "")]
    return NoteDraft.objects.get()


def left_for(bureau: Far, kind: str = "") -> list:
    """What of this kind left for a bureau: letters, oldest first."""
    seal()
    rows = Outgoing.objects.filter(node=bureau.code, kind=int(ParcelKind.ENVELOPE)).order_by("id")
    opened = [bureau.opens(each) for each in rows]
    return [read_letter(each.content.body) for each in opened if each.header.kind == kind]


def signs(bureau: Far, level: Level = Level.DELIVERED, code: str = "") -> None:
    """A bureau signs for the newest released words that left for it."""
    seal()
    rows = Outgoing.objects.filter(node=bureau.code, kind=int(ParcelKind.ENVELOPE)).order_by("-id")
    parcel = next(each for each in rows if bureau.opens(each).header.kind == "released-words")
    apply_receipts(bureau.signs_for(parcel, level, to="CEN", code=code), DIRECTORY, timezone.now())


def test_they_wait_where_those_of_hosted_bureaus_wait_and_are_read_there(row, chen, words):
    assert [each.pk for each in waiting(chen)] == [row.pk]
    assert (row.owner, row.function, row.unit) == ("UNM-A", "duty desk", None)
    assert "A lorry" in views.listed(asked_by(chen)).content.decode()
    page = views.one(asked_by(chen), row.pk).content.decode()
    assert "Is it yours?" in page
    assert "ITA" in page
    assert "XXA" in page
    assert "an answer is asked for" in page
    assert not Message.objects.filter(kind="note").exists()


def test_nobody_else_sees_them(row, bruno, amina):
    reader = Person("ITA", "duty desk", rights=frozenset({"messages.read"}))
    with pytest.raises(NotAllowed):
        waiting(reader)
    assert not Message.visible_to(reader).exists()
    with pytest.raises(NotAllowed):
        release(row.pk, seen=row.version, by=reader)


def test_a_reviewer_of_another_bureau_releases_nothing(row, amina):
    with pytest.raises(NotFound):
        release(row.pk, seen=row.version, by=amina)
    assert NoteDraft.objects.filter(pk=row.pk).exists()
    assert not Message.objects.filter(kind="note").exists()


def test_released_they_are_in_the_hosted_mailbox_at_once_and_leave_with_the_bureaus_signature(
    row, chen, words, mission, far, bruno
):
    message = release(row.pk, seen=row.version, by=chen)

    assert str(message.pk) == words.body["message"]
    got = Message.visible_to(Person("ITA", "duty desk", rights=frozenset())).get()
    assert (got.sender, got.released_by, got.function, got.case) == ("UNM-A", "CEN", "duty desk", "UNM-26-7")
    assert message.expires_at - message.created_at == timedelta(hours=24)
    for bureau in (far, mission):
        (letter,) = left_for(bureau, "released-words")
        written = read_written(letter.written, DIRECTORY.signing_key)
        assert (written.bureau, written.words.to) == ("UNM-A", ("ITA", "XXA"))
    assert not NoteDraft.objects.exists()


def test_nobody_releases_twice(row, chen):
    release(row.pk, seen=row.version, by=chen)
    with pytest.raises(NotFound):
        release(row.pk, seen=row.version, by=chen)


def test_the_same_words_are_not_taken_twice(row, chen, words, mission):
    assert come(mission, words) == [("CEN", Level.REFUSED, "message-differs")]
    release(row.pk, seen=row.version, by=chen)
    assert come(mission, words) == [("CEN", Level.REFUSED, "message-differs")]
    assert not NoteDraft.objects.exists()


def test_given_back_nothing_of_them_is_kept_and_home_hears_why(row, chen, mission):
    send_back(row.pk, seen=row.version, reason="Name the case.", by=chen)

    (letter,) = left_for(mission, "words-given-back")
    assert body_of(letter)["reason"] == "Name the case."
    assert not NoteDraft.objects.exists()
    carrier = Message.objects.get(kind="words-to-release")
    assert (carrier.body, carrier.emptied_on is not None) == ("", True)
    assert not Statement.objects.filter(message=carrier).exists()


def test_they_are_given_home_when_they_are_taken_back(row, mission, chen):
    carrier = Message.objects.get(kind="words-to-release")
    taken = mission.seals("CEN", kind="words-taken-back", body=f'{{"message":"{carrier.pk}"}}')
    mission.hands_over(taken.envelope)
    open_all()

    (letter,) = left_for(mission, "words-given-back")
    assert body_of(letter)["code"] == "words-taken-back"
    assert not waiting(chen).exists()


def test_after_the_release_taking_back_changes_nothing(row, mission, chen):
    carrier = Message.objects.get(kind="words-to-release")
    release(row.pk, seen=row.version, by=chen)
    mission.hands_over(
        mission.seals("CEN", kind="words-taken-back", body=f'{{"message":"{carrier.pk}"}}').envelope
    )
    open_all()

    assert left_for(mission, "words-given-back") == []
    assert len(left_for(mission, "released-words")) == 1


def test_nobody_takes_back_what_another_wrote(row, far, chen):
    carrier = Message.objects.get(kind="words-to-release")
    ReceiptDue.objects.all().delete()
    far.hands_over(far.seals("CEN", kind="words-taken-back", body=f'{{"message":"{carrier.pk}"}}').envelope)
    open_all()

    assert told() == [("CEN", Level.REFUSED, "not-found")]
    assert waiting(chen).exists()


def test_home_learns_every_level_once_it_has_the_note_itself(row, chen, mission, far, words):
    note = release(row.pk, seen=row.version, by=chen)
    signs(far)
    assert left_for(mission, "words-levels") == []

    signs(mission)
    (first,) = left_for(mission, "words-levels")
    assert {each["bureau"]: bool(each["delivered"]) for each in body_of(first)["levels"]} == {
        "ITA": True,
        "XXA": True,
    }
    actions.read(note, by=Person("ITA", "duty desk"))
    signs(far, Level.ANSWERED)
    later = [body_of(each)["levels"] for each in left_for(mission, "words-levels")[1:]]
    assert [[each["bureau"] for each in listed] for listed in later] == [["ITA"], ["XXA"]]
    assert later[0][0]["read"]
    assert later[1][0]["answered"]


def test_home_learns_that_a_bureau_did_not_take_them(row, chen, mission, far):
    release(row.pk, seen=row.version, by=chen)
    signs(mission)
    signs(far, Level.REFUSED, "standing")

    said = body_of(left_for(mission, "words-levels")[-1])["levels"]
    assert [(each["bureau"], each["refused"]) for each in said] == [("XXA", "standing")]


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (Standing.NORMAL, "not-waiting"),
        (Standing.READ_ONLY, "not-waiting"),
        (Standing.SUSPENDED, "standing"),
        (Standing.MANDATE_ENDED, "standing"),
    ],
)
def test_only_what_must_wait_waits(words, mission, standing, code):
    Bureau.objects.filter(code="UNM-A").update(standing=int(standing))

    assert come(mission, words) == [("CEN", Level.REFUSED, code)]
    assert not NoteDraft.objects.exists()


def test_normal_again_it_still_waits_and_suspended_it_is_not_released(row, chen):
    Bureau.objects.filter(code="UNM-A").update(standing=int(Standing.SUSPENDED))
    with pytest.raises(Refused):
        release(row.pk, seen=row.version, by=chen)
    answer = views.one(asked_by(chen, "post", do="release", seen=str(row.version)), row.pk)
    assert answer.status_code == 422
    assert "standing of this bureau has changed" in answer.content.decode()

    Bureau.objects.filter(code="UNM-A").update(standing=int(Standing.NORMAL))
    assert release(row.pk, seen=row.version, by=chen).sender == "UNM-A"


def test_a_bureau_that_has_left_the_directory_keeps_the_words_from_leaving(chen, mission):
    gone = Bureau.objects.create(code="XXC", kind=1, names={"en": "C"}, hosted=False)
    come(mission, Words.of("ITA", "XXC"))
    gone.delete()
    row = NoteDraft.objects.get()
    with pytest.raises(Invalid):
        release(row.pk, seen=row.version, by=chen)
    page = views.one(asked_by(chen, "post", do="release", seen=str(row.version)), row.pk)
    assert "The directory has no bureau XXC." in page.content.decode()
    assert NoteDraft.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("changed", "more", "code"),
    [
        ({"to": ["ITA", "ZZZ"]}, {}, "unknown-addressee"),
        ({"to": ["XXA", "ITA"]}, {}, "body-form"),
        ({"to": ["ITA", "ITA"]}, {}, "body-form"),
        ({"to": ["ITA", "UNM-A"]}, {}, "body-form"),
        ({"version": 9}, {}, "unknown-kind"),
        ({"note": {"subject": "A", "text": "B"}}, {}, "body-form"),
        ({"note": {"subject": "A", "text": "B", "language": "en", "more": "C"}}, {}, "body-form"),
        ({"reply_to": "018f0000-0000-7000-8000-000000000000"}, {}, "body-form"),
        ({}, {"about": "message:018f0000-0000-7000-8000-000000000000"}, "body-form"),
    ],
)
def test_what_could_not_be_released_is_not_taken(words, mission, changed, more, code):
    words.body |= changed

    assert come(mission, words, **more) == [("CEN", Level.REFUSED, code)]


def test_they_are_for_the_centre_alone(words, mission):
    ReceiptDue.objects.all().delete()
    mission.hands_over(words.written(mission, centre="ITA").envelope)
    open_all()

    assert told() == [("ITA", Level.REFUSED, "not-found")]


def test_nobody_is_written_into_a_conversation_of_others(chen, mission, amina, far):
    theirs = actions.send(Draft(kind="note", to=("ESP",), body={"subject": "A", "text": "B"}), by=amina)
    words = Words.of("ITA", thread=str(theirs.pk), reply_to=str(theirs.pk))

    assert come(mission, words) == [("CEN", Level.REFUSED, "not-their-thread")]


def test_words_that_are_released_and_sealed_are_kept_once(row, chen, mission, far):
    release(row.pk, seen=row.version, by=chen)
    assert end_words(now=timezone.now(), by=chen) == 0  # nothing of it has left yet
    seal()
    assert end_waiting_words(0) == 1

    assert Message.objects.get(kind="words-to-release").body == ""
    assert Message.objects.get(kind="note").is_whole


def test_what_nobody_decides_in_time_goes_home(row, chen, mission):
    Message.objects.filter(kind="words-to-release").update(created_at=timezone.now() - WAITS_FOR)
    assert end_waiting_words(0) == 1
    assert end_waiting_words(0) == 0

    assert body_of(left_for(mission, "words-given-back")[0])["code"] == "expired"
    assert not waiting(chen).exists()


def test_an_addressee_without_keys_is_waited_for(chen, mission):
    Bureau.objects.create(code="XXC", kind=1, names={"en": "C"}, hosted=False)
    come(mission, Words.of("XXC"))
    message = release(NoteDraft.objects.get().pk, seen=1, by=chen)
    seal()

    assert Sent.objects.get(bureau="XXC").waits_for == "no-entry"
    assert Delivery.objects.get(message=message, bureau="XXC").level is State.ACCEPTED
    late = Far("XXC").listed()
    assert len(left_for(late, "released-words")) == 1
