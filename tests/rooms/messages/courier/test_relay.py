"""A relay keeps what is sealed for a node that nobody reaches, and that node fetches it; what it loses comes again."""

from dataclasses import replace
from random import Random
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.signed.entries import read_signed as read_entry
from comity.bureaus.signed.entries import sign_entry
from comity.bureaus.signed.form import EntryRefused
from comity.bureaus.signed.history import head_of
from comity.bureaus.signed.keeping import keep_keys
from comity.kit.ids import new_id
from comity.messages.courier import asking, relaying
from comity.messages.courier.asking import ask, current_life, remember
from comity.messages.courier.client import NoAnswer
from comity.messages.courier.collecting import Collector
from comity.messages.courier.fetching import Fetched, fetch, take_handed
from comity.messages.courier.handed import (
    Became,
    Handed,
    read_fetch,
    read_handed,
    write_fetch,
    write_handed,
)
from comity.messages.courier.left import LeftChunk, LeftLoad, LeftParcel
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.questions import Heads, read_signed, write_signed
from comity.messages.courier.relaying import hand_out, leave, leave_chunks
from comity.messages.courier.requests import Believed, sign_request
from comity.messages.courier.rules import Head, Parcel, ParcelKind, TakenState
from comity.messages.courier.tables import Chain, Incoming, Outgoing, Peer
from comity.messages.courier.wire import read_answers, write_batch
from comity.messages.models import Delivery
from comity.seal.errors import Malformed, WrongSignature
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.messages.courier.test_chunks import chunked
from tests.rooms.messages.courier.test_opening import open_all
from tests.rooms.messages.courier.test_requests import call


@pytest.fixture(autouse=True)
def home(tmp_path, settings) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def relay(here, settings) -> None:
    """FRA's node is reached and relays; XXA cannot be reached and names it."""
    settings.NODE_URL, settings.RELAYS = "https://node.example", True
    keep_keys(Bureau.objects.get(code="FRA"), timezone.now(), by=NODE)
    Far("UNM-A").listed()
    Far("XXA", relay="FRA").listed()


def believed(node: str) -> Believed:
    return Believed(node, uuid4().hex, int(timezone.now().timestamp()) + 60)


def parcel(content: bytes, precedence: int = 1, id: UUID | None = None) -> Parcel:
    ends = int(timezone.now().timestamp()) + 3600
    return Parcel(id or new_id(), ParcelKind.ENVELOPE, precedence, ends, content)


def left(*parcels: Parcel) -> list[str]:
    return [answer for _id, answer in leave(parcels, believed("UNM-A"), "XXA", by=NODE)]


def fetched(*answers: Became, most: int = 1 << 20, node: str = "XXA") -> Handed:
    return hand_out(most, answers, believed(node), by=NODE)


def became(parcel: Parcel, answer="have") -> Became:
    return Became("UNM-A", parcel.id, answer)


def test_a_node_that_cannot_be_reached_is_reached_by_its_relay(relay):
    assert DIRECTORY.carrier_of("XXA") == DIRECTORY.relay_of("XXA") == "FRA"
    assert DIRECTORY.carrier_of("UNM-A") == "UNM-A"


def test_who_does_not_say_that_it_relays_is_no_relay(here):
    Far("UNM-A").listed()
    Far("XXA", relay="UNM-A").listed()

    assert DIRECTORY.carrier_of("XXA") == ""


def test_an_entry_says_it_in_its_second_format_and_in_that_alone(relay):
    named, plain = head_of("XXA").signed, head_of("UNM-A").signed
    assert '"format":2' in named.text
    assert '"format":1' in plain.text

    odd = sign_entry(replace(plain.entry, relays=True), Far("UNM-A").seed, previous_seed=None)
    text = odd.text.replace('"relays":true', '"relays":false')
    with pytest.raises(EntryRefused):
        read_entry(replace(odd, text=text).content)


def test_what_is_left_is_handed_out_until_it_is_answered_the_most_urgent_first(relay):
    routine, urgent = parcel(b"routine"), parcel(b"urgent", 4)
    assert left(routine, urgent, urgent) == ["have"] * 3

    for _time in range(2):
        assert fetched().parcels == (("UNM-A", urgent), ("UNM-A", routine))
    assert fetched(became(urgent)).parcels == (("UNM-A", routine),)
    assert fetched(became(routine, "another-parcel")) == Handed()
    assert not LeftParcel.objects.exists()


def test_nobody_fetches_what_is_for_another(relay):
    left(parcel(b"one"))

    assert not fetched(node="UNM-A")
    assert not fetched(Became("UNM-A", LeftParcel.objects.get().id, "have"), node="UNM-A")
    assert LeftParcel.objects.exists()


def test_what_waits_for_room_is_handed_out_later(relay):
    one = parcel(b"one")
    left(one)

    assert not fetched(became(one, "no-room"))
    LeftParcel.objects.update(next_at=timezone.now())
    assert fetched().parcels


