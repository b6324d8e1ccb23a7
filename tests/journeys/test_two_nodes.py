"""Two nodes, each with its own database, web server and courier: a note goes over, and every level comes back.

All stories are told on the same two, which go on running; each looks at its own messages.
"""

from base64 import b64decode

import pytest

from comity.messages.evidence.papers import read_evidence
from tests.cluster import ClusterForTests
from tests.journeys.federation import federation, introduce
from tests.journeys.nodes import soon


@pytest.fixture(scope="module")
def two_nodes(test_cluster: ClusterForTests, tmp_path_factory: pytest.TempPathFactory):
    with federation(test_cluster, tmp_path_factory.mktemp("two"), "FRA", "ITA") as nodes:
        introduce(*nodes)
        for node in nodes:
            node.start()
        yield nodes


def test_a_note_is_delivered_read_and_answered_between_two_nodes(two_nodes):
    paris, rome = two_nodes
    sent = paris.run("send('ITA', case='FRA-26-0311')")

    assert soon(lambda: rome.run(f"inbox({sent})") == [[sent[0], "FRA-26-0311"]]), paris.run("trouble()")
    assert soon(lambda: paris.run(f"levels({sent})") == {"delivered": 1})

    answers = rome.run(f"reply({sent})")

    assert soon(lambda: paris.run(f"levels({sent})") == {"answered": 1})
    assert soon(lambda: paris.run(f"inbox({answers})") == [[answers[0], "FRA-26-0311"]])
    assert soon(lambda: rome.run(f"levels({answers})") == {"delivered": 1})
    assert (paris.run("trouble()"), rome.run("trouble()")) == ([], [])
    ours, theirs = (read_evidence(b64decode(node.run(f"proof({sent[0]!r})"))) for node in (paris, rome))
    assert [each.proof.header.sender for each in ours.words] == ["FRA", "ITA"]
    signed = {(each.shown.bureau, each.level.name) for each in ours.receipts}
    assert signed == {("ITA", "DELIVERED"), ("ITA", "READ"), ("ITA", "ANSWERED")}
    assert [each.proof.header.sender for each in theirs.words] == ["FRA", "ITA"]
    assert {(each.shown.bureau, each.level.name) for each in theirs.receipts} == {("FRA", "DELIVERED")}


def test_what_was_sent_while_the_other_node_was_gone_arrives_when_it_is_back(two_nodes):
    paris, rome = two_nodes
    rome.kill()
    sent = paris.run("send('ITA', 3)")
    assert soon(lambda: paris.run(f"levels({sent})") == {"accepted": 3})

    rome.start()

    assert soon(lambda: [id for id, _case in rome.run(f"inbox({sent})")] == sent)
    assert soon(lambda: paris.run(f"levels({sent})") == {"delivered": 3})


def test_a_stick_crosses_a_cut_line_also_after_a_restart_and_brings_the_receipt_back(two_nodes, tmp_path):
    """The courier of a node that was started again has not spoken with the other one, and does not wait for it here."""
    paris, rome = two_nodes
    rome.kill()
    paris.kill()
    paris.start()
    sent = paris.run("send('ITA', 2)")
    assert soon(lambda: ["ITA", "", "not-reached"] in paris.run("trouble()"))

    [there] = paris.run(f"carry_out({str(tmp_path)!r})")
    rome.run(f"carry_in({there!r})")
    assert [id for id, _case in rome.run(f"inbox({sent})")] == sent
    [back] = rome.run(f"carry_out({str(tmp_path)!r})")
    paris.run(f"carry_in({back!r})")

    # The courier of Paris may be opening them already, and then the command does not wait for it.
    assert soon(lambda: paris.run(f"levels({sent})") == {"delivered": 2})
    rome.start()
    sent += paris.run("send('ITA')")
    assert soon(lambda: paris.run(f"levels({sent})") == {"delivered": 3})
    assert [id for id, _case in rome.run(f"inbox({sent})")] == sent


def test_a_restored_sender_uses_no_number_twice(two_nodes, test_cluster):
    paris, rome = two_nodes
    before = paris.run("send('ITA', 2)")
    assert soon(lambda: paris.run(f"levels({before})") == {"delivered": 2})
    with paris.restored(test_cluster):
        lost = paris.run("send('ITA', 3)")
        assert soon(lambda: paris.run(f"levels({before + lost})") == {"delivered": 5})

    after = paris.run("send('ITA', 2)")

    assert soon(lambda: paris.run(f"levels({before + after})") == {"delivered": 4})
    assert len(rome.run(f"inbox({before + lost + after})")) == 7
    assert paris.run("trouble()") == []


def test_a_restored_addressee_gets_again_what_it_had_signed_for(two_nodes, test_cluster):
    paris, rome = two_nodes
    sent = paris.run("send('ITA', 2)")
    assert soon(lambda: paris.run(f"levels({sent})") == {"delivered": 2})
    with rome.restored(test_cluster):
        sent += paris.run("send('ITA', 3)")
        assert soon(lambda: paris.run(f"levels({sent})") == {"delivered": 5})

    sent += paris.run("send('ITA')")

    assert soon(lambda: [id for id, _case in rome.run(f"inbox({sent})")] == sent), rome.run("inbox()")
    assert soon(lambda: paris.run(f"levels({sent})") == {"delivered": 6})
