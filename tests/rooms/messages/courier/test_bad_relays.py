"""A relay that loses, repeats and turns round."""

from random import Random
from uuid import uuid4

import pytest
from django.utils import timezone

from comity.kit.ids import new_id
from comity.messages.courier.fetching import take_handed
from comity.messages.courier.handed import Handed
from comity.messages.courier.left import LeftLoad, LeftParcel
from comity.messages.courier.relaying import hand_out, leave, leave_chunks
from comity.messages.courier.requests import Believed
from comity.messages.courier.rules import Parcel, ParcelKind
from comity.messages.models import Delivery
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.messages.courier.test_chunks import chunked
from tests.rooms.messages.courier.test_opening import open_all

STEPS = 120


def believed(node: str) -> Believed:
    return Believed(node, uuid4().hex, int(timezone.now().timestamp()) + 60)


@pytest.mark.parametrize("seed", range(3))
def test_a_relay_that_loses_repeats_and_turns_round_loses_doubles_and_misplaces_nothing(
    mission: Far,
    seed,
):
    """Three letters whole and one in chunks; the sender offers until the addressee has dealt with it."""
    random, ends = Random(seed), int(timezone.now().timestamp()) + 3600
    long = "\U00020000" * 20_000  # as long as a note may be: two chunks
    bodies = [f'{{"language":"en","subject":"{each}","text":"{each}"}}' for each in ("one", "two", "three")]
    bodies.append(f'{{"language":"en","subject":"four","text":"{long}"}}')
    envelopes = [mission.seals("ITA", body=body).envelope for body in bodies]
    parcels = [Parcel(new_id(), ParcelKind.ENVELOPE, 1, ends, each) for each in envelopes[:3]]
    chunks, have, answers = chunked(envelopes[3]), 0, []
    for _step in range(STEPS):
        if Delivery.objects.count() == 4:
            break
        leave(random.sample(parcels, random.randint(1, 3)), believed("UNM-A"), "XXA", by=NODE)
        first = min(have, len(chunks) - 1)
        (told,) = leave_chunks(
            chunks[first : first + random.randint(1, 2)], believed("UNM-A"), "XXA", by=NODE
        )
        have = told[1]
        if random.random() < 0.1:  # its disk is gone
            LeftParcel.objects.all().delete()
            LeftLoad.objects.all().delete()
        handed = hand_out(random.choice((1, 200_000)), answers, believed("XXA"), by=NODE)
        LeftParcel.objects.update(next_at=timezone.now())
        if random.random() < 0.3:  # the answer did not arrive
            answers = []
            continue
        odd = Handed(
            tuple(random.sample(handed.parcels, len(handed.parcels))) + handed.parcels[:1],
            handed.chunks + handed.chunks[:1],
        )
        answers = take_handed(odd, "FRA", by=NODE)
        open_all()

    rows = Delivery.objects.order_by("id").select_related("message")
    assert [row.message.content["subject"] for row in rows] == ["one", "two", "three", "four"]
