"""The client that screening tools are built on, against a running node: every call of its that we serve.

yente-client is OpenSanctions' own (MIT); it is here to test with, and is no part of a node. Loading it takes more than
a second: it is loaded by these tests alone, not by each process that collects them.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.cluster import ClusterForTests
from tests.journeys.browser import Node, serve

STORY = """
from tests.rooms.queries.screened import committee, declared, organisation, person
from comity.access.models import Token
committee()
declared()
zoran, company = person(), organisation()
person(names=[{"text": "Zora Restricted"}], documents=[], restriction="all-but FRA")
print(people.token(rights=["queries.screen"], person=people.officer("tool", *(role for role in (2,))))[0])
print(people.token(rights=["queries.ask"], person=people.officer("other", *(role for role in (2,))))[0])
"""


@pytest.fixture(scope="module")
def screening(test_cluster: ClusterForTests) -> Iterator[tuple[Node, str, str]]:
    """A node whose operator switched it on, and two tokens: one for it, one for questions."""
    with test_cluster.fresh() as database:
        for node in serve(database.environment | {"COMITY_SCREENING": "on"}):
            right, wrong = node.prepare(STORY).split()
            yield node, right, wrong


@pytest.fixture(scope="module")
def yente() -> Any:
    return import_module("yente_client")


@pytest.fixture
def client(yente: Any, screening: tuple[Node, str, str]) -> Iterator[Any]:
    node, token, _other = screening
    with yente.Client(api_key=token, base_url=f"{node.url}/screening", app_name="test") as client:
        yield client


def test_it_is_there_and_ready(client: Any) -> None:
    assert client.healthz().status == client.readyz().status == "ok"


def test_it_lists_the_public_lists_and_how_we_compare(client: Any) -> None:
    told = client.datasets()
    assert [(each.name, each.entity_count, each.load) for each in told.datasets] == [
        ("default", 2, False),
        ("invented", 2, True),
    ]
    assert told.current == ["default", "invented"]
    algorithms = client.algorithms()
    assert (algorithms.best, algorithms.default) == ("comity", "comity")
    assert "born" in (algorithms.algorithms[0].docs or {})


@pytest.mark.parametrize("datasets", [None, ["invented"], ["default"]])
@pytest.mark.parametrize("algorithm", [None, "best", "comity"])
def test_it_matches_a_person(
    yente: Any, client: Any, datasets: list[str] | None, algorithm: str | None
) -> None:
    asked = yente.Person(name="Zoran Quilfeather", birthDate="1987-03-14", nationality="rs")
    told = client.match(asked, datasets=datasets, algorithm=algorithm)
    assert told.top is not None
    assert (told.top.caption, told.top.match, told.top.schema_) == ("Zoran Quillfeather", True, "Person")
    assert told.top.score > 0.9
    assert told.top.contributing_explanations["born"].detail == "Born"
    assert told.top.datasets == ["invented"]
    assert told.total.value == len(told.matches) == 1


def test_it_matches_in_another_script_and_organisations(yente: Any, client: Any) -> None:
    assert client.match(yente.Person(name="Зоран Квилфедер")).top is not None
    top = client.match(yente.Organization(name="Velmar Shiping Company")).top
    assert top is not None
    assert (top.schema_, top.match) == ("Organization", True)


def test_it_streams_many(yente: Any, client: Any) -> None:
    asked = [
        (str(place), yente.Person(name=name))
        for place, name in enumerate(("Zoran Quillfeather", "Amina Benali"))
    ]
    told = dict(client.match_iter(asked, limit=3, threshold=0.6, cutoff=0.5))
    assert [bool(told[key].results) for key in ("0", "1")] == [True, False]


def test_it_searches_and_reads_what_it_found(client: Any) -> None:
    told = client.search("zoran quillfeather", datasets=["invented"], schema="Person", countries=["rs"])
    assert (told.total.value, told.limit, told.offset) == (1, 10, 0)
    found = client.fetch(told.results[0].id)
    assert (found.caption, found.properties["passportNumber"]) == ("Zoran Quillfeather", ["X1234567"])
    assert client.search("", limit=1).total.value == 2
    assert client.search("zoran quillfeather", countries=["fr"]).results == []


def test_what_is_restricted_is_not_there(yente: Any, client: Any) -> None:
    assert client.match(yente.Person(name="Zora Restricted")).top is None


def test_it_understands_what_we_refuse(yente: Any, client: Any, screening: tuple[Node, str, str]) -> None:
    node, _token, wrong = screening
    with pytest.raises(yente.NotFoundError):
        client.match(yente.Person(name="Zoran"), datasets=["never"])
    with pytest.raises(yente.NotFoundError):
        client.fetch("persons-never")
    with pytest.raises(yente.BadRequestError, match="Invalid algorithm"):
        client.match(yente.Person(name="Zoran"), algorithm="logic-v2")
    with pytest.raises(yente.BadRequestError, match="this node screens"):
        client.match(yente.Vessel(name="Velmar"))
    with pytest.raises(yente.BadRequestError, match="give each a name"):
        client.match(yente.Person(birthDate="1987"))
    for key in (wrong, "comity_none", None):
        with (
            yente.Client(api_key=key, base_url=f"{node.url}/screening") as other,
            pytest.raises(yente.AuthenticationError),
        ):
            other.match(yente.Person(name="Zoran Quillfeather"))
