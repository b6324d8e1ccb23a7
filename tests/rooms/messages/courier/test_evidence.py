"""What the other side signed is kept with the words, shown to a third party piece by piece, and goes with them."""

import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.keys import own_signer
from comity.cli.seal import seal as command
from comity.kit.canonical import canonical_json
from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.courier.receipts import Receipt
from comity.messages.courier.rules import Level, ParcelKind
from comity.messages.courier.tables import Outgoing
from comity.messages.evidence.frames import with_body, without_body
from comity.messages.evidence.papers import ENVELOPE, RECEIPT, Part, read_evidence, write_evidence
from comity.messages.evidence.tables import KeptReceipt, ReceiptList, Statement
from comity.messages.models import Delivery, Message
from comity.messages.proving import KIND, prove
from comity.messages.rules import State
from comity.seal import cbor
from comity.seal.errors import Malformed, Refusal, UnknownKey, WrongSignature
from comity.seal.proof import Said, read_proof, sign_proof, write_proof
from comity.seal.signing import public_of, sign
from tests.rooms.messages.courier.far import Far
from tests.rooms.messages.courier.test_opening import open_all
from tests.rooms.messages.courier.test_sealing import seal, send

NOW = 1_800_000_000


@pytest.fixture
def got(mission) -> Message:
    """A note of the mission to ITA alone."""
    mission.hands_over(mission.seals("ITA", case="UNM-26-1").envelope)
    open_all()
    return Message.objects.get(sender="UNM-A")


@pytest.fixture
def sent(amina, mission) -> Message:
    """A note of FRA to the mission, delivered and read there, under one signature beside two other receipts."""
    message = send(amina, "UNM-A")
    seal()
    subject = mission.opens(Outgoing.objects.get()).digest
    mission.hands_over(
        mission.signs(
            "FRA",
            Receipt(b"a" * 32, Level.DELIVERED, NOW),
            Receipt(subject, Level.DELIVERED, NOW),
            Receipt(subject, Level.READ, NOW + 60),
            Receipt(b"z" * 32, Level.REFUSED, NOW, "fault"),
        ),
        kind=ParcelKind.RECEIPTS,
    )
    open_all()
    return message


def test_a_message_from_another_node_is_shown_under_the_signature_of_its_sender(got, mission, bruno):
    found = read_evidence(prove(got, by=bruno))

    (words,) = found.words
    assert (words.proof.header.sender, words.proof.header.to) == ("UNM-A", ("ITA",))
    assert words.proof.key == public_of(mission.seed)
    assert words.letter.body == got.body
    assert (found.shown.header.sender, words.message) == ("ITA", str(got.pk))
    assert set(found.keys) == {mission.signer.key_id, own_signer("ITA").key_id}


def test_the_words_stand_in_one_column_alone(got):
    frame = bytes(Statement.objects.get().frame)
    assert b"lorry" not in frame
    assert b"lorry" in with_body(frame, got.body)
    assert without_body(with_body(frame, got.body), got.body) == frame
    with pytest.raises(Malformed):
        without_body(with_body(frame, got.body), "other words")


def test_what_was_sent_is_shown_with_each_receipt_of_its_addressee_and_no_other(sent, mission, amina):
    data = prove(sent, by=amina)
    found = read_evidence(data)

    assert [(each.shown.bureau, each.level, each.shown.receipt.at) for each in found.receipts] == [
        ("UNM-A", Level.DELIVERED, NOW),
        ("UNM-A", Level.READ, NOW + 60),
    ]
    assert (b"a" * 32 in data, b"z" * 32 in data, b"fault" in data) == (False, False, False)
    assert found.words[0].proof.header.sender == "FRA"
    assert mission.signer.key_id in found.keys


@pytest.mark.parametrize("what", ["got", "sent"])
def test_one_changed_byte_anywhere_is_noticed(what, request, amina, bruno):
    message = request.getfixturevalue(what)
    data = prove(message, by=bruno if what == "got" else amina)
    for place in range(0, len(data), 89):
        forged = bytearray(data)
        forged[place] ^= 1 << place % 8
        with pytest.raises(Refusal):
            read_evidence(bytes(forged))
    for cut in (data[:-1], data + b"\0"):
        with pytest.raises(Refusal):
            read_evidence(cut)


