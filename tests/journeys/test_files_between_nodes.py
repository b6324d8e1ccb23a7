"""Files between real nodes: over a link of a megabyte a second and a kill of either side, and by a relay.

Rome is behind the link, and relays for the mission, which nobody reaches; Paris writes to both.
"""

import pytest

from tests.cluster import ClusterForTests
from tests.faults.link import Link, Quality
from tests.journeys.federation import federation, introduce
from tests.journeys.nodes import soon

MEGABYTES = 12


@pytest.fixture(scope="module")
def three_nodes(test_cluster: ClusterForTests, tmp_path_factory: pytest.TempPathFactory):
    with federation(test_cluster, tmp_path_factory.mktemp("three"), "FRA", "ITA", "UNM-A") as nodes:
        _paris, rome, mission = nodes
        link = Link(int(rome.port), Quality(rate=2_000_000, delay_s=0.01, loss=0.0, cut=0.0), seed=1)
        rome.proxied = f"http://127.0.0.1:{link.port}"
        rome.relays, mission.relay = True, "ITA"
        introduce(*nodes)
        for node in nodes:
            node.start()
        yield nodes
        link.close()


def test_a_file_goes_on_where_it_stopped_when_both_sides_were_killed(three_nodes):
    paris, rome, _mission = three_nodes
    sent, digest = paris.run(f"send_file('ITA', {MEGABYTES})")

    assert soon(lambda: len(rome.run(f"inbox({sent})")) == 1)  # the words are there before the file
    for node, name in ((rome, "web"), (paris, "courier")):
        (before,) = [have for have, _code in rome.run("coming()")] or [0]
        assert soon(lambda before=before: (rome.run("coming()") or [[0]])[0][0] > before)
        assert paris.run(f"levels({sent})") == {"accepted": 1}
        node.kill(name)
        node.start(name)

    assert soon(lambda: paris.run(f"levels({sent})") == {"delivered": 1}), (
        rome.run("coming()"),
        paris.run("trouble()"),
    )
    assert rome.run(f"files({sent})") == [[digest, True]]


def test_a_node_without_an_address_sends_fetches_and_answers_by_a_relay(three_nodes):
    paris, rome, mission = three_nodes
    sent, digest = paris.run("send_file('UNM-A', 1)")

    assert soon(lambda: paris.run(f"levels({sent})") == {"delivered": 1}), (
        mission.run("coming()"),
        paris.run("trouble()"),
    )
    assert mission.run(f"files({sent})") == [[digest, True]]
    assert rome.run(f"inbox({sent})") == []
    answers = mission.run(f"reply({sent})")
    assert soon(lambda: paris.run(f"levels({sent})") == {"answered": 1})
    assert len(paris.run(f"inbox({answers})")) == 1
    assert soon(lambda: mission.run(f"levels({answers})") == {"delivered": 1})
    assert (paris.run("trouble()"), mission.run("trouble()")) == ([], [])
