"""A delivery moves by what its own bureau signed, and by nothing else; the sender sees how far it came."""

import pytest
from django.test import RequestFactory
from django.utils import timezone

from comity.messages.api import mailbox as api
from comity.messages.courier import opening, receipting
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.receipts import Receipt, read_receipts
from comity.messages.courier.rules import Level, ParcelKind, ParcelState, TakenState
from comity.messages.courier.tables import Incoming, Outgoing, ReceiptDue
from comity.messages.models import Delivery
from comity.messages.rules import State
from comity.messages.shown import show
from comity.seal.errors import Malformed, UnknownKey, WrongSignature
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.messages.courier.test_opening import open_all
from tests.rooms.messages.courier.test_sealing import seal, send

RECEIPTS = ParcelKind.RECEIPTS


@pytest.fixture
def parcel(amina, mission) -> Outgoing:
    """A message of FRA to the mission, sealed."""
    send(amina, "UNM-A")
    seal()
    return Outgoing.objects.get()


def delivered(far, *signed) -> Delivery:
    assert far.hands_over(*signed, kind=RECEIPTS) == ["have"] * len(signed)
    open_all()
    return Delivery.objects.get()


def test_a_signed_receipt_makes_it_delivered(parcel, mission):
    row = delivered(mission, mission.signs_for(parcel))

    assert row.level is State.DELIVERED
    assert row.delivered_at <= timezone.now()
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.DONE
    assert bytes(parcel.content)  # kept: the other side may lose its disk


@pytest.mark.parametrize(
    ("level", "state"), [(Level.READ, State.READ), (Level.ANSWERED, State.ANSWERED)], ids=["read", "answered"]
)
def test_a_later_level_contains_the_earlier_ones_and_none_goes_back(parcel, mission, level, state):
    row = delivered(mission, mission.signs_for(parcel, level), mission.signs_for(parcel))

    assert row.level is state
    assert row.delivered_at is not None


def test_a_bureau_signs_for_itself_alone(parcel, mission):
    """UNM-A's message, and XXA says it has it."""
    other = Far("XXA").listed()
    subject = mission.opens(parcel).digest

    row = delivered(other, other.signs("FRA", Receipt(subject, Level.DELIVERED, 1)))

    assert row.level is State.ACCEPTED


def test_receipts_made_for_another_sender_change_nothing(parcel, mission):
    row = delivered(mission, mission.signs_for(parcel, to="ITA"))

    assert row.level is State.ACCEPTED


def test_a_changed_receipt_is_not_believed(parcel, mission):
    signed = bytearray(mission.signs_for(parcel))
    signed[60] ^= 1

    row = delivered(mission, bytes(signed))

    assert row.level is State.ACCEPTED
    assert Incoming.objects.get().state == TakenState.REFUSED


def test_a_clock_ahead_does_not_reach_into_our_future(parcel, mission):
    later = int(timezone.now().timestamp()) + 900
    subject = mission.opens(parcel).digest

    row = delivered(mission, mission.signs("FRA", Receipt(subject, Level.DELIVERED, later)))

    assert row.delivered_at <= timezone.now()


def test_a_refusal_stands_on_the_senders_page_and_in_the_api(parcel, mission, amina):
    delivered(mission, mission.signs_for(parcel, Level.REFUSED, code="no-private-key"))

    (shown,) = show([parcel_message()], amina)
    assert "no-private-key" in shown.parties[0].way_words
    request = RequestFactory().get("/")
    request.actor = amina
    (row,) = api.read_message(request, parcel_message().id).deliveries
    assert (row.state, row.way, row.why) == ("accepted", "refused", "no-private-key")


def test_the_page_says_what_a_message_waits_for(amina, here):
    send(amina, "UNM-A")
    (shown,) = show([parcel_message()], amina)
    assert shown.parties[0].way == "waits"
    seal()

    (shown,) = show([parcel_message()], amina)
    assert "no keys of this bureau" in shown.parties[0].way_words


def test_an_unreadable_parcel_is_refused_for_all_its_bureaus_by_the_node_that_got_it(parcel, mission):
    refusal = Receipt(bytes(parcel.sha256), Level.REFUSED, 1, "not-signed")
    other = Far("XXA").listed()

    delivered(other, other.signs("XXA", refusal))
    assert parcel_message().sent.get().refused == ""
    delivered(mission, mission.signs("UNM-A", refusal))
    assert parcel_message().sent.get().refused == "not-signed"


def test_what_is_due_leaves_as_one_list_for_each_sender(mission):
    mission.hands_over(*[mission.seals("ITA").envelope for _time in range(3)])
    open_all()

    assert receipting.sign_receipts(DIRECTORY, DIRECTORY, by=NODE) == 3
    assert not ReceiptDue.objects.exists()
    row = Outgoing.objects.get()
    receipts = read_receipts(bytes(row.content), DIRECTORY.signing_key)
    assert (row.node, receipts.bureau, receipts.to, len(receipts.listed)) == ("UNM-A", "ITA", "UNM-A", 3)
    assert not receipting.is_due(DIRECTORY)


def test_receipts_for_a_node_that_cannot_be_reached_wait_to_leave_together(mission):
    mission.hands_over(mission.seals("ITA").envelope)
    open_all()

    assert not receipting.is_due(DIRECTORY, {"UNM-A"})
    assert receipting.sign_receipts(DIRECTORY, DIRECTORY, by=NODE, not_now={"UNM-A"}) == 0
    assert ReceiptDue.objects.count() == 1
    assert receipting.is_due(DIRECTORY)


def test_a_list_that_nobody_can_read_is_no_list(mission, here):
    good = mission.signs("FRA", Receipt(b"s" * 32, Level.READ, 1))
    with pytest.raises(UnknownKey):
        read_receipts(good, lambda _key: None)
    with pytest.raises(WrongSignature):
        read_receipts(good, lambda _key: DIRECTORY.signing_key(DIRECTORY.signer("FRA").key_id))
    for bad in (mission.signs("FRA"), mission.signs("FRA", Receipt(b"s", Level.READ, 1))):
        with pytest.raises(Malformed):
            read_receipts(bad, DIRECTORY.signing_key)


def test_nothing_is_signed_without_a_key(mission):
    ReceiptDue.objects.create(bureau="ESP", to="UNM-A", subject=b"s" * 32, level=2, at=timezone.now())

    assert receipting.sign_receipts(DIRECTORY, DIRECTORY, by=NODE) == 0
    assert ReceiptDue.objects.count() == 1
    assert not opening.is_due()


def parcel_message():
    return Delivery.objects.get().message
