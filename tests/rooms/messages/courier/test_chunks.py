"""What is too long for one request: in chunks, each checked when it comes, going on where the other side stopped."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from random import Random

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.canonical import canonical_json
from comity.kit.ids import new_id
from comity.messages import kinds
from comity.messages.courier import gathering, sending
from comity.messages.courier.chunks import (
    CHANGED,
    Chunk,
    Load,
    chunks_of,
    cut,
    numbers_to_send,
    read_chunks,
    read_progress,
    write_chunks,
    write_progress,
)
from comity.messages.courier.rules import CHUNK_BYTES, STALE_AFTER, ParcelKind, ParcelState, TakenState
from comity.messages.courier.sending import Turn, errand_for, note_sent
from comity.messages.courier.tables import Incoming, Outgoing, Peer, Piece
from comity.messages.models import Delivery
from comity.messages.rules import Precedence
from comity.seal import tree
from comity.seal.errors import Malformed
from tests.rooms.messages.courier.far import NODE
from tests.rooms.messages.courier.test_opening import open_all
from tests.rooms.messages.courier.test_sealing import seal, send


def chunked(content: bytes, **more) -> list[Chunk]:
    """All chunks of a parcel."""
    parts = cut(content)
    leaves = [tree.leaf(each) for each in parts]
    ends = int(timezone.now().timestamp()) + 3600
    load = Load(
        new_id(), ParcelKind.ENVELOPE, 1, ends, len(content), sha256(content).digest(), tree.root(leaves)
    )
    return chunks_of(replace(load, **more), leaves, list(enumerate(parts)))


@pytest.fixture
def long_one(mission, monkeypatch) -> list[Chunk]:
    """The mission's letter to ITA, five chunks long: of a kind that may be so long."""
    kind = kinds.Kind("long", 1, "Long", dict, afar=kinds.Afar("messages.send"))
    monkeypatch.setitem(kinds.KINDS, ("long", 1), kind)
    body = canonical_json({"lines": ["lorries" * 2_850] * 13})
    found = chunked(mission.seals("ITA", kind="long", body=body).envelope)
    assert len(found) == 5
    return found


@given(st.binary(min_size=1, max_size=5 * CHUNK_BYTES), st.data())
def test_each_chunk_shows_that_it_belongs_there_and_no_other_does(content, data):
    found = chunked(content)
    assert all(each.is_genuine for each in found)
    assert b"".join(each.content for each in found) == content
    assert read_chunks(write_chunks(found)) == found

    one = data.draw(st.sampled_from(found))
    changed = bytearray(one.content)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1
    assert not replace(one, content=bytes(changed)).is_genuine
    assert not replace(one, content=one.content[:-1]).is_genuine
    assert not replace(one, number=one.number + 1).is_genuine
    assert not replace(one, path=(*one.path, b"x" * 32)).is_genuine


def test_after_what_is_there_comes_the_rest_and_of_a_whole_one_the_last_alone():
    assert numbers_to_send(0, 40, 8 * 1024) == range(1)
    assert numbers_to_send(3, 40, 8 * CHUNK_BYTES) == range(3, 11)
    assert (
        numbers_to_send(39, 40, 8 * CHUNK_BYTES) == numbers_to_send(40, 40, 8 * CHUNK_BYTES) == range(39, 40)
    )


def test_a_progress_is_a_number_or_a_code_and_nothing_else():
    id = new_id()
    assert read_progress(write_progress([(id, 7), (new_id(), "no-room")]))[id] == 7
    for bad in (-1, b"7", "x" * 41, ()):
        with pytest.raises((Malformed, ValueError)):
            read_progress(write_progress([(id, bad)]))


def test_chunks_make_the_parcel_however_often_they_come(mission, long_one):
    id = long_one[0].load.id
    assert mission.hands_chunks(*long_one[:2]) == {id: 2}
    assert mission.hands_chunks(*long_one[1:4]) == {id: 4}
    assert mission.hands_chunks(long_one[0]) == {id: 4}
    assert Incoming.objects.get().state == TakenState.PARTIAL
    open_all()
    assert not Delivery.objects.exists()

    assert mission.hands_chunks(long_one[4]) == {id: 5}

    assert not Piece.objects.exists()
    open_all()
    assert Delivery.objects.get().bureau == "ITA"
    assert mission.hands_chunks(long_one[4]) == {id: 5}
    assert Incoming.objects.get().state == TakenState.OPENED


def test_what_comes_too_early_is_told_where_we_stopped(mission, long_one):
    id = long_one[0].load.id

    assert mission.hands_chunks(*long_one[2:]) == {id: 0}
    assert not Piece.objects.exists()


