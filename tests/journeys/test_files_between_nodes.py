"""Files between real nodes: over a link of a megabyte a second and a kill of either side, and by a relay."""

from tests.cluster import ClusterForTests
from tests.faults.link import Link, Quality
from tests.journeys.federation import federation, introduce
from tests.journeys.nodes import soon

MEGABYTES = 12


def test_a_file_goes_on_where_it_stopped_when_both_sides_were_killed(test_cluster: ClusterForTests, tmp_path):
    with federation(test_cluster, tmp_path, "FRA", "ITA") as nodes:
        paris, rome = nodes
        link = Link(int(rome.port), Quality(rate=2_000_000, delay_s=0.01, loss=0.0, cut=0.0), seed=1)
        rome.proxied = f"http://127.0.0.1:{link.port}"
        introduce(*nodes)
        for node in nodes:
            node.start()
        digest = paris.run(f"send_file('ITA', {MEGABYTES})")

        assert soon(lambda: len(rome.run("inbox()")) == 1)  # the words are there before the file
        for node, name in ((rome, "web"), (paris, "courier")):
            (before,) = [have for have, _code in rome.run("coming()")] or [0]
            assert soon(lambda before=before: (rome.run("coming()") or [[0]])[0][0] > before)
            assert paris.run("levels()") == {"accepted": 1}
            node.kill(name)
            node.start(name)

        assert soon(lambda: paris.run("levels()") == {"delivered": 1}), (
            rome.run("coming()"),
            paris.run("trouble()"),
        )
        assert rome.run("files()") == [[digest, True]]
        link.close()


def test_a_node_without_an_address_sends_fetches_and_answers_by_a_relay(
    test_cluster: ClusterForTests, tmp_path
):
    """Rome relays for the mission, which nobody reaches; Paris writes to it."""
    with federation(test_cluster, tmp_path, "FRA", "ITA", "UNM-A") as nodes:
        paris, rome, mission = nodes
        rome.relays, mission.relay = True, "ITA"
        introduce(*nodes)
        for node in nodes:
            node.start()

        digest = paris.run("send_file('UNM-A', 1)")

        assert soon(lambda: paris.run("levels()") == {"delivered": 1}), (
            mission.run("coming()"),
            paris.run("trouble()"),
        )
        assert mission.run("files()") == [[digest, True]]
        assert rome.run("inbox()") == []
        assert mission.run("answer_all()") == 1
        assert soon(lambda: paris.run("levels()") == {"answered": 1})
        assert len(paris.run("inbox()")) == 1
        assert soon(lambda: mission.run("levels()") == {"delivered": 1})
        assert (paris.run("trouble()"), mission.run("trouble()")) == ([], [])
