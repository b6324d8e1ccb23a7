"""Faults between real nodes: each is refused with a reason that both sides read, or waited for, and nothing is lost.

Paris writes to Rome, and by Rome, which relays, to the mission, which nobody reaches; Berlin's door takes connections
and never answers. All stories are told on the same four, each of its own messages; `docs/spec/courier.md`, 12, has the
table of faults.
"""

import os
import re
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from comity.store.account import server_account
from comity.store.cluster import SUPERUSER
from tests.cluster import ClusterForTests
from tests.faults.carrier import Carrier
from tests.journeys.federation import FederatedNode, federation, introduce
from tests.journeys.nodes import soon

pytestmark = pytest.mark.skipif(
    "SOAK_S" not in os.environ, reason="whole nodes for minutes: `make soak` runs it"
)

T = "__import__('tests.journeys.tampered', fromlist=['x'])"
URGENT = 3  # passes what lies aside: Paris misses the numbers of what it could not read
MEGABYTES, LARGEST_BYTES = 6, 2 * 1024 * 1024
CODES = {
    "forged": "not-signed",
    "truncated": "malformed",
    "one signature stripped": "signature-missing",
    "wrongly versioned": "wrong-version",
    "mis-addressed": "not-addressed",
    "oversized": "too-large",
}


class Four:
    """The nodes, the carriers before Rome and Berlin, and what was begun before the first story."""

    def __init__(self, nodes: list[FederatedNode], carriers: list[Carrier]) -> None:
        self.paris, self.rome, self.mission, self.berlin = nodes
        self.to_rome, self.to_berlin = carriers


@pytest.fixture(scope="module")
def four(test_cluster: ClusterForTests, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Four]:
    with federation(test_cluster, tmp_path_factory.mktemp("four"), "FRA", "ITA", "UNM-A", "DEU") as nodes:
        paris, rome, mission, berlin = nodes
        carriers = [Carrier(int(rome.port), seed=3), Carrier(int(berlin.port), seed=4)]
        rome.proxied, berlin.proxied = (f"http://127.0.0.1:{each.port}" for each in carriers)
        rome.relays, mission.relay = True, "ITA"
        introduce(*nodes)
        found = Four(nodes, carriers)
        found.to_berlin.is_mute = True
        for node in (paris, rome):
            node.start()
        mission.start("courier")
        # What takes a minute of waiting is begun here and looked at last.
        found.to_mute = paris.run("send('DEU')")
        first = paris.run("send('UNM-A')")
        assert soon(lambda: delivered(paris, first)), paris.run("trouble()")
        mission.kill()
        found.left = paris.run("send('UNM-A')")
        assert soon(lambda: rome.run(f"{T}.left_here()") > 0)
        rome.run(f"{T}.lose_what_was_left()")  # its disk is gone
        yield found
        for each in carriers:
            each.end()


def delivered(node: FederatedNode, sent: list[str]) -> bool:
    return node.run(f"levels({sent})") == {"delivered": len(sent)}


def first_word(node: FederatedNode, sent: list[str], words: str) -> bool:
    return words in node.run(f"{T}.said({sent})")[0]


def test_what_is_wrong_in_an_envelope_is_refused_with_a_code_that_both_sides_read(four):
    paris, rome = four.paris, four.rome
    good = rome.run("send('FRA')")
    assert soon(lambda: delivered(rome, good))
    paris.kill("web")
    bad = {how: rome.run("send('FRA')")[0] for how in CODES}
    assert soon(lambda: rome.run(f"{T}.sealed({list(bad.values())})"))
    for how, message in bad.items():
        rome.run(f"{T}.spoil({message!r}, {how!r})")
    paris.start("web")

    ids = list(bad.values())
    assert soon(lambda: all(rome.run(f"{T}.refused({ids})").values())), rome.run(f"{T}.refused({ids})")
    codes = rome.run(f"{T}.refused({ids})")
    assert {how: codes[message] for how, message in bad.items()} == CODES
    assert [
        f"({code})" in words for code, words in zip(CODES.values(), rome.run(f"{T}.said({ids})"), strict=True)
    ]
    there = paris.run(f"{T}.refused_here()")
    assert there == sorted(set(CODES.values()) - {"too-large"})  # which was not even kept
    assert paris.run(f"inbox({ids})") == []