def test_a_forged_chunk_is_refused_at_once_and_nothing_of_it_is_kept(mission, long_one):
    first, second, *_more = long_one
    forged = replace(second, content=bytes(CHUNK_BYTES))

    assert mission.hands_chunks(first, forged) == {first.load.id: CHANGED}
    assert not Piece.objects.exists()
    assert mission.hands_chunks(first, second) == {first.load.id: 2}


def test_another_announcement_under_the_same_id_is_refused(mission, long_one):
    first, id = long_one[0], long_one[0].load.id
    mission.hands_chunks(first)
    for other in (chunked(b"x" * 70_000, id=id)[0], replace(first, load=replace(first.load, root=b"r" * 32))):
        assert mission.hands_chunks(other)[id] in ("another-parcel", CHANGED)

    assert Incoming.objects.get().have == 1


def test_two_announcements_in_one_are_found_when_all_is_here(mission):
    found = chunked(b"x" * 70_000, sha256=b"s" * 32)

    assert mission.hands_chunks(*found) == {found[0].load.id: CHANGED}
    assert not Incoming.objects.exists()
    assert not Piece.objects.exists()


def test_a_parcel_begun_in_chunks_may_come_whole(mission, long_one):
    mission.hands_chunks(*long_one[:2])
    whole = b"".join(each.content for each in long_one)

    assert mission.hands_over(whole, ids=[long_one[0].load.id]) == ["have"]
    open_all()
    assert Delivery.objects.get().bureau == "ITA"


def test_room_is_promised_to_what_was_begun(mission, monkeypatch):
    monkeypatch.setattr(gathering, "MOST_STORED_BYTES", 100_000)
    monkeypatch.setattr(gathering, "MOST_PARCEL_BYTES", 300_000)
    one, two, three = (chunked(bytes([n]) * size) for n, size in ((1, 90_000), (2, 20_000), (3, 310_000)))

    assert mission.hands_chunks(one[0])[one[0].load.id] == 1
    assert mission.hands_chunks(two[0])[two[0].load.id] == "no-room"
    assert mission.hands_chunks(three[0])[three[0].load.id] == "too-large"
    late = replace(two[0].load, expires_at=1)
    assert mission.hands_chunks(replace(two[0], load=late))[late.id] == "expired"


def test_what_nobody_goes_on_with_is_forgotten(mission, long_one):
    mission.hands_chunks(long_one[0])
    sending.end_parcels(by=NODE)
    assert Piece.objects.count() == 1

    Incoming.objects.update(arrived_at=timezone.now() - STALE_AFTER)
    sending.end_parcels(by=NODE)

    assert not Incoming.objects.exists()
    assert not Piece.objects.exists()


@pytest.fixture
def big(amina, mission) -> Outgoing:
    """A parcel of ours, five chunks long, over a link that holds one in a request."""
    send(amina, "UNM-A")
    seal()
    Outgoing.objects.update(content=Random(1).randbytes(300_000))
    Peer.objects.create(node="UNM-A", batch_bytes=CHUNK_BYTES)
    return Outgoing.objects.get()


def told(row: Outgoing, answer) -> Outgoing:
    note_sent(Turn("UNM-A", {row.id: answer}, took_s=6), Random(1), by=NODE)
    row.refresh_from_db()
    return row


def numbers() -> list[int]:
    errand = errand_for("UNM-A", timezone.now())
    return [each.number for each in errand.chunks] if errand else []


def test_a_long_parcel_goes_on_where_the_other_side_stopped(big):
    assert numbers() == [0]
    assert told(big, 3).state == ParcelState.WAITING
    assert numbers() == [3]
    told(big, 1)  # its disk lost two
    assert numbers() == [1]

    assert told(big, 5).state == ParcelState.ARRIVED
    assert numbers() == []
    Outgoing.objects.update(next_at=timezone.now())
    assert numbers() == [4]  # is it still there? a chunk asks, not five
    assert told(big, 0).state == ParcelState.WAITING
    assert numbers() == [0]


def test_an_urgent_parcel_passes_a_long_one(big, amina):
    send(amina, "UNM-A", precedence=Precedence.FLASH)
    seal()

    errand = errand_for("UNM-A", timezone.now())

    assert [each.precedence for each in errand.parcels] == [4]


def test_no_room_for_a_chunk_is_later_and_a_refusal_the_last_word(big):
    assert told(big, "no-room").state == ParcelState.WAITING
    assert errand_for("UNM-A", timezone.now()) is None
    assert errand_for("UNM-A", timezone.now() + timedelta(minutes=1)).chunks

    assert told(big, CHANGED).refused == CHANGED
