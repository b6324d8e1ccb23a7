"""A bureau with its own node disputes, and reports found, what it found at the centre: from its own pages and API."""

import json
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comity.access import middleware
from comity.access.roles import Role
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.kit.errors import NotFound, Refused, Stale
from comity.kit.ids import new_id
from comity.messages.courier.rules import Level
from comity.queries.forwarding.copies import Kept
from comity.queries.models import Hit
from comity.queries.record_changed import FOUND_CHANGED, FOUND_ENDED
from comity.queries.record_word import RECORD_WORD
from comity.queries.telling import Telling
from comity.records import actions as records
from comity.records.life import disputing, finding
from comity.records.life.disputes import Dispute, DisputeState
from comity.records.life.finds import Find, FindState
from comity.records.life.lapsing import lapse_disputes
from comity.records.life.matters import list_matters
from comity.records.rules import Status
from tests import people
from tests.actors import AMINA, BRUNO, AnyActor
from tests.rooms.messages.courier.far import Far
from tests.rooms.queries.abroad import far, hosted, left_for, says, signs
from tests.rooms.queries.conversations import hit_by
from tests.rooms.queries.test_words_abroad import CAR, REPORT, word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
PASSPORT = {"number": "12AB34567", "issuer": "FRA", "kind": "passport"}


def moved_away(hit: Hit, values: dict[str, Any], *, telling: Telling = Telling.YES) -> None:
    """The hit is of a record at the centre, which is another node; its copy is all that is here."""
    kept = Kept(1, int(Status.ACTIVE), timezone.now(), "12AB34567", values)
    Hit.objects.filter(pk=hit.pk).update(
        kept_at="CEN", told=msgspec.to_builtins(kept), telling=int(telling), disclosed_at=timezone.now()
    )
    TravelDocument.objects.all().delete()
    Vehicle.objects.all().delete()
    hit.refresh_from_db()


