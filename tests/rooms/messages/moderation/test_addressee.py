"""At an addressee's node: released words are believed as far as their own bureau signed them, and no further."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.bureaus.signed.tables import RevokedKey
from comity.kit.canonical import canonical_json
from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.rules import Level
from comity.messages.courier.tables import ReceiptDue
from comity.messages.evidence.papers import read_evidence
from comity.messages.models import Delivery, Message
from comity.messages.moderation.written import write_written
from comity.messages.proving import prove
from comity.messages.rules import State
from comity.seal.signing import key_name, public_of
from tests.rooms.messages.courier.far import Far
from tests.rooms.messages.courier.test_evidence import run
from tests.rooms.messages.courier.test_opening import open_all, told
from tests.rooms.messages.moderation.conftest import Words


@pytest.fixture
def words(mission) -> Words:
    return Words.of("ITA", answer_hours=24)


def released(words, centre, mission, *to, **more):
    created = int(timezone.now().timestamp()) * 1_000_000
    given = words.body["answer_hours"] * 3_600_000_000
    more = {"created": created, "answer_by": created + given if given else 0} | more
    return words.released(centre, mission, *to, **more)


def come(centre, sealed) -> list[tuple[str, Level, str]]:
    """What this node says to it."""
    ReceiptDue.objects.all().delete()
    centre.hands_over(sealed.envelope)
    open_all()
    return told()


def test_it_lies_in_the_mailbox_in_the_name_of_who_wrote_it(words, centre, mission, bruno):
    assert come(centre, released(words, centre, mission)) == [("ITA", Level.DELIVERED, "")]

    message = Message.visible_to(bruno).get()
    assert (message.sender, message.released_by, message.kind) == ("UNM-A", "CEN", "note")
    assert (message.case, message.function, str(message.pk)) == (
        "UNM-26-7",
        "duty desk",
        words.body["message"],
    )
    assert message.expires_at - message.created_at == timedelta(hours=24)


def test_its_levels_go_to_the_centre_and_its_answer_to_who_wrote(words, centre, mission, bruno):
    come(centre, released(words, centre, mission))
    message = Message.objects.get()
    actions.read(message, by=bruno)
    answer = actions.answer(message, {"subject": "A lorry", "text": "No."}, by=bruno, kind="note")

    assert {row.to for row in ReceiptDue.objects.all()} == {"CEN"}
    assert [row.bureau for row in Delivery.objects.filter(message=answer)] == ["UNM-A"]
    assert answer.thread == message.thread


def test_both_signatures_are_in_the_export_and_the_command_names_them(
    words, centre, mission, bruno, tmp_path
):
    come(centre, released(words, centre, mission, "ITA", "UNM-A"))  # its writer gets it, too
    data = prove(Message.objects.get(), by=bruno)

    (shown,) = read_evidence(data).words
    assert (shown.sender, shown.to, shown.release.centre) == ("UNM-A", ("ITA",), "CEN")
    (tmp_path / "a.proof").write_bytes(data)
    said = run(tmp_path / "a.proof").output
    assert "signed by UNM-A itself, for ITA" in said
    assert "CEN has signed that it released these words" in said
    assert {line.split(" signed")[0] for line in said.splitlines() if "fingerprint is" in line} == {
        "CEN",
        "ITA",
        "UNM-A",
    }


def test_who_else_was_addressed_is_not_shown(centre, mission, bruno):
    words = Words.of("ITA", "XXA")
    come(centre, released(words, centre, mission, "ITA"))

    assert b"XXA" not in prove(Message.objects.get(), by=bruno)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (
            {"body": canonical_json({"language": "en", "subject": "A lorry", "text": "Arrest him."})},
            "not-signed",
        ),
        ({"case": "XXX"}, "not-signed"),
        ({"function": "minister"}, "not-signed"),
        ({"message": new_id()}, "not-signed"),
        ({"thread": new_id()}, "not-signed"),
        ({"about": "hit:1"}, "not-signed"),
        ({"answer_by": 0}, "not-signed"),
        ({"precedence": 4}, "not-signed"),
        ({"written": b""}, "malformed"),
        ({"written": b"\x01"}, "malformed"),
        ({"kind": "note"}, "malformed"),
    ],
)
def test_the_centre_changes_nothing_that_was_signed(words, centre, mission, changed, code):
    assert come(centre, released(words, centre, mission, **changed)) == [("ITA", Level.REFUSED, code)]
    assert not Message.objects.exists()


def test_words_for_others_do_not_come_here(centre, mission):
    words = Words.of("FRA")

    assert come(centre, released(words, centre, mission, "ITA")) == [("ITA", Level.REFUSED, "not-signed")]


def test_what_the_bureau_wrote_to_another_centre_is_not_released_by_this_one(words, centre, mission):
    signed = words.written(mission, centre="FRA")

    assert come(centre, released(words, centre, mission, signed=signed)) == [
        ("ITA", Level.REFUSED, "not-signed")
    ]


def test_only_words_to_be_released_are_released(words, centre, mission):
    signed = words.written(mission, centre="ITA", kind="note")

    assert come(centre, released(words, centre, mission, signed=signed)) == [
        ("ITA", Level.REFUSED, "malformed")
    ]


def test_nobody_signs_for_the_bureau(words, centre, mission):
    class Impostor(Far):
        @property
        def seed(self) -> bytes:
            return b"\7" * 32

    signed = words.written(Impostor("UNM-A"), centre="ITA")

    assert come(centre, released(words, centre, mission, signed=signed)) == [
        ("ITA", Level.REFUSED, "unknown-key")
    ]


def test_a_signature_of_which_a_byte_was_changed_is_none(words, centre, mission):
    sealed = words.written(mission, centre="ITA")
    at = len(sealed.signed) - 10
    bad = sealed.signed[:at] + bytes([sealed.signed[at] ^ 1]) + sealed.signed[at + 1 :]
    forged = write_written(bad, sealed.content)
    other = write_written(sealed.signed, sealed.content.replace(b"Is it yours?", b"Is it mine??"))

    assert come(centre, released(words, centre, mission, written=forged)) == [
        ("ITA", Level.REFUSED, "not-signed")
    ]
    assert come(centre, released(words, centre, mission, written=other)) == [
        ("ITA", Level.REFUSED, "not-committed")
    ]


def test_nobody_but_a_centre_releases(words, centre, mission):
    other = Far("XXA").listed()
    signed = words.written(mission, centre="ITA")

    assert come(other, released(words, other, mission, signed=signed)) == [
        ("ITA", Level.REFUSED, "unknown-key")
    ]


def test_a_bureau_whose_key_was_revoked_meanwhile_is_not_believed(words, centre, mission):
    sealed = released(words, centre, mission, signed=words.written(mission, centre="ITA"))
    RevokedKey.objects.create(bureau_id="UNM-A", key=key_name(public_of(mission.seed)), at=timezone.now())
    DIRECTORY.forget()

    assert come(centre, sealed) == [("ITA", Level.REFUSED, "unknown-key")]


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (
            Standing.NORMAL,
            (Level.DELIVERED, ""),
        ),  # what waited waits until somebody has looked (decision 0007)
        (Standing.SUSPENDED, (Level.REFUSED, "standing")),
        (Standing.MANDATE_ENDED, (Level.REFUSED, "standing")),
    ],
)
def test_what_the_bureau_may_not_do_at_all_a_release_does_not_open(words, centre, mission, standing, said):
    Bureau.objects.filter(code="UNM-A").update(standing=int(standing))

    assert come(centre, released(words, centre, mission)) == [("ITA", *said)]


def test_a_release_after_the_signature_has_ended_is_too_late(words, centre):
    before = timezone.now() - timedelta(days=2)
    writer = Far("XXB").listed(before - timedelta(days=1))
    Bureau.objects.filter(code="XXB").update(standing=int(Standing.PRE_MODERATED))
    signed = words.written(writer, centre="ITA", now=before)  # for one day, as `Far` seals

    assert come(centre, released(words, centre, writer, signed=signed)) == [
        ("ITA", Level.REFUSED, "not-signed")
    ]
    signed = words.written(writer, now=before)
    assert come(centre, released(words, centre, writer, signed=signed)) == [("ITA", Level.REFUSED, "expired")]


def test_a_replay_doubles_nothing_and_reaches_nobody_else(words, centre, mission, bruno):
    signed = words.written(mission)
    come(centre, released(words, centre, mission, signed=signed))

    assert come(centre, released(words, centre, mission, signed=signed)) == [("ITA", Level.DELIVERED, "")]
    assert come(centre, released(words, centre, mission, "FRA", signed=signed)) == [
        ("FRA", Level.REFUSED, "not-signed")
    ]
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 1)
    assert Delivery.objects.get().level is State.DELIVERED


def test_nobody_is_written_into_the_conversation_of_others(centre, mission, amina, bruno):
    theirs = actions.send(
        actions.Draft(kind="note", to=("ESP",), body={"subject": "A", "text": "B"}), by=amina
    )
    words = Words.of("ITA", thread=str(theirs.thread), reply_to=str(theirs.pk))

    assert come(centre, released(words, centre, mission)) == [("ITA", Level.REFUSED, "not-their-thread")]


def test_a_direct_word_of_that_bureau_is_refused_as_before(centre, mission):
    mission.hands_over(mission.seals("ITA").envelope)
    open_all()

    assert told() == [("ITA", Level.REFUSED, "standing")]


def test_a_message_of_the_centres_kind_is_no_mail(centre, mission, bruno):
    """The kind alone, without anything signed in it, is nothing."""
    assert come(centre, centre.seals("ITA", kind="released-words")) == [("ITA", Level.REFUSED, "malformed")]
    assert not Message.visible_to(replace(bruno, rights=None)).exists()
