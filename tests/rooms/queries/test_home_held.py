"""The home page counts what waits at the centre: for its reviewer, and for the owner's desk. Counts only."""

import pytest
from django.test import Client

from comity.access import middleware
from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.records import actions as records
from comity.records import scope
from comity.records.record import Record
from comity.records.rules import ONLY
from comity.records.watching import reviewing
from tests import people

pytestmark = pytest.mark.django_db
REVIEW, HELD = "wait for your decision", "Your records at the centre"


@pytest.fixture(autouse=True)
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """FRA is pre-moderated; whoever needs a second factor had one."""
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    people.bureau("CEN", BureauKind.CENTRE)
    people.bureau("FRA", standing=int(Standing.PRE_MODERATED))
    scope.forget()


def home(who: str, role: Role, code: str, **place: object) -> str:
    client = Client()
    client.force_login(people.officer(who, role, place=people.unit(code, **place)))
    response = client.get("/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def recorded(database: type[Record], **more: object) -> Record:
    amina = people.Officer.objects.filter(sign_in_name="amina@fra").first()
    by = people.actor(amina or people.officer("amina", Role.DESK_OFFICER))
    return records.create(database, {**database.example, **more}, by=by)


def test_the_reviewer_reads_how_many_wait() -> None:
    assert "Nothing waits" in home("rosa", Role.REVIEWER, "CEN")
    recorded(TravelDocument)
    recorded(Vehicle)
    assert "2 records wait for your decision." in home("remy", Role.REVIEWER, "CEN")


def test_what_is_closed_to_the_centre_is_not_counted_for_it() -> None:
    recorded(TravelDocument)
    record = recorded(Vehicle)
    Vehicle.objects.filter(pk=record.pk).update(restriction=[ONLY, "ITA"])
    assert "1 record waits for your decision." in home("remy", Role.REVIEWER, "CEN")


def test_the_owners_desk_reads_what_waits_and_what_was_sent_back() -> None:
    recorded(TravelDocument)
    back = recorded(Vehicle)
    reviewer = people.acting("remy", Role.REVIEWER, code="CEN")
    reviewing.send_back(Vehicle, back.id, seen=back.version, reason="Which colour?", by=reviewer)

    page = home("dora", Role.DESK_OFFICER, "FRA")

    assert HELD in page
    assert '<a href="/records/travel-documents/?state=draft">1</a>' in page
    assert '<a href="/records/vehicles/?state=sent-back"><b>1</b></a>' in page
    assert REVIEW not in page


def test_a_unit_counts_the_databases_of_its_scope() -> None:
    recorded(TravelDocument)
    recorded(Vehicle)
    page = home("dora", Role.DESK_OFFICER, "FRA", name="Papers", databases=[TravelDocument.code])
    assert "travel-documents/?state=draft" in page
    assert "vehicles/?state=draft" not in page


def test_others_read_nothing_of_it() -> None:
    recorded(TravelDocument)
    for who, role, code in (
        ("bruno", Role.DESK_OFFICER, "ITA"),
        ("gina", Role.BORDER_GUARD, "FRA"),
        ("carl", Role.DESK_OFFICER, "CEN"),
        ("rita", Role.REVIEWER, "ITA"),
    ):
        page = home(who, role, code)
        assert HELD not in page
        assert "waits for your decision" not in page


def test_a_bureau_whose_records_are_all_out_reads_no_line() -> None:
    Bureau.objects.filter(code="FRA").update(standing=int(Standing.NORMAL))
    scope.forget()
    recorded(TravelDocument)
    assert HELD not in home("dora", Role.DESK_OFFICER, "FRA")
