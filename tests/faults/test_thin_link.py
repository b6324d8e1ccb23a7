"""32 kbit/s, 800 ms, one packet in ten lost, cuts, and processes killed on both sides: nothing lost, nothing doubled.

A minute here; `make soak ARGS=600` longer (SOAK_S). What came of it stands in the last lines.
"""

import os
import time
from random import Random

from tests.cluster import ClusterForTests
from tests.conftest import FIGURES
from tests.faults.link import Link, Quality
from tests.journeys.federation import federation, introduce
from tests.journeys.nodes import soon

SOAK_S = float(os.environ.get("SOAK_S", "60"))
SEED = int(os.environ.get("SOAK_SEED", "20261128"))
EVERY_S = 6.0  # a message each way: what the link can just carry, signatures and receipts included
KILL_EVERY_S = 20.0


def test_over_a_thin_link_with_cuts_and_kills_everything_arrives_once_in_order_and_is_receipted(
    test_cluster: ClusterForTests, tmp_path, record_property
):
    random = Random(SEED)
    with federation(test_cluster, tmp_path, "FRA", "ITA") as nodes:
        links = [Link(int(node.port), Quality(), SEED + place) for place, node in enumerate(nodes)]
        for node, link in zip(nodes, links, strict=True):
            node.proxied = f"http://127.0.0.1:{link.port}"
        introduce(*nodes)
        for node in nodes:
            node.start()
        sent: list[list[str]] = [[], []]
        begun, kills, next_kill = time.monotonic(), 0, KILL_EVERY_S / 2
        while time.monotonic() - begun < SOAK_S:
            for place, to in enumerate(("ITA", "FRA")):
                sent[place] += nodes[place].run(f"send({to!r})")
            if time.monotonic() - begun >= next_kill:
                victim, name = random.choice(nodes), random.choice(("web", "courier"))
                victim.kill(name)
                victim.start(name)
                kills, next_kill = kills + 1, next_kill + KILL_EVERY_S
            time.sleep(EVERY_S)

        paris, rome = nodes
        for here, there, ids in ((paris, rome, sent[0]), (rome, paris, sent[1])):
            assert soon(lambda here=here, ids=ids: here.run("levels()") == {"delivered": len(ids)}), here.run(
                "trouble()"
            )
            assert [id for id, _case in there.run("inbox()")] == ids
        cuts, stalls = (sum(getattr(link, name) for link in links) for name in ("cuts", "stalls"))
        told = f"{len(sent[0] + sent[1])} messages, {cuts} cuts, {stalls} stalls, {kills} kills"
        record_property(FIGURES, f"{told}: all delivered in {time.monotonic() - begun:.0f} s")
        for link in links:
            link.close()
        assert min(cuts, stalls, kills) > 0