def test_a_parcel_offered_again_goes_over_again(relay):
    one = parcel(b"one")
    left(one)
    assert not fetched(became(one))

    assert left(one) == ["have"]
    assert fetched().parcels == (("UNM-A", one),)


def test_a_relay_keeps_its_limits(relay, monkeypatch):
    monkeypatch.setattr(relaying, "MOST_LEFT_BYTES", 10)
    one = parcel(b"x" * 8)

    assert left(one, parcel(b"y" * 8), replace(parcel(b"z"), expires_at=1)) == ["have", "no-room", "expired"]
    assert left(replace(one, content=b"other")) == ["another-parcel"]


def put(*chunks) -> int | str:
    (answer,) = leave_chunks(chunks, believed("UNM-A"), "XXA", by=NODE)
    return answer[1]


def progress(chunks, answer) -> Became:
    return Became("UNM-A", chunks[0].load.id, answer)


def test_chunks_pass_and_are_forgotten_as_they_are_taken(relay):
    chunks = chunked(bytes(300_000))
    assert put(*chunks[:3]) == 3
    assert [each.number for _node, each in fetched().chunks] == [0, 1, 2]
    assert all(each.is_genuine for _node, each in fetched().chunks)
    assert not fetched(progress(chunks, 3))
    assert LeftChunk.objects.count() == 0

    assert put(*chunks[1:]) == 5
    assert [each.number for _node, each in fetched().chunks] == [3, 4]
    assert not fetched(progress(chunks, 5))


def test_the_last_chunk_asks_and_the_answer_says_where_the_node_stopped(relay):
    chunks = chunked(bytes(300_000))
    put(*chunks)
    fetched(progress(chunks, 5))

    assert put(chunks[4]) == 5
    assert [each.number for _node, each in fetched().chunks] == [4]
    assert not fetched(progress(chunks, 2))  # it was restored
    assert put(chunks[4]) == 2
    assert put(*chunks[2:]) == 5


def test_a_refusal_for_good_reaches_the_sender_of_chunks(relay):
    chunks = chunked(bytes(300_000))
    put(*chunks)
    fetched(progress(chunks, "too-large"))

    assert put(chunks[4]) == "too-large"
    assert not LeftChunk.objects.exists()


def test_a_forged_chunk_is_not_kept_by_a_relay(relay):
    chunks = chunked(bytes(300_000))

    assert put(replace(chunks[0], content=b"x" * 65_536)) == "chunk-changed"
    assert not LeftLoad.objects.exists()


def test_what_was_handed_out_is_taken_as_if_its_sender_had_brought_it(mission):
    sealed = mission.seals("ITA")
    long = "lorry " * 3_000
    body = f'{{"language":"en","subject":"A list","text":"{long.strip()}"}}'
    chunks = chunked(mission.seals("ITA", body=body).envelope)
    handed = Handed((("UNM-A", parcel(sealed.envelope)),), tuple(("UNM-A", each) for each in chunks))
    assert read_handed(write_handed(handed)) == handed

    answers = take_handed(handed, "FRA", by=NODE)

    assert [each.answer for each in answers] == ["have", len(chunks)]
    assert take_handed(handed, "FRA", by=NODE) == answers
    open_all()
    assert {row.state for row in Incoming.objects.all()} == {TakenState.OPENED}
    assert Delivery.objects.count() == 2


def test_a_fetch_is_what_was_written():
    answers = [Became("UNM-A", new_id(), "have"), Became("XXA", new_id(), 7)]
    assert read_fetch(write_fetch(9, answers)) == (9, answers)
    for bad in (b"", write_fetch(0, []), write_fetch(1, [Became("x", new_id(), 1)])):
        with pytest.raises((Malformed, Exception)):
            read_fetch(bad)


class Relayed:
    """A relay that hands out once what it is given, and is gone when it has nothing to give. node: who asks it."""

    node = "FRA"

    def __init__(self, *handed: Handed) -> None:
        self.handed, self.heard = list(handed), []

    def post(self, _address, _path, body, _now, *, most_bytes):
        self.heard.append(read_fetch(body)[1])
        if not self.handed:
            raise NoAnswer("not-reached")
        return write_handed(self.handed.pop(0))


@pytest.fixture
def pulling(here, settings):
    """FRA's node cannot be reached and fetches from UNM-A."""
    settings.RELAY = "UNM-A"
    far = Far("UNM-A", relays=True).listed()
    keep_keys(Bureau.objects.get(code="FRA"), timezone.now(), by=NODE)
    DIRECTORY.forget()
    return far


