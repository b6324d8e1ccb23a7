"""A desk's inbox through the API: what its page shows, page by page, and nothing of another bureau's."""

import pytest

from comity.access.roles import Role
from comity.databases.travel_documents import TravelDocument
from comity.messages.models import Delivery
from comity.queries.models import SeenChange
from comity.records import actions as records
from tests.actors import AMINA
from tests.rooms.queries.test_changed_by_others import reviewed, withdrawn
from tests.rooms.queries.test_hits_api import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
INBOX = "/api/v1/inbox"
FOUND = {"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}


@pytest.fixture
def asker() -> Program:
    return Program("bruno", Role.DESK_OFFICER, "ITA")


@pytest.fixture
def hit(asker: Program) -> str:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    answer = asker.post("/api/v1/queries", purpose="border-control", subjects=[FOUND])
    return next(one["found"][0]["hit"] for one in answer["subjects"][0]["answers"] if one.get("found"))


def test_what_became_of_a_found_record_is_read_and_said_to_be_seen(asker: Program, hit: str) -> None:
    assert asker.get(INBOX) == {"changes": [], "next": None}
    withdrawn(TravelDocument.objects.get())

    (change,) = asker.get(INBOX)["changes"]
    assert (change["about"], change["kind"], change["seen"]) == ("found", "record-changed", False)
    assert (change["body"]["what"], change["body"]["hits"]) == ("withdrawn", [hit])
    assert asker.get(f"{INBOX}?about=asked")["changes"] == []
    assert Delivery.objects.get(pk=change["id"]).read_at is None, "a list is not a reading"

    assert asker.post(f"{INBOX}/seen", ids=[change["id"]]) == {"seen": 1}
    assert asker.post(f"{INBOX}/seen", ids=[change["id"]]) == {"seen": 0}
    assert asker.get(INBOX)["changes"] == []
    assert [each["seen"] for each in asker.get(f"{INBOX}?seen=true")["changes"]] == [True]


def test_the_owner_finds_nothing_there_and_says_nothing_for_others(asker: Program, hit: str) -> None:
    withdrawn(TravelDocument.objects.get())
    owner = Program("amina", Role.DESK_OFFICER, "FRA")
    (change,) = asker.get(INBOX)["changes"]

    assert owner.get(INBOX)["changes"] == []
    assert owner.post(f"{INBOX}/seen", ids=[change["id"]]) == {"seen": 0}
    assert not SeenChange.objects.exists()


def test_pages_follow_each_other_without_a_gap() -> None:
    owner = Program("amina", Role.DESK_OFFICER, "FRA")
    for _each in range(5):
        reviewed()
    found, address = [], f"{INBOX}?limit=2"
    while True:
        page = owner.get(address)
        found += [each["id"] for each in page["changes"]]
        if page["next"] is None:
            break
        address = f"{INBOX}?limit=2&before={page['next']}"

    assert len(found) == len(set(found)) == 5


def test_whoever_reads_no_inbox_gets_none() -> None:
    security = Program("sami", Role.SECURITY_OFFICER, "FRA")
    assert security.get(INBOX, status=403)["code"] == "role-missing"
