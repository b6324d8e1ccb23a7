"""Existing clients of public notices services, against a running node: de-interpol, and a plain one that pages.

de-interpol is made from the community's description of such a service (Apache-2.0); it is here to test with, and is no
part of a node. Its check of types is off, as its users have it: services answer null where its description says text.
"""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from deutschland import interpol
from deutschland.interpol.api import default_api

from tests.cluster import ClusterForTests
from tests.journeys.browser import Node, serve

COUNT = 334
STORY = f"""
import datetime
from comity.bureaus.rules import BureauKind
from comity.notices import actions
from tests.actors import CHEN
from tests.rooms.notices.public_side import listed, many, open_red, open_yellow, pictured
people.bureau("FRA"), people.bureau("CEN", BureauKind.CENTRE)
actions.record_legal_basis(
    body="An invented body", title="Model rules", organ="An assembly", adopted_on=datetime.date(2026, 1, 1), by=CHEN
)
row = open_red(height_cm=182)
pictured(row)
many(row, {COUNT - 1})
open_yellow(), listed()
print(row.number)
"""


@pytest.fixture(scope="module")
def service(test_cluster: ClusterForTests) -> Iterator[tuple[Node, str]]:
    """A node whose operator switched its public side on, and the number of a notice with a photograph."""
    with test_cluster.fresh() as database:
        for node in serve(database.environment | {"COMITY_PUBLIC_NOTICES": "on"}):
            yield node, node.prepare(STORY).split()[-1]


@pytest.fixture
def client(service: tuple[Node, str]) -> Iterator[default_api.DefaultApi]:
    with interpol.ApiClient(interpol.Configuration(host=service[0].url)) as api:
        yield default_api.DefaultApi(api)


def test_de_interpol_lists_and_filters(client: default_api.DefaultApi) -> None:
    told = client.notices_v1_red_get(
        name="tamirov", nationality="KZ", sex_id="M", age_min=18, age_max=120, _check_return_type=False
    )

    assert told["total"] == 1
    (line,) = told["embedded"]["notices"]
    assert line["name"] == "Ruslan Tamirov"
    assert line["date_of_birth"] == "1979/02/11"
    assert client.notices_v1_red_get(nationality="DE", _check_return_type=False)["total"] == 0
    assert client.notices_v1_red_get(result_per_page=200, _check_return_type=False)["total"] == COUNT


def test_de_interpol_reads_a_notice_and_its_pictures(
    client: default_api.DefaultApi, service: tuple[Node, str]
) -> None:
    number = service[1]
    told = client.notices_v1_red_notice_id_get(number, _check_return_type=False)
    assert told["arrest_warrants"][0]["charge"] == "Murder"
    assert told["height"] == 1.82
    shots = client.notices_v1_red_notice_id_images_get(number, _check_return_type=False)
    (shot,) = shots["embedded"]["images"]
    with urllib.request.urlopen(shot["_links"]["self"]["href"]) as answer:
        assert answer.read().startswith(b"\xff\xd8\xff")


def test_de_interpol_understands_what_is_not_there(client: default_api.DefaultApi) -> None:
    with pytest.raises(interpol.ApiException) as refused:
        client.notices_v1_red_notice_id_get("1993-27493", _check_return_type=False)
    assert refused.value.status == 404


def test_whoever_has_not_signed_in_is_led_to_the_public_pages(service: tuple[Node, str]) -> None:
    with urllib.request.urlopen(f"{service[0].url}/") as answer:
        assert b"/public/notices/" in answer.read()


def read(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def paged(address: str) -> list[dict[str, Any]]:
    """Every notice behind an address, by its links alone."""
    found = []
    while address:
        told = read(address)
        found += told["_embedded"]["notices"]
        address = told["_links"].get("next", {}).get("href", "")
    return found


@pytest.mark.parametrize(("colour", "count"), [("red", COUNT), ("yellow", 1), ("un", 1)])
def test_a_plain_client_pages_to_the_last(service: tuple[Node, str], colour: str, count: int) -> None:
    found = paged(f"{service[0].url}/notices/v1/{colour}?resultPerPage=160")

    assert len({each["entity_id"] for each in found}) == len(found) == count
    for each in found[:3]:
        told = read(each["_links"]["self"]["href"])
        assert told["entity_id"] == each["entity_id"]
        assert told["issued_by"].endswith("Not an INTERPOL notice.")
