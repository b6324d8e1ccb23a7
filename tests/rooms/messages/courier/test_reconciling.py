"""Two nodes compare how far they are: after a restore nobody uses a number twice, and nothing stays lost."""

import pytest
from django.utils import timezone

from comity.messages.courier import reconciling, sealing
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.rules import MOST_AHEAD, MOST_BATCH_BYTES, Head, ParcelState, batch_bytes
from comity.messages.courier.tables import Chain, Incoming, Outgoing, Sent
from comity.messages.courier.wire import read_heads, write_heads
from comity.seal.errors import Malformed
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.messages.courier.test_opening import open_all
from tests.rooms.messages.courier.test_sealing import seal, send

OURS = ("FRA", "UNM-A")


def compare(*heads: Head, node="UNM-A") -> int:
    return reconciling.compare(node, heads, DIRECTORY, by=NODE)


@pytest.fixture
def receipted(amina, mission) -> list[Outgoing]:
    """Three messages for the mission, all signed for."""
    for _time in range(3):
        send(amina, "UNM-A")
    seal()
    Outgoing.objects.update(state=int(ParcelState.DONE))
    Sent.objects.update(level=2)
    return list(Outgoing.objects.order_by("id"))


def states() -> list[int]:
    return list(Outgoing.objects.order_by("id").values_list("state", flat=True))


def test_what_the_other_side_lost_leaves_again(receipted):
    assert compare(Head(*OURS, 1, 1, b"d" * 32)) == 2
    assert states() == [ParcelState.DONE, ParcelState.WAITING, ParcelState.WAITING]


def test_what_both_have_stays(receipted):
    assert compare(Head(*OURS, 3, 3, b"d" * 32)) == 0
    assert set(states()) == {ParcelState.DONE}


def test_after_our_own_restore_we_go_on_behind_what_they_know(amina, mission):
    send(amina, "UNM-A")

    compare(Head(*OURS, 41, 41, b"d" * 32))
    seal()

    link = mission.opens(Outgoing.objects.get()).link
    assert (link.seq, link.prev) == (42, b"d" * 32)


@pytest.mark.parametrize(
    ("head", "node"),
    [
        (Head(*OURS, 41, 41, b"d" * 32), "XXA"),
        (Head("UNM-A", "FRA", 41, 41, b"d" * 32), "UNM-A"),
        (Head("ESP", "FRA", 41, 41, b"d" * 32), "UNM-A"),
        (Head(*OURS, 0, MOST_AHEAD + 1, b"d" * 32), "UNM-A"),
    ],
    ids=["of another node", "of its own sender", "to a bureau of ours", "too far ahead"],
)
def test_nobody_moves_a_chain_that_is_not_with_it(amina, mission, head, node):
    Far("XXA").listed()

    compare(head, node=node)

    assert not Chain.objects.filter(ours=True, seq__gt=0).exists()


def test_we_say_how_far_we_are_and_no_word_of_others(mission):
    Far("XXA").listed().hands_over(Far("XXA").seals("ITA").envelope)
    first, _lost, third = (mission.seals("ITA", precedence=3) for _time in range(3))
    mission.hands_over(first.envelope, third.envelope)
    open_all()

    assert reconciling.held_from("UNM-A", DIRECTORY) == [Head("UNM-A", "ITA", 1, 3, third.digest)]


def test_nothing_is_sealed_for_a_node_before_it_was_compared(amina, mission):
    send(amina, "UNM-A")

    assert sealing.seal(DIRECTORY, DIRECTORY, by=NODE, compared=()) == 0
    assert Sent.objects.get().waits_for == "not-reached"
    assert sealing.bureaus_waiting() == ["UNM-A"]
    Sent.objects.update(next_at=timezone.now())
    assert sealing.seal(DIRECTORY, DIRECTORY, by=NODE, compared=("UNM-A",)) == 1


def test_what_lies_aside_for_a_minute_is_asked_for(mission):
    mission.seals("ITA")
    mission.hands_over(mission.seals("ITA").envelope)
    open_all()

    assert reconciling.missing_from(DIRECTORY, timezone.now()) == set()
    assert reconciling.missing_from(DIRECTORY, timezone.now() + reconciling.ASK_AFTER) == {"UNM-A"}
    assert Incoming.objects.get().sender == "UNM-A"


def test_heads_are_read_as_written_and_no_other_way():
    heads = (Head(*OURS, 1, 3, b"d" * 32),)
    assert read_heads(write_heads(heads)) == heads
    for bad in (Head(*OURS, 3, 1, b"d" * 32), Head(*OURS, 1, 3, b"d")):
        with pytest.raises(Malformed):
            read_heads(write_heads((bad,)))


def test_a_link_that_breaks_gets_less_at_once():
    assert batch_bytes(MOST_BATCH_BYTES, reached=False) == MOST_BATCH_BYTES // 4
    assert batch_bytes(1, reached=False) == 8 * 1024
    assert batch_bytes(MOST_BATCH_BYTES // 2, reached=True) == batch_bytes(MOST_BATCH_BYTES, reached=True)
