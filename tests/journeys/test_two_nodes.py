"""Two nodes, each with its own database, web server and courier: a note goes over, and every level comes back."""

from base64 import b64decode

import pytest

from comity.messages.evidence.papers import read_evidence
from tests.cluster import ClusterForTests
from tests.journeys.federation import federation, introduce
from tests.journeys.nodes import soon


@pytest.fixture
def two_nodes(test_cluster: ClusterForTests, tmp_path):
    with federation(test_cluster, tmp_path, "FRA", "ITA") as nodes:
        introduce(*nodes)
        for node in nodes:
            node.start()
        yield nodes


def test_a_note_is_delivered_read_and_answered_between_two_nodes(two_nodes):
    paris, rome = two_nodes
    (sent,) = paris.run("send('ITA', case='FRA-26-0311')")

    assert soon(lambda: rome.run("inbox()") == [[sent, "FRA-26-0311"]]), paris.run("trouble()")
    assert soon(lambda: paris.run("levels()") == {"delivered": 1})

    assert rome.run("answer_all()") == 1

    assert soon(lambda: paris.run("levels()") == {"answered": 1})
    assert soon(lambda: [case for _id, case in paris.run("inbox()")] == ["FRA-26-0311"])
    assert soon(lambda: rome.run("levels()") == {"delivered": 1})
    assert (paris.run("trouble()"), rome.run("trouble()")) == ([], [])
    ours, theirs = (read_evidence(b64decode(node.run(f"proof('{sent}')"))) for node in (paris, rome))
    assert [each.proof.header.sender for each in ours.words] == ["FRA", "ITA"]
    signed = {(each.shown.bureau, each.level.name) for each in ours.receipts}
    assert signed == {("ITA", "DELIVERED"), ("ITA", "READ"), ("ITA", "ANSWERED")}
    assert [each.proof.header.sender for each in theirs.words] == ["FRA", "ITA"]
    assert {(each.shown.bureau, each.level.name) for each in theirs.receipts} == {("FRA", "DELIVERED")}


def test_what_was_sent_while_the_other_node_was_gone_arrives_when_it_is_back(two_nodes):
    paris, rome = two_nodes
    rome.kill()
    sent = paris.run("send('ITA', 3)")
    assert soon(lambda: paris.run("levels()") == {"accepted": 3})

    rome.start()

    assert soon(lambda: [id for id, _case in rome.run("inbox()")] == sent)
    assert soon(lambda: paris.run("levels()") == {"delivered": 3})


def test_a_restored_sender_uses_no_number_twice(two_nodes, test_cluster):
    paris, rome = two_nodes
    paris.run("send('ITA', 2)")
    assert soon(lambda: paris.run("levels()") == {"delivered": 2})
    with paris.restored(test_cluster):
        paris.run("send('ITA', 3)")
        assert soon(lambda: paris.run("levels()") == {"delivered": 5})

    paris.run("send('ITA', 2)")

    assert soon(lambda: paris.run("levels()") == {"delivered": 4})
    assert len(rome.run("inbox()")) == 7
    assert paris.run("trouble()") == []


def test_a_restored_addressee_gets_again_what_it_had_signed_for(two_nodes, test_cluster):
    paris, rome = two_nodes
    sent = paris.run("send('ITA', 2)")
    assert soon(lambda: paris.run("levels()") == {"delivered": 2})
    with rome.restored(test_cluster):
        sent += paris.run("send('ITA', 3)")
        assert soon(lambda: paris.run("levels()") == {"delivered": 5})

    sent += paris.run("send('ITA')")

    assert soon(lambda: [id for id, _case in rome.run("inbox()")] == sent), rome.run("inbox()")
    assert soon(lambda: paris.run("levels()") == {"delivered": 6})
