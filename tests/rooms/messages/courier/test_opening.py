"""What comes is opened once, in order, and signed for; what is wrong with it is answered with a code."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.messages import actions, kinds
from comity.messages.courier import opening
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.rules import ASIDE_FOR, Level, TakenState
from comity.messages.courier.sending import end_parcels
from comity.messages.courier.tables import Incoming, ReceiptDue, Taken
from comity.messages.models import Delivery, Message
from comity.messages.rules import Draft, State
from comity.seal.header import Link
from tests.rooms.messages.courier.far import NODE, Far


def open_all() -> None:
    while opening.is_due():
        opening.open_parcels(DIRECTORY, DIRECTORY, by=NODE)


def told() -> list[tuple[str, Level, str]]:
    return [(row.bureau, Level(row.level), row.code) for row in ReceiptDue.objects.order_by("id")]


def test_it_lies_in_the_mailbox_and_a_receipt_is_due(mission, bruno):
    sealed = mission.seals("ITA")

    assert mission.hands_over(sealed.envelope) == ["have"]
    assert not Message.objects.exists()  # keeping opens nothing
    open_all()

    message = Message.visible_to(bruno).get()
    assert (message.sender, message.function, message.content["subject"]) == ("UNM-A", "duty desk", "A lorry")
    assert message.is_whole
    assert Delivery.objects.get().level is State.DELIVERED
    assert told() == [("ITA", Level.DELIVERED, "")]
    assert bytes(ReceiptDue.objects.get().subject) == sealed.digest
    assert bytes(Incoming.objects.get().content) == b""


def test_two_hosted_bureaus_get_one_message_and_sign_each(mission):
    mission.hands_over(mission.seals("FRA", "ITA").envelope)
    open_all()

    assert Message.objects.count() == 1
    assert {row.bureau for row in Delivery.objects.all()} == {"FRA", "ITA"}
    assert sorted(told()) == [("FRA", Level.DELIVERED, ""), ("ITA", Level.DELIVERED, "")]


def test_a_repeat_is_acknowledged_again_and_doubles_nothing(mission):
    envelope = mission.seals("ITA").envelope
    mission.hands_over(envelope)
    open_all()
    ReceiptDue.objects.all().delete()

    mission.hands_over(envelope)  # under another id, as after a restore
    open_all()

    assert (Message.objects.count(), Delivery.objects.count(), Taken.objects.count()) == (1, 1, 1)
    assert told() == [("ITA", Level.DELIVERED, "")]


def test_the_same_parcel_offered_again_is_told_again(mission):
    sealed, id = mission.seals("ITA"), Message().id
    mission.hands_over(sealed.envelope, ids=[id])
    open_all()
    ReceiptDue.objects.all().delete()

    assert mission.hands_over(sealed.envelope, ids=[id]) == ["have"]
    assert told() == [("ITA", Level.DELIVERED, "")]
    assert Message.objects.count() == 1


def test_a_changed_byte_goes_back_to_the_node_that_brought_it(mission):
    envelope = bytearray(mission.seals("ITA").envelope)
    envelope[-200] ^= 1

    mission.hands_over(bytes(envelope))
    open_all()

    assert not Message.objects.exists()
    assert told() == [("FRA", Level.REFUSED, "wrong-wraps")]
    assert ReceiptDue.objects.get().to == "UNM-A"
    assert Incoming.objects.get().code == "wrong-wraps"


def test_what_no_directory_knows_is_refused(mission):
    stranger = Far("XXS")
    envelope = stranger.seals("ITA").envelope

    mission.hands_over(envelope)
    open_all()

    assert told() == [("FRA", Level.REFUSED, "unknown-key")]


def test_a_key_counts_only_in_its_own_time(mission):
    """Dated before the entry that brought the key: made by whoever holds it now."""
    envelope = mission.seals("ITA", now=timezone.now() - timedelta(minutes=10)).envelope

    mission.hands_over(envelope)
    open_all()

    assert told() == [("FRA", Level.REFUSED, "unknown-key")]


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=1)])
def test_an_envelope_dated_ahead_is_refused_and_the_log_names_the_clock(mission, caplog, ahead):
    mission.hands_over(mission.seals("ITA", now=timezone.now() + ahead).envelope)
    open_all()

    assert told() == [("FRA", Level.REFUSED, "not-yet")]
    (line,) = [each.getMessage() for each in caplog.records if each.name == "comity.courier"]
    assert line.startswith("an envelope of UNM-A is dated ")
    assert line.endswith("s ahead of this node's clock: set the clocks of both nodes by NTP")


def test_routine_waits_for_what_came_before_it(mission):
    first, second = mission.seals("ITA", case="1"), mission.seals("ITA", case="2")

    mission.hands_over(second.envelope)
    open_all()
    assert Incoming.objects.get().state == TakenState.ASIDE
    assert not Message.objects.exists()

    mission.hands_over(first.envelope)
    open_all()
    arrived = [row.message for row in Taken.objects.order_by("id")]
    assert [Message.objects.get(pk=id).case for id in arrived] == ["1", "2"]


def test_what_never_comes_holds_up_what_follows_for_a_day_and_no_longer(mission):
    """Its sender knows that it was refused or expired; without this, one lost letter would end all routine mail."""
    _lost, second, third = (mission.seals("ITA", case=str(number)) for number in range(1, 4))
    mission.hands_over(second.envelope, third.envelope)
    open_all()
    end_parcels(by=NODE)
    open_all()
    assert not Message.objects.exists()

    Incoming.objects.update(arrived_at=timezone.now() - ASIDE_FOR)
    end_parcels(by=NODE)
    open_all()
    mission.hands_over(mission.seals("ITA", case="4").envelope)
    open_all()

    arrived = [row.message for row in Taken.objects.order_by("id")]
    assert [Message.objects.get(pk=id).case for id in arrived] == ["2", "3", "4"]


def test_both_in_one_round_the_later_one_first(mission):
    first, second = mission.seals("ITA"), mission.seals("ITA")

    mission.hands_over(second.envelope, first.envelope)
    open_all()

    assert Message.objects.count() == 2
    assert set(Incoming.objects.values_list("state", flat=True)) == {TakenState.OPENED}


def test_urgent_does_not_wait_and_the_gap_is_filled_later(mission):
    first, urgent = mission.seals("ITA", case="1"), mission.seals("ITA", case="2", precedence=3)

    mission.hands_over(urgent.envelope)
    open_all()
    assert Message.objects.get().case == "2"

    mission.hands_over(first.envelope)
    open_all()
    assert Message.objects.count() == 2


def test_two_stories_under_one_number_are_evidence_and_refused(mission):
    mission.hands_over(mission.seals("ITA").envelope)
    open_all()
    ReceiptDue.objects.all().delete()

    mission.hands_over(mission.seals("ITA", link=Link(1, bytes(32))).envelope)
    open_all()

    assert Message.objects.count() == 1
    assert told() == [("ITA", Level.REFUSED, "forked")]


def test_what_is_refused_has_its_number_all_the_same(mission):
    mission.hands_over(mission.seals("ITA", kind="hit-question").envelope, mission.seals("ITA").envelope)
    open_all()

    assert Message.objects.count() == 1
    assert told() == [("ITA", Level.REFUSED, "unknown-kind"), ("ITA", Level.DELIVERED, "")]


def test_a_kind_whose_handler_was_not_made_for_it_stays_out(mission, monkeypatch):
    monkeypatch.setitem(kinds.KINDS, ("local", 1), kinds.Kind("local", 1, "local", dict))

    mission.hands_over(mission.seals("ITA", kind="local").envelope)
    open_all()

    assert told() == [("ITA", Level.REFUSED, "kind-stays")]


@pytest.mark.parametrize("standing", [Standing.PRE_MODERATED, Standing.SUSPENDED])
def test_free_words_of_a_bureau_that_may_send_none_are_refused(mission, standing):
    Bureau.objects.filter(code="UNM-A").update(standing=int(standing))

    mission.hands_over(mission.seals("ITA").envelope)
    open_all()

    assert not Message.objects.exists()
    assert told() == [("ITA", Level.REFUSED, "standing")]


def test_nobody_writes_himself_into_a_conversation_of_others(mission, amina):
    said = actions.send(Draft(kind="note", to=("ITA",), body={"subject": "a", "text": "b"}), by=amina)

    mission.hands_over(mission.seals("ITA", thread=said.id, reply_to=said.id).envelope)
    open_all()

    assert told() == [("ITA", Level.REFUSED, "not-their-thread")]


def test_nobody_puts_on_a_message_of_another(mission, amina):
    said = actions.send(Draft(kind="note", to=("FRA",), body={"subject": "a", "text": "b"}), by=amina)

    mission.hands_over(mission.seals("ITA", message=said.id, thread=said.id).envelope)
    open_all()

    assert told() == [("ITA", Level.REFUSED, "message-differs")]
    assert Delivery.objects.count() == 1


def test_a_fault_of_a_handler_harms_no_other_parcel(mission, monkeypatch):
    def broken(_message, _delivery):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setitem(
        kinds.KINDS,
        ("broken", 1),
        kinds.Kind("broken", 1, "broken", dict, broken, afar=kinds.Afar("messages.send")),
    )
    bad, good = mission.seals("FRA", kind="broken"), mission.seals("ITA")

    mission.hands_over(bad.envelope, good.envelope)
    open_all()

    assert Message.objects.count() == 1
    assert ("FRA", Level.REFUSED, "fault") in told()


def test_not_for_us(mission):
    other = Far("XXA").listed()

    mission.hands_over(mission.seals("XXA").envelope)
    open_all()

    assert other.code not in {row.bureau for row in Delivery.objects.all()}
    assert told() == [("FRA", Level.REFUSED, "not-addressed")]


def test_reading_and_answering_are_told_to_the_sender(mission, bruno):
    mission.hands_over(mission.seals("ITA").envelope)
    open_all()
    message = Message.objects.get()

    actions.read(message, by=bruno)
    actions.answer(message, {"subject": "A lorry", "text": "No."}, by=bruno, kind="note")

    assert told() == [("ITA", level, "") for level in (Level.DELIVERED, Level.READ, Level.ANSWERED)]
    assert timezone.now() >= ReceiptDue.objects.order_by("id").last().at