def test_an_envelope_that_names_others_too_is_not_shown_by_one_of_them(mission, bruno):
    mission.hands_over(mission.seals("FRA", "ITA").envelope)
    open_all()
    data = prove(Message.objects.get(), by=bruno)

    assert json.loads(read_proof(data).content.body)["format"] == "comity/conversation/v1"
    assert b"FRA" not in data


def test_what_is_deleted_is_proved_no_more(sent, amina):
    Message.objects.update(about="hit:1")
    assert (Statement.objects.count(), KeptReceipt.objects.count(), ReceiptList.objects.count()) == (1, 2, 1)

    actions.forget("hit:1", timezone.now())

    assert (Statement.objects.count(), KeptReceipt.objects.count(), ReceiptList.objects.count()) == (0, 0, 0)
    assert json.loads(read_proof(prove(sent, by=amina)).content.body)["messages"][0]["body"] is None


def test_a_list_of_receipts_lives_as_long_as_one_of_them(amina, mission):
    for about in ("hit:1", "hit:2"):
        send(amina, "UNM-A", about=about)
    seal()
    subjects = [mission.opens(parcel).digest for parcel in Outgoing.objects.all()]
    mission.hands_over(
        mission.signs("FRA", *[Receipt(each, Level.DELIVERED, NOW) for each in subjects]),
        kind=ParcelKind.RECEIPTS,
    )
    open_all()

    actions.forget("hit:1", timezone.now())
    assert (KeptReceipt.objects.count(), ReceiptList.objects.count()) == (1, 1)
    actions.forget("hit:2", timezone.now())
    assert (KeptReceipt.objects.count(), ReceiptList.objects.count()) == (0, 0)


def test_a_bureau_that_was_not_addressed_has_nothing_to_say(amina, mission):
    send(amina, "UNM-A")
    seal()
    other, subject = Far("XXA").listed(), mission.opens(Outgoing.objects.get()).digest

    other.hands_over(other.signs("FRA", Receipt(subject, Level.READ, NOW)), kind=ParcelKind.RECEIPTS)
    open_all()

    assert not KeptReceipt.objects.exists()


def test_receipts_of_a_form_that_nobody_writes_are_refused(amina, mission):
    send(amina, "UNM-A")
    seal()
    subject = mission.opens(Outgoing.objects.get()).digest
    payload = cbor.write(("UNM-A", "FRA", ((subject, int(Level.READ), NOW, ""),)))
    signature = sign(payload, mission.seed, context=b"comity/receipts/v1")
    former = cbor.write(("comity/receipts/v1", mission.signer.key_id, payload, signature))

    mission.hands_over(former, kind=ParcelKind.RECEIPTS)
    open_all()

    assert Delivery.objects.get().level is State.ACCEPTED
    assert not KeptReceipt.objects.exists()


def made_up(message: Message, mission: Far, *, body=None, part=None, more=(), keys=()) -> bytes:
    """A file in which the exporter, ITA, shows what it likes."""
    raw = part if part is not None else mission_proof(message, mission)
    parts = [Part(ENVELOPE, str(message.pk), raw), *more]
    said = {
        "id": str(message.pk),
        "sender": "UNM-A",
        "kind": "note",
        "case": message.case,
        "body": body or message.body,
    }
    told = {"format": "comity/conversation/v2", "messages": [said], "parts": [each.told for each in parts]}
    signed = sign_proof(Said(new_id(), KIND, 2, NOW), canonical_json(told).encode(), own_signer("ITA"))
    return write_evidence(signed, parts, keys)


def mission_proof(message: Message, mission: Far) -> bytes:
    row = Statement.objects.get(message=message)
    return write_proof(bytes(row.signed), with_body(bytes(row.frame), message.body), public_of(mission.seed))


def test_an_exporter_puts_no_other_words_into_a_mouth(got, mission):
    assert read_evidence(made_up(got, mission)).words
    with pytest.raises(Malformed):
        read_evidence(made_up(got, mission, body=got.body.replace("yours", "mine")))
    with pytest.raises(UnknownKey):
        read_evidence(made_up(got, mission, keys=(public_of(b"x" * 32),)))


