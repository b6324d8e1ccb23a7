"""A bureau's own node and the centre's, each with its own database: a question there and back, and a cut line."""

import pytest

from tests.cluster import ClusterForTests
from tests.journeys.federation import federation, introduce

HELPERS = "__import__('tests.journeys.asked_elsewhere', fromlist=['x'])"


@pytest.fixture
def home_and_centre(test_cluster: ClusterForTests, tmp_path):
    with federation(test_cluster, tmp_path, "ITA", "CEN") as nodes:
        introduce(*nodes)
        for node in nodes:
            node.run(f"{HELPERS}.be_centre('CEN', 'FRA')")
        nodes[1].start("web")
        yield nodes


def test_an_officer_at_home_finds_what_the_centre_keeps_and_learns_when_it_does_not_answer(home_and_centre):
    rome, centre = home_and_centre
    record = centre.run(f"{HELPERS}.record_passport('FRA')")

    told = rome.run(f"{HELPERS}.ask_passport('ITA')")

    assert told == {"outcome": "hit", "here": "no-hit", "there": "hit", "code": ""}
    [[hit, found, bureau, kept_at]] = rome.run(f"{HELPERS}.hits()")
    assert (found, bureau, kept_at) == (record, "ITA", "CEN")
    assert centre.run(f"{HELPERS}.hits()") == [[hit, record, "ITA", ""]]
    assert rome.run(f"{HELPERS}.page_of_hit('ITA')")["number"] == "12AB34567"
    [[_bureau, _about, at_home]] = rome.run(f"{HELPERS}.acts('queries.ask')")
    [[bureau, about, _act]] = centre.run(f"{HELPERS}.acts('queries.ask')")
    assert (bureau, about) == ("ITA", f"act:{at_home}")

    centre.kill()

    told = rome.run(f"{HELPERS}.ask_passport('ITA')")
    assert told == {
        "outcome": "not-answered",
        "here": "no-hit",
        "there": "not-answered",
        "code": told["code"],
    }
    assert told["code"] in ("not-reached", "broken-off")