def test_a_node_tells_its_relay_what_became_of_it_and_leaves_a_silent_one_alone(pulling):
    relay, collector = Relayed(Handed((("UNM-A", parcel(pulling.seals("FRA").envelope)),))), Collector()
    now = timezone.now()

    def tick(at) -> bool:
        done = collector.tick(relay, DIRECTORY, Random(1), at, NODE)
        if collector.request:
            collector.request.exception()
        return done

    assert tick(now)
    assert tick(now)
    assert Incoming.objects.count() == 1
    assert tick(now)
    assert [each.answer for each in relay.heard[1]] == ["have"]
    assert tick(now)
    assert Peer.objects.get(node="UNM-A").reason == "not-reached"
    assert not tick(now)
    assert len(collector.answers) == 1  # told again: the relay may not have heard
    collector.close()


def test_an_answer_that_is_none_is_no_answer(pulling):
    class Odd:
        def post(self, *_words, **_more):
            return b"\x00"

    assert fetch(Odd(), "UNM-A", "", 9, []) == Fetched("UNM-A", reason="answer-unreadable")


# Heads by a parcel.


def test_a_life_begins_anew_where_the_disk_remembers_more_than_the_database(mission, tmp_path):
    life = current_life()
    assert current_life() == life
    row = Outgoing.of(ParcelKind.RECEIPTS, b"x", node="UNM-A", precedence=1, now=timezone.now())
    row.save()
    remember(life)
    assert current_life() == life

    Outgoing.objects.all().delete()  # an older backup

    assert current_life() != life


def test_a_question_is_answered_by_the_node_that_it_was_for_and_by_nobody_else(mission):
    life = current_life()
    assert ask("UNM-A", life, DIRECTORY, DIRECTORY, by=NODE)
    assert ask("UNM-A", life, DIRECTORY, DIRECTORY, by=NODE)
    question = read_signed(bytes(Outgoing.objects.get().content), DIRECTORY.signing_key)
    assert (question.node, question.to, question.asks) == (DIRECTORY.node_of("FRA"), "UNM-A", life)

    other = Far("XXA").listed()
    heads = (Head("FRA", "UNM-A", 3, 3, b"d" * 32),)
    own = DIRECTORY.node_of("FRA")
    for far in (other, mission):
        answer = Heads(far.code, own, question.at, heads, answers=life)
        far.hands_over(write_signed(answer, far.signer.key_id, far.signer.seed), kind=ParcelKind.HEADS)
    open_all()

    assert asking.answered(life) == {"UNM-A", "XXA"}
    assert Chain.objects.get(ours=True).seq == 3  # only of the bureaus of the node that speaks


def test_a_question_of_another_node_is_answered(mission):
    own = DIRECTORY.node_of("FRA")
    mission.hands_over(mission.seals("ITA").envelope)
    open_all()
    asks = new_id()
    question = Heads("UNM-A", own, 1, (), asks=asks)
    mission.hands_over(
        write_signed(question, mission.signer.key_id, mission.signer.seed), kind=ParcelKind.HEADS
    )
    open_all()

    answer = read_signed(
        bytes(Outgoing.objects.get(kind=int(ParcelKind.HEADS)).content), DIRECTORY.signing_key
    )
    assert (answer.to, answer.answers, answer.heads[0].last) == ("UNM-A", asks, 1)


@pytest.mark.parametrize("wrong", ["signature", "node", "to"])
def test_heads_that_are_another_nodes_change_nothing(mission, wrong):
    own = DIRECTORY.node_of("FRA")
    node, to = ("XXA" if wrong == "node" else "UNM-A"), ("XXA" if wrong == "to" else own)
    content = bytearray(
        write_signed(
            Heads(node, to, 1, (Head("FRA", "UNM-A", 3, 3, b"d" * 32),)),
            mission.signer.key_id,
            mission.signer.seed,
        )
    )
    if wrong == "signature":
        content[-1] ^= 1
        with pytest.raises(WrongSignature):
            read_signed(bytes(content), DIRECTORY.signing_key)
    mission.hands_over(bytes(content), kind=ParcelKind.HEADS)
    open_all()

    assert Incoming.objects.get().state == TakenState.REFUSED
    assert not Chain.objects.exists()


@override_settings(NODE_URL="https://node.example")
def test_a_signed_request_leaves_a_parcel_for_a_node_of_the_relay_and_for_no_other(relay):
    body, now = write_batch([parcel(b"one")]), timezone.now()
    for node, status in (("XXA", "200 OK"), ("UNM-A", "404 Not Found"), ("ITA", "404 Not Found")):
        path = f"/courier/v1/for/{node}/batch"
        headers = sign_request(
            "POST",
            f"https://node.example{path}",
            body,
            node="UNM-A",
            seed=Far("UNM-A").request_seed,
            now=now,
            nonce=uuid4().hex,
        )
        found, answer = call(path, body, headers)
        assert found == status
        if status == "200 OK":
            assert list(read_answers(answer).values()) == ["have"]
    assert LeftParcel.objects.get().node_to == "XXA"