def test_something_that_was_sent_is_no_conversation(got, mission, bruno):
    form, _proof, contents, keys = cbor.read(prove(got, by=bruno), most_bytes=1 << 20)
    with pytest.raises(Malformed):
        read_evidence(cbor.write((form, contents[0], contents, keys)))


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"format": "comity/conversation/v2"},
        {"format": "comity/conversation/v2", "messages": ["x"], "parts": []},
        {"format": "comity/conversation/v2", "messages": [{"id": "1"}], "parts": []},
        {"format": "comity/conversation/v2", "messages": [{"id": []}], "parts": [1]},
        {"format": "comity/conversation/v3", "messages": [], "parts": []},
    ],
)
def test_an_exporter_that_signs_anything_else_is_refused(here, told):
    said = sign_proof(Said(new_id(), KIND, 2, NOW), canonical_json(told).encode(), own_signer("ITA"))
    with pytest.raises(Malformed):
        read_evidence(write_evidence(said, [Part(ENVELOPE, "1", b"x")], ()))


def test_a_receipt_under_another_message_is_refused(sent, got, mission, amina):
    """ITA puts what the mission signed for FRA's message under the mission's own."""
    _form, _proof, contents, keys = cbor.read(prove(sent, by=amina), most_bytes=1 << 20)
    receipt = Part(RECEIPT, str(got.pk), contents[-1])
    with pytest.raises(WrongSignature):
        read_evidence(made_up(got, mission, more=(receipt,), keys=keys))


def run(file, *words):
    return CliRunner().invoke(command, ["verify", str(file), *map(str, words)])


def test_the_command_says_who_said_what_by_whose_signature(sent, mission, amina, tmp_path):
    file = tmp_path / "a.proof"
    file.write_bytes(prove(sent, by=amina))
    ours, theirs = (
        f"{each.bureau}={fingerprint(public_of(each.seed))}" for each in (own_signer("FRA"), mission.signer)
    )

    done = run(file, "--fingerprint", ours)
    assert done.exit_code == 4
    assert "from FRA: signed by FRA itself, for UNM-A" in done.output
    assert "UNM-A has signed: read on" in done.output
    assert "Ask UNM-A for their fingerprints" in done.output

    done = run(file, "--fingerprint", ours.partition("=")[2], "--fingerprint", theirs, "--write", tmp_path)
    assert done.exit_code == 0, done.output
    alone = run(tmp_path / "message-1.proof", "--fingerprint", ours)
    assert (alone.exit_code, "Is it yours?" in alone.output) == (0, True)

    told = json.loads(run(file, "--json").output)
    assert told["answer"] == "signed-by-unknown-keys"
    assert [each["level"] for each in told["messages"][0]["receipts"]] == ["delivered", "read"]
    assert told["messages"][0]["signed"][0]["to"] == ["UNM-A"]


def test_nobody_signs_in_another_name_under_a_key_of_his_own(got, mission, tmp_path):
    """ITA makes an envelope of UNM-A with its own key; whoever has UNM-A's fingerprint finds out."""
    forger = Far("UNM-A")
    forger.__class__ = _WithItalysKey
    sealed = forger.seals("ITA", message=got.pk, thread=got.pk, body=got.body, case=got.case)
    part = write_proof(sealed.signed, sealed.content, public_of(forger.seed))
    (tmp_path / "forged").write_bytes(made_up(got, mission, part=part))
    italys, missions = (fingerprint(public_of(each)) for each in (own_signer("ITA").seed, mission.seed))

    assert run(tmp_path / "forged", "--fingerprint", italys).exit_code == 4
    done = run(tmp_path / "forged", "--fingerprint", italys, "--fingerprint", f"UNM-A={missions}")
    assert (done.exit_code, "another key" in done.output) == (1, True)
    assert run(tmp_path / "forged", "--fingerprint", f"XXA={missions}").exit_code == 1


class _WithItalysKey(Far):
    @property
    def seed(self) -> bytes:
        return own_signer("ITA").seed
