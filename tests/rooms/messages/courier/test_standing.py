"""The operator sees how it stands with each node, in counts and codes, and not one word."""

import json
from random import Random

from django.core.management import call_command
from django.utils import timezone

from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.sending import Turn, note_sent
from comity.messages.courier.standing import standings
from comity.messages.courier.tables import Sent
from tests.rooms.messages.courier.far import NODE
from tests.rooms.messages.courier.test_opening import open_all
from tests.rooms.messages.courier.test_sealing import seal, send


def test_what_waits_is_under_way_aside_or_refused_is_counted_by_node(amina, mission, capsys):
    for _time in range(2):
        send(amina, "UNM-A")
    seal()
    Sent.objects.filter(seq=2).update(refused="no-private-key")
    send(amina, "UNM-A")
    mission.seals("ITA")
    mission.hands_over(mission.seals("ITA").envelope)
    mission.hands_over(b"nothing")
    open_all()
    note_sent(Turn("UNM-A", {}, "not-reached"), Random(1), by=NODE)

    (node,) = standings(DIRECTORY)
    assert (node.node, node.under_way, node.aside, node.reason) == ("UNM-A", 2, 1, "not-reached")
    assert (node.unsealed, node.refused) == ({"in-a-moment": 1}, {"no-private-key": 1})
    assert node.refused_here == {"malformed": 1}
    assert node.next_at > timezone.now()

    call_command("courier_status", "--json")
    told = capsys.readouterr().out
    assert json.loads(told)["nodes"][0]["refused"] == {"no-private-key": 1}
    call_command("courier_status")
    told += capsys.readouterr().out
    assert "UNM-A: never reached; under way 2; now not-reached, tried again " in told
    assert "refused here malformed 1" in told
    assert "lorry" not in told


def test_bureaus_without_an_entry_stand_under_no_node(amina, here, capsys):
    send(amina, "UNM-A")
    seal()

    call_command("courier_status")
    assert "bureaus without keys in the directory: waits no-entry 1" in capsys.readouterr().out
