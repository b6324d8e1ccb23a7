"""ITA is pre-moderated and has a node of its own: its words go to the centre, which releases them to FRA (practice 9).

Three nodes, each with its own database, web server and courier, that go on running; each story has its own words.
"""

from base64 import b64decode

import pytest

from comity.messages.evidence.papers import read_evidence
from tests.cluster import ClusterForTests
from tests.journeys.federation import federation, introduce
from tests.journeys.nodes import soon


@pytest.fixture(scope="module")
def three_nodes(test_cluster: ClusterForTests, tmp_path_factory: pytest.TempPathFactory):
    with federation(test_cluster, tmp_path_factory.mktemp("words"), "CEN", "ITA", "FRA") as nodes:
        introduce(*nodes)
        for node in nodes:
            node.run("moderated.moderate('CEN', 'ITA')")
            node.start()
        yield nodes


def test_words_are_released_by_the_centre_and_shown_with_both_signatures(three_nodes):
    centre, rome, paris = three_nodes
    draft = rome.run("moderated.write('FRA CEN', 'Is it yours?', file='ABC 123', answer='on')")

    assert soon(lambda: centre.run("moderated.queue('Is it yours?')")), rome.run("trouble()")
    note = centre.run("moderated.let_out('Is it yours?')")

    assert soon(lambda: paris.run(f"moderated.note({note!r})")), centre.run("trouble()")
    assert soon(lambda: paris.run(f"moderated.note({note!r})")["files"])
    came = paris.run(f"moderated.note({note!r})")
    assert came == {
        "from": ["ITA", "CEN", "desk officer"],
        "text": "Is it yours?",
        "levels": {"FRA": "delivered"},
        "refused": {},
        "files": ["list.txt"],
    }
    assert soon(lambda: rome.run(f"moderated.draft({draft!r})") is None)
    assert soon(lambda: _levels(rome, note) == {"FRA": "delivered", "CEN": "delivered"})
    assert rome.run(f"moderated.note({note!r})")["files"] == ["list.txt"]

    for node in (paris, centre):
        answer = node.run(f"moderated.answer({note!r})")
        assert soon(lambda answer=answer: rome.run(f"moderated.note({answer!r})"))
        assert rome.run(f"moderated.threads({note!r}, {answer!r})") == 1
    assert soon(lambda: _levels(rome, note) == {"FRA": "answered", "CEN": "answered"})
    for node, signs in ((rome, ("ITA", "CEN", "ITA")), (paris, None)):
        found = read_evidence(b64decode(node.run(f"proof({note!r})")))
        words = [each for each in found.words if each.message == note]
        if signs is None:
            assert words == [], "two bureaus are addressed, and each sees itself"
        else:
            (shown,) = words
            assert (shown.sender, shown.release.centre, shown.written.bureau) == signs
            assert shown.to == ("CEN", "FRA")
    assert [each.run("trouble()") for each in three_nodes] == [[], [], []]


def _levels(node, note: str) -> dict[str, str]:
    return (node.run(f"moderated.note({note!r})") or {"levels": {}})["levels"]


def test_given_back_with_the_reason_they_are_changed_and_go_again(three_nodes):
    centre, rome, paris = three_nodes
    draft = rome.run("moderated.write('FRA', 'Whose is it?', file='ABC 123')")
    assert soon(lambda: centre.run("moderated.queue('Whose is it?')"))

    centre.run("moderated.refuse('Whose is it?', 'Name the plate.')")
    assert soon(lambda: rome.run(f"moderated.draft({draft!r})") == [False, "Name the plate.", ""])
    rome.run(f"moderated.again({draft!r}, 'Whose is ABC 123?')")
    assert soon(lambda: centre.run("moderated.queue('Whose is ABC 123?')"))
    note = centre.run("moderated.let_out('Whose is ABC 123?')")

    assert soon(lambda: (paris.run(f"moderated.note({note!r})") or {"files": []})["files"] == ["list.txt"])
    assert soon(lambda: rome.run(f"moderated.draft({draft!r})") is None)
    assert [each.run("trouble()") for each in three_nodes] == [[], [], []]


def test_taken_back_before_a_decision_they_are_home_again_and_gone_from_the_centre(three_nodes):
    centre, rome, _paris = three_nodes
    draft = rome.run("moderated.write('FRA', 'A mistake')")
    assert soon(lambda: centre.run("moderated.queue('A mistake')"))

    rome.run(f"moderated.back({draft!r})")
    assert soon(lambda: rome.run(f"moderated.draft({draft!r})") == [False, "", ""])
    assert centre.run("moderated.queue('A mistake')") == []


def test_an_addressee_that_may_not_have_them_says_so_to_home_and_centre(three_nodes):
    centre, rome, paris = three_nodes
    paris.run("moderated.moderate('CEN', 'ITA', 'SUSPENDED')")  # its directory is newer than the centre's
    try:
        rome.run("moderated.write('FRA CEN', 'Too late')")
        assert soon(lambda: centre.run("moderated.queue('Too late')"))
        note = centre.run("moderated.let_out('Too late')")

        assert soon(
            lambda: (rome.run(f"moderated.note({note!r})") or {}).get("refused") == {"FRA": "standing"}
        )
        assert _levels(rome, note) == {"FRA": "accepted", "CEN": "delivered"}
        assert ["FRA", "standing", ""] in centre.run("trouble()")
    finally:
        paris.run("moderated.moderate('CEN', 'ITA')")


def test_power_that_fails_between_the_steps_loses_and_doubles_nothing(three_nodes):
    """The centre is gone when the words leave, home when they are released, the addressee when they come."""
    centre, rome, paris = three_nodes
    centre.kill()
    draft = rome.run("moderated.write('FRA', 'Through the night', file='ABC 123')")
    rome.kill()
    centre.start()
    rome.start()
    assert soon(lambda: centre.run("moderated.queue('Through the night')"))
    for each in (rome, paris):
        each.kill()
    note = centre.run("moderated.let_out('Through the night')")
    centre.kill("courier")
    centre.start("courier")
    paris.start()
    assert soon(lambda: (paris.run(f"moderated.note({note!r})") or {"files": []})["files"] == ["list.txt"])
    assert rome.run(f"moderated.draft({draft!r})")[0], "home is still without power"
    rome.start()

    assert soon(lambda: rome.run(f"moderated.draft({draft!r})") is None)
    assert soon(lambda: _levels(rome, note) == {"FRA": "delivered"})
    assert centre.run("moderated.queue('Through the night')") == []
    assert paris.run("inbox()").count([note, ""]) == 1
    assert rome.run(f"moderated.note({note!r})")["files"] == ["list.txt"]


def test_a_home_that_is_restored_to_before_it_wrote_has_what_was_released(three_nodes, test_cluster):
    centre, rome, _paris = three_nodes
    with rome.restored(test_cluster):
        draft = rome.run("moderated.write('FRA', 'Before the disk broke', file='ABC 123')")
        assert soon(lambda: centre.run("moderated.queue('Before the disk broke')"))
    note = centre.run("moderated.let_out('Before the disk broke')")

    assert soon(lambda: (rome.run(f"moderated.note({note!r})") or {"files": []})["files"] == ["list.txt"])
    assert rome.run(f"moderated.draft({draft!r})") is None
    assert soon(lambda: _levels(rome, note) == {"FRA": "delivered"})
    assert soon(lambda: centre.run("moderated.end()") or centre.run("moderated.kept()") == 0)
    assert rome.run("moderated.kept()") == 0