def test_what_comes_twice_is_there_once(four):
    paris, rome = four.paris, four.rome
    sent = paris.run("send('ITA', 2)")
    assert soon(lambda: delivered(paris, sent))
    for each in (sent[0], sent[1], sent[0]):
        paris.run(f"{T}.repeat({each!r})")
    after = paris.run("send('ITA')")

    assert soon(lambda: delivered(paris, after))
    assert [id for id, _case in rome.run(f"inbox({sent + after})")] == sent + after
    assert rome.run(f"{T}.doubled()") == 0


def test_a_full_disk_takes_no_file_and_everything_else_and_goes_on_when_there_is_room(four):
    """The kernel lets the processes of Rome's door write no longer files than two megabytes."""
    paris, rome = four.paris, four.rome
    with limited(rome, "web", LARGEST_BYTES):
        sent, digest = paris.run(f"send_file('ITA', {MEGABYTES})")
        assert soon(lambda: first_word(paris, sent, "has no room for it just now")), paris.run(
            f"{T}.said({sent})"
        )
        assert len(rome.run(f"inbox({sent})")) == 1  # its words are there
        note = paris.run("send('ITA')")
        assert soon(lambda: delivered(paris, note))
        assert "no room for a file from FRA: OSError" in (rome.home / "web.log").read_text()
        assert paris.run(f"levels({sent})") == {"accepted": 1}

    assert soon(lambda: delivered(paris, sent)), rome.run("coming()")
    assert rome.run(f"files({sent})") == [[digest, True]]
    assert "room" not in paris.run(f"{T}.said({sent})")[0]


def test_a_full_disk_under_the_database_takes_nothing_and_loses_nothing(four, test_cluster):
    paris, rome = four.paris, four.rome
    with small_disk(test_cluster, rome) as enlarge:
        sent = paris.run("send('ITA', 90)")
        assert soon(lambda: paris.run(f"{T}.peer('ITA')") == "no-room"), paris.run(f"levels({sent})")
        assert soon(lambda: "has no room" in paris.run(f"{T}.said({sent})")[-1])
        assert paris.run(f"levels({sent})").get("accepted", 0) > 0
        enlarge()

        assert soon(lambda: delivered(paris, sent)), paris.run(f"levels({sent})")
    assert [id for id, _case in rome.run(f"inbox({sent})")] == sent


@pytest.mark.parametrize("ahead_h", [-24, -1, 24])
def test_clocks_that_differ_are_said_on_both_sides_and_nothing_is_lost(four, ahead_h):
    paris, rome = four.paris, four.rome
    rome.ahead_h = ahead_h
    for node in (rome, paris):
        node.leave()
        (node.home / "web.log").write_text("")
        node.start()
    sent, back = paris.run("send('ITA')"), rome.run(f"send('FRA', precedence={URGENT})")

    for node, ids in ((paris, sent), (rome, back)):
        assert soon(lambda node=node, ids=ids: first_word(node, ids, "five minutes apart")), node.run(
            f"{T}.said({ids})"
        )
    for node, other in ((rome, "FRA"), (paris, "ITA")):
        side = "behind" if (ahead_h < 0) == (node is paris) else "ahead of"
        said = (
            rf"said to be of {other}, was refused: request-time; it is dated \d+ s {side} this node's clock"
        )
        assert soon(lambda node=node, said=said: re.search(said, (node.home / "web.log").read_text()))
    rome.leave()
    rome.ahead_h = 0
    rome.start()

    assert soon(lambda: delivered(paris, sent)), paris.run(f"{T}.said({sent})")
    assert soon(lambda: delivered(rome, back)), rome.run(f"{T}.said({back})")