class TestADispute:
    @pytest.fixture
    def paris(self, hit: Hit) -> Far:
        """FRA owns the record, here or at the centre: for ITA's own node, which is this one, it is another's."""
        hosted("ITA", "DEU")
        moved_away(hit, PASSPORT)
        return far("FRA")

    def dispute(self, hit: Hit, *, by: AnyActor = BRUNO, seen: int = 1) -> Dispute:
        words = "The bearer shows the police report."
        return disputing.dispute(TravelDocument, hit.record, evidence=words, seen=seen, by=by)

    def test_leaves_signed_for_the_owner_and_is_kept_here(self, paris, hit, record):
        row = self.dispute(hit)

        ((parcel, kind, letter),) = left_for(paris)
        assert (paris.opens(parcel).header.sender, kind) == ("ITA", RECORD_WORD)
        assert (json.loads(letter.body)["what"], letter.about) == (
            "disputed",
            f"record:travel-documents:{hit.record}",
        )
        assert (row.owner, row.bureau, row.record, row.is_open) == ("FRA", "ITA", hit.record, True)
        (mine,) = list_matters(by=BRUNO).ours
        assert "12AB34567" in mine.title

    @pytest.mark.parametrize(
        ("what", "state"), [("dispute-upheld", DisputeState.UPHELD), ("dispute-stands", DisputeState.STANDS)]
    )
    def test_the_owner_s_answer_comes_home(self, paris, hit, record, what, state):
        self.dispute(hit)
        assert word(paris, record, what, "It is another one.", to="ITA") == ""
        row = Dispute.objects.get()
        assert (row.state, row.answer) == (state, "It is another one.")
        assert word(paris, record, "dispute-stands", "After all.", to="ITA") == "already-answered"

    def test_nobody_else_answers_it_and_nobody_answers_what_was_not_said(self, paris, hit, record):
        assert word(paris, record, "dispute-stands", "x", to="ITA") == "unknown-record"
        self.dispute(hit)
        assert word(far("ESP"), record, "dispute-stands", "x", to="ITA") == "unknown-record"
        assert word(paris, record, "dispute-stands", "x", to="DEU") == "unknown-record"
        assert Dispute.objects.get().is_open

    def test_what_comes_back_says_what_to_do(self, paris, hit, record):
        self.dispute(hit)
        signs(paris, left_for(paris)[0][0], Level.REFUSED, to="ITA", code="wrong-state")
        assert (Dispute.objects.get().state, Dispute.objects.get().returned) == (
            DisputeState.RETURNED,
            "wrong-state",
        )

    def test_not_before_somebody_said_that_the_owner_may_be_told(self, paris, hit):
        Hit.objects.filter(pk=hit.pk).update(telling=int(Telling.NO))
        with pytest.raises(Refused) as refused:
            self.dispute(hit)
        assert refused.value.code == "telling-first"

    def test_not_of_what_this_bureau_did_not_find_or_nothing_may_rest_on(self, paris, hit):
        with pytest.raises(NotFound):
            self.dispute(hit, by=AnyActor(bureau="DEU", function="desk officer"))
        with pytest.raises(NotFound):
            disputing.dispute(TravelDocument, new_id(), evidence="x", seen=1, by=BRUNO)
        with pytest.raises(NotFound):
            disputing.dispute(Vehicle, hit.record, evidence="x", seen=1, by=BRUNO)
        with pytest.raises(Stale):
            self.dispute(hit, seen=2)
        Hit.objects.filter(pk=hit.pk).update(told={"heard": []})
        with pytest.raises(NotFound):
            self.dispute(hit)
        assert not Dispute.objects.exists()

    def test_not_of_one_s_own_record_that_stands_at_the_centre_too(self, paris, hit):
        Hit.objects.filter(pk=hit.pk).update(owner="ITA")
        with pytest.raises(Refused) as refused:
            self.dispute(hit)
        assert refused.value.code == "own-record"

    def test_the_owner_s_clock_runs_at_its_own_node(self, paris, hit):
        self.dispute(hit)
        left = len(left_for(paris))
        Dispute.objects.update(due_at=timezone.now())
        assert lapse_disputes(now=timezone.now(), by=AnyActor(bureau="FRA")) == 1
        assert len(left_for(paris)) == left

    @pytest.mark.parametrize("what", ["withdrawn", "entered-in-error"])
    def test_a_record_that_ends_closes_it_and_one_that_is_deleted_takes_it_along(self, paris, hit, what):
        self.dispute(hit)
        centre, hits = far("CEN"), [str(hit.pk)]
        body = {"database": "travel-documents", "what": what, "at": timezone.now().isoformat(), "hits": hits}
        assert says(centre, "ITA", FOUND_CHANGED, body) == ""
        assert Dispute.objects.get().state == DisputeState.UPHELD
        assert says(centre, "ITA", FOUND_ENDED, {"database": "travel-documents", "hits": hits}) == ""
        assert not Dispute.objects.exists()

    def test_form_page_and_api_are_those_of_any_record(self, paris, hit, monkeypatch):
        monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
        desk = Client()
        dino = people.officer("dino", Role.DESK_OFFICER, place=people.unit("ITA"))
        desk.force_login(dino)
        form = reverse("records:dispute", args=["travel-documents", hit.record])
        assert form in desk.get(reverse("queries:hit", args=[hit.pk])).content.decode()
        assert "12AB34567" in desk.get(form).content.decode()

        response = desk.post(form, {"seen": "1", "evidence": "It is in my hand."})

        row = Dispute.objects.get()
        assert response.headers["Location"] == reverse("records:dispute-page", args=[row.id])
        assert "12AB34567" in desk.get(response.headers["Location"]).content.decode()
        token, _id = people.token(person=dino)
        called = Client().post(
            f"/api/v1/records/travel-documents/{hit.record}/dispute",
            {"version": 1, "evidence": "Again."},
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert (called.status_code, called.json()["code"]) == (409, "already-disputed"), called.json()


class TestAFind:
    @pytest.fixture
    def paris(self, directory: None) -> Far:
        records.create(Vehicle, Vehicle.example, by=AMINA)
        hit = hit_by(BRUNO, subject=CAR)
        hosted("ITA")
        moved_away(hit, {"vin": Vehicle.example["vin"]})
        return far("FRA")

    def test_leaves_with_its_facts_and_the_answer_comes_home(self, paris):
        hit = Hit.objects.get()
        finding.report_found(Vehicle, hit.record, REPORT, seen=1, by=BRUNO)

        ((parcel, _kind, letter),) = left_for(paris)
        assert paris.opens(parcel).header.schema == 2
        assert json.loads(letter.body)["found"] == Find.objects.get().body
        car = Vehicle(id=hit.record)
        assert word(paris, car, "found-accepted", to="ITA") == ""
        assert Find.objects.get().state == FindState.ACCEPTED

    def test_a_record_that_was_found_meanwhile_overtakes_it_until_its_owner_accepts(self, paris):
        hit = Hit.objects.get()
        finding.report_found(Vehicle, hit.record, REPORT, seen=1, by=BRUNO)
        body = {"database": "vehicles", "what": "found", "at": timezone.now().isoformat()}
        assert says(far("CEN"), "ITA", FOUND_CHANGED, body | {"hits": [str(hit.pk)]}) == ""
        assert Find.objects.get().state == FindState.OVERTAKEN
        assert word(paris, Vehicle(id=hit.record), "found-accepted", to="ITA") == ""
        assert Find.objects.get().state == FindState.ACCEPTED


def test_at_the_centre_it_stands_as_any_other_and_the_answer_leaves(record: TravelDocument) -> None:
    """The owner is a guest of the centre's node; whoever disputes has one of its own."""
    hosted("FRA", "CEN")
    rome = far("ITA")
    assert word(rome, record, "disputed", "The bearer shows the police report.") == ""
    record.refresh_from_db()
    assert record.status == Status.DISPUTED
    disputing.answer_dispute(Dispute.objects.get().id, upheld=False, answer="It is another one.", by=AMINA)
    assert [json.loads(letter.body)["what"] for _row, _kind, letter in left_for(rome)] == ["dispute-stands"]
