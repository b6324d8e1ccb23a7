"""32 kbit/s, 800 ms, one packet in ten lost, cuts, processes killed on both sides, and one side restored from a backup.

Nothing is lost, nothing doubled. A minute here; `make soak ARGS=600` longer (SOAK_S). What came of it is printed last.
"""

import os
import time
from dataclasses import dataclass, field
from random import Random

from tests.cluster import ClusterForTests
from tests.conftest import FIGURES
from tests.faults.link import Link, Quality
from tests.journeys.federation import FederatedNode, federation, introduce
from tests.journeys.nodes import soon

SOAK_S = float(os.environ.get("SOAK_S", "60"))
SEED = int(os.environ.get("SOAK_SEED", "20261128"))
EVERY_S = 6.0  # a message each way: what the link can just carry, signatures and receipts included
KILL_EVERY_S = 20.0
# Of all the time: when the second node is backed up, and when it is put back to that backup.
BACKED_UP, RESTORED = 1 / 3, 2 / 3


@dataclass
class Said:
    """Ids of what one node sent, in their order. lost: what it sent between the backup and the restore."""

    kept: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def test_over_a_thin_link_with_cuts_kills_and_a_restore_everything_arrives_once_in_order_and_is_receipted(
    test_cluster: ClusterForTests, tmp_path, record_property
):
    with federation(test_cluster, tmp_path, "FRA", "ITA") as nodes:
        links = [Link(int(node.port), Quality(), SEED + place) for place, node in enumerate(nodes)]
        for node, link in zip(nodes, links, strict=True):
            node.proxied = f"http://127.0.0.1:{link.port}"
        introduce(*nodes)
        for node in nodes:
            node.start()
        paris, rome = nodes
        begun = time.monotonic()
        from_paris, from_rome, kills = talk(paris, rome, test_cluster)

        for node, said in ((paris, from_paris), (rome, from_rome)):
            assert soon(lambda node=node, said=said: node.run("levels()") == {"delivered": len(said.kept)}), (
                node.run("levels()"),
                node.run("trouble()"),
            )
        assert arrived(rome) == from_paris.kept
        # What Rome's database forgot may have left before; then it is there, in its place and once.
        there = arrived(paris)
        assert [each for each in there if each not in from_rome.lost] == from_rome.kept
        forgotten = [each for each in there if each in from_rome.lost]
        assert forgotten == from_rome.lost[: len(forgotten)]
        cuts, stalls = (sum(getattr(link, name) for link in links) for name in ("cuts", "stalls"))
        count = len(from_paris.kept + from_rome.kept + from_rome.lost)
        told = f"{count} messages, {cuts} cuts, {stalls} stalls, {kills} kills, 1 restore"
        record_property(FIGURES, f"{told}: all delivered in {time.monotonic() - begun:.0f} s")
        for link in links:
            link.close()
        assert min(cuts, stalls, kills) > 0


def talk(paris: FederatedNode, rome: FederatedNode, cluster: ClusterForTests) -> tuple[Said, Said, int]:
    """Both send while processes are killed and Rome goes back to an older database: what they sent, and the kills."""
    random, from_paris, from_rome = Random(SEED), Said(), Said()
    begun, kills, next_kill, backed_up, restored = time.monotonic(), 0, KILL_EVERY_S / 2, False, False
    while (passed := time.monotonic() - begun) < SOAK_S:
        if not backed_up and passed >= SOAK_S * BACKED_UP:
            rome.back_up(cluster)
            backed_up = True
        if not restored and passed >= SOAK_S * RESTORED:
            rome.restore(cluster)
            restored = True
        from_paris.kept += paris.run("send('ITA')")
        (from_rome.lost if backed_up and not restored else from_rome.kept).extend(rome.run("send('FRA')"))
        if passed >= next_kill:
            victim, name = random.choice((paris, rome)), random.choice(("web", "courier"))
            victim.kill(name)
            victim.start(name)
            kills, next_kill = kills + 1, next_kill + KILL_EVERY_S
        time.sleep(EVERY_S)
    assert restored
    assert from_rome.lost
    return from_paris, from_rome, kills


def arrived(node: FederatedNode) -> list[str]:
    return [id for id, _case in node.run("inbox()")]