def test_a_relay_that_lost_its_disk_and_answers_badly_loses_and_doubles_nothing(four):
    """Answers are lost and former ones given again on every way: from Paris to the relay, and where it is asked."""
    paris, mission = four.paris, four.mission
    four.to_rome.is_bad = True
    mission.start("courier")
    sent = paris.run("send('UNM-A', 3)")
    filed, digest = paris.run("send_file('UNM-A', 1)")
    sent = four.left + sent + filed

    assert soon(lambda: delivered(paris, sent)), (paris.run(f"{T}.said({sent})"), mission.run("coming()"))
    answers = mission.run(f"reply({sent})")
    assert soon(lambda: delivered(mission, answers)), mission.run(f"{T}.said({answers})")
    four.to_rome.is_bad = False
    assert [id for id, _case in mission.run(f"inbox({sent})")] == sent
    assert mission.run(f"files({filed})") == [[digest, True]]
    assert mission.run(f"{T}.doubled()") == paris.run(f"{T}.doubled()") == 0
    assert min(four.to_rome.lost, four.to_rome.repeated) > 0


def test_a_node_that_takes_connections_and_never_answers_is_named_and_holds_up_nobody(four):
    paris, berlin = four.paris, four.berlin
    assert soon(lambda: first_word(paris, four.to_mute, "takes the connection and does not answer"))
    assert paris.run(f"{T}.peer('DEU')") == "timed-out"
    assert four.to_berlin.kept_waiting > 0

    four.to_berlin.is_mute = False
    berlin.start()

    assert soon(lambda: delivered(paris, four.to_mute)), paris.run(f"{T}.said({four.to_mute})")


def test_a_sender_that_tells_two_stories_under_one_number_is_refused_and_proved(four):
    """The last story: what Rome signed twice is evidence against it for ever."""
    paris, rome = four.paris, four.rome
    first = rome.run(f"send('FRA', 2, precedence={URGENT})")
    assert soon(lambda: delivered(rome, first))
    rome.run(f"{T}.tell_another_story('FRA')")
    second = rome.run(f"send('FRA', precedence={URGENT})")

    assert soon(lambda: rome.run(f"{T}.refused({second})")[second[0]] == "forked"), rome.run(
        f"{T}.said({second})"
    )
    assert "forked" in paris.run(f"{T}.refused_here()")
    assert paris.run(f"inbox({second})") == []


@contextmanager
def limited(node: FederatedNode, name: str, most_bytes: int) -> Iterator[None]:
    """Its processes write no file beyond so many bytes; what they try is refused in the middle of it, as by a disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    group = node.processes[name].pid
    own = [int(each.name) for each in Path("/proc").glob("[0-9]*") if _group(each) == group]
    assert own
    for process in own:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    yield
    for process in own:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


def _group(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[2])
    except OSError:
        return 0


@contextmanager
def small_disk(cluster: ClusterForTests, node: FederatedNode) -> Iterator:
    """What comes to this node lies on a disk of its own, which is too small until it is enlarged."""
    place = Path(tempfile.mkdtemp(prefix="comity-disk-"))
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place], capture_output=True
    ).returncode:
        pytest.skip("A disk of its own can be mounted by root alone.")
    account = server_account()
    os.chown(place, account.user, account.group)
    url = cluster.cluster.url(SUPERUSER, node.database.name)
    try:
        with psycopg.connect(url, autocommit=True) as store:
            store.execute(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(sql.Literal(str(place))))
            store.execute("ALTER TABLE messages_incoming SET TABLESPACE small")
            yield lambda: subprocess.run(["mount", "-o", "remount,size=64m", place], check=True)
            store.execute("ALTER TABLE messages_incoming SET TABLESPACE pg_default")
            store.execute("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", place], check=True)
        place.rmdir()
