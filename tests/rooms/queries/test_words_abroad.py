"""What is said of a record between its owner's own node and the centre where it is shared: disputes, finds, answers."""

import json
from typing import Any

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.kit.ids import new_id
from comity.messages.contributing.tables import Contribution
from comity.messages.models import Message
from comity.queries import actions
from comity.queries.actions import wording
from comity.queries.actions.confirming import Question
from comity.queries.models import Hit
from comity.queries.record_word import RECORD_WORD
from comity.queries.telling import Telling
from comity.records import actions as records
from comity.records.life import disputing, finding
from comity.records.life.disputes import Dispute, DisputeState
from comity.records.life.finds import Find, FindState
from comity.records.life.lapsing import lapse_disputes
from comity.records.rules import ALL_BUT, Status
from tests.actors import AMINA, BRUNO, AnyActor
from tests.rooms.messages.courier.far import Far
from tests.rooms.queries.abroad import far, hosted, left_for, says
from tests.rooms.queries.conversations import hit_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
REPORT = {"where": "Bari, harbour", "found_on": "2026-05-04", "condition": "damaged", "keys": "no"}
CAR = {"vehicle": {"vin": Vehicle.example["vin"]}}


def word(sender: Far, of: Any, what: str, text: str = "", *, to: str = "FRA", **more: Any) -> str:
    body = {"database": of.slug, "record": str(of.id), "what": what, "text": text}
    body |= {name: more.pop(name) for name in ("database", "record", "found") if name in more}
    about = more.pop("about", f"record:{body['database']}:{body['record']}")
    version = more.pop("version", 2 if "found" in body else 1)
    return says(sender, to, RECORD_WORD, body, about=about, version=version, **more)


class TestAtTheOwnersNode:
    """FRA's own node, which shares a passport at the centre; ITA found it there."""

    @pytest.fixture
    def rome(self, record: TravelDocument) -> Far:
        hosted("FRA", "DEU")
        share(record)
        return far("ITA")

    def test_a_dispute_stands_as_any_other_and_the_record_answers_as_disputed(self, rome, record):
        assert word(rome, record, "disputed", "The bearer shows the police report.") == ""

        row = Dispute.objects.get()
        record.refresh_from_db()
        assert (row.owner, row.bureau, row.function, row.is_open) == ("FRA", "ITA", "duty desk", True)
        assert (row.evidence, record.status) == ("The bearer shows the police report.", Status.DISPUTED)
        assert row.due_at > timezone.now()

    def test_the_answer_at_home_leaves_for_who_disputed(self, rome, record):
        word(rome, record, "disputed", "The bearer shows the police report.")
        disputing.answer_dispute(
            Dispute.objects.get().id, upheld=False, answer="It is another one.", by=AMINA
        )

        ((_parcel, kind, letter),) = left_for(rome)
        body = json.loads(letter.body)
        assert (kind, body["what"], body["text"]) == (RECORD_WORD, "dispute-stands", "It is another one.")
        record.refresh_from_db()
        assert record.status == Status.ACTIVE

    def test_a_second_one_waits_for_the_first(self, rome, record):
        assert word(rome, record, "disputed", "One.") == ""
        assert word(rome, record, "disputed", "Two.") == "already-disputed"
        assert Dispute.objects.count() == Message.objects.count() == 1

    def test_a_repeat_stands_once(self, rome, record):
        same, at = new_id(), timezone.now()
        for _time in range(2):
            letter = {"message": same, "thread": same, "created_at": at}
            assert word(rome, record, "disputed", "One.", **letter) == ""
        assert Dispute.objects.count() == 1

    def test_what_the_sender_may_not_see_is_not_there(self, rome, record):
        assert word(rome, record, "disputed", "x", record=str(new_id())) == "unknown-record"
        assert word(rome, record, "disputed", "x", database="unheard-of") == "unknown-record"
        assert word(rome, record, "disputed", "x", to="DEU") == "unknown-record"
        TravelDocument.objects.filter(pk=record.pk).update(restriction=[ALL_BUT, "ITA"])
        epoch.bump()
        assert word(rome, record, "disputed", "x") == "unknown-record"
        TravelDocument.objects.filter(pk=record.pk).update(restriction=None, status=int(Status.WITHDRAWN))
        assert word(rome, record, "disputed", "x") == "unknown-record"

        assert not Dispute.objects.exists()
        assert not Message.objects.exists()

    @pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.PRE_MODERATED, Standing.MANDATE_ENDED])
    def test_who_may_send_no_words_disputes_nothing_from_afar_either(self, rome, record, standing):
        Bureau.objects.filter(pk="ITA").update(standing=int(standing))
        assert word(rome, record, "disputed", "x") == "standing"
        assert not Dispute.objects.exists()

    def test_what_is_not_in_form_is_refused(self, rome, record):
        assert word(rome, record, "disputed", "   ") == "body-form"
        assert word(rome, record, "disputed", "x", thread=new_id()) == "body-form"
        assert word(rome, record, "disputed", "x", about="") == "body-form"
        assert word(rome, record, "disputed", "x", found={}) == "body-form"
        assert word(rome, record, "found-reported") == "body-form"
        assert not Message.objects.exists()

    def test_so_many_and_no_more(self, rome, record, monkeypatch):
        monkeypatch.setattr(wording, "MOST_WAITING", 0)
        assert word(rome, record, "disputed", "x") == "too-many-open"

    @pytest.mark.parametrize("what", ["blocked", "unblocked"])
    def test_the_centre_alone_says_that_it_blocked(self, rome, record, what):
        assert word(rome, record, what) == "unknown-record"
        centre = far("CEN")
        assert word(centre, record, what, to="DEU") == "unknown-record"
        assert word(centre, record, what, record=str(new_id())) == "unknown-record"
        assert word(centre, record, what, "By decision 3.") == ""
        assert Message.objects.get().content["what"] == what

    @pytest.mark.parametrize(
        "what",
        [
            "dispute-upheld",
            "dispute-stands",
            "dispute-unanswered",
            "dispute-overdue",
            "found-accepted",
            "found-rejected",
            "found-unanswered",
            "found-overdue",
        ],
    )
    def test_nobody_answers_what_was_not_said(self, rome, record, what):
        assert word(rome, record, what, "x") == "unknown-record"
        assert word(far("CEN"), record, what, "x") == "unknown-record"
        assert not Message.objects.exists()


class TestAReport:
    @pytest.fixture
    def car(self, directory: None) -> Vehicle:
        return records.create(Vehicle, Vehicle.example, by=AMINA)

    def report(self, car: Vehicle) -> dict[str, Any]:
        return finding.clean(Vehicle, REPORT, today=timezone.now().date())

    def test_it_stands_with_its_facts_and_the_acceptance_leaves(self, car):
        hosted("FRA")
        share(car)
        rome = far("ITA")
        assert word(rome, car, "found-reported", found=self.report(car)) == ""

        row = Find.objects.get()
        assert (row.owner, row.bureau, row.body, row.is_open) == ("FRA", "ITA", self.report(car), True)
        assert word(rome, car, "found-reported", found=self.report(car)) == "already-reported"
        finding.answer_found(row.id, accept=True, answer="", by=AMINA)
        assert json.loads(left_for(rome)[0][2].body)["what"] == "found-accepted"

    @pytest.mark.parametrize(
        "change", [{"unheard": 1}, {"found_on": "2199-01-01"}, {"found_on": "yesterday"}]
    )
    def test_it_is_read_as_the_form_would(self, car, change):
        hosted("FRA")
        share(car)
        assert word(far("ITA"), car, "found-reported", found=self.report(car) | change) == "body-form"
        assert not Find.objects.exists()

    def test_at_the_centre_it_leaves_with_its_facts_and_the_answer_closes_it(self, car):
        hit = hit_by(BRUNO, subject=CAR)
        told(hit)
        hosted("ITA", "CEN")
        Vehicle.objects.update(home="FRA")
        paris = far("FRA")
        finding.report_found(Vehicle, car.id, REPORT, seen=1, by=BRUNO)

        ((parcel, _kind, letter),) = left_for(paris)
        assert paris.opens(parcel).header.schema == 2
        assert json.loads(letter.body)["found"] == self.report(car)
        assert word(far("ESP"), car, "found-rejected", "No.", to="ITA") == "unknown-record"
        assert word(paris, car, "found-rejected", "No.", to="ITA") == ""
        row = Find.objects.get()
        assert (row.state, row.answer, row.answer_function) == (FindState.REJECTED, "No.", "duty desk")
        assert word(paris, car, "found-accepted", to="ITA") == "already-answered"


class TestAtTheCentre:
    """The centre and ITA, which found a passport that FRA shares from its own node."""

    @pytest.fixture
    def paris(self, record: TravelDocument, hit: Hit) -> Far:
        told(hit)
        hosted("ITA", "DEU", "CEN")
        TravelDocument.objects.update(home="FRA")
        disputing.dispute(TravelDocument, record.id, evidence="It is in my hand.", seen=1, by=BRUNO)
        return far("FRA")

    def test_the_dispute_leaves_for_the_owner_s_node(self, paris, record):
        ((_parcel, kind, letter),) = left_for(paris)
        body = json.loads(letter.body)
        assert (kind, body["what"], body["text"]) == (RECORD_WORD, "disputed", "It is in my hand.")

    def test_the_owner_s_answer_frees_the_record_here(self, paris, record):
        assert word(paris, record, "dispute-stands", "It is another one.", to="ITA") == ""

        row = Dispute.objects.get()
        record.refresh_from_db()
        assert (row.state, row.answer) == (DisputeState.STANDS, "It is another one.")
        assert record.status == Status.ACTIVE
        assert word(paris, record, "dispute-upheld", "After all.", to="ITA") == "already-answered"

    def test_nobody_else_answers_it(self, paris, record):
        assert word(far("ESP"), record, "dispute-upheld", "x", to="ITA") == "unknown-record"
        assert word(paris, record, "dispute-upheld", "x", to="DEU") == "unknown-record"
        TravelDocument.objects.update(home="")
        assert (
            word(paris, record, "dispute-upheld", "x", to="ITA") == "unknown-record"
        )  # recorded on this node

        assert Dispute.objects.get().is_open

    def test_while_another_dispute_is_open_it_stays_disputed(self, paris, record):
        Dispute.objects.create(
            database=record.code, record=record.id, owner="FRA", bureau="DEU", seen=b"", at=timezone.now(),
            due_at=timezone.now(),
        )  # fmt: skip
        assert word(paris, record, "dispute-stands", "It is another one.", to="ITA") == ""
        record.refresh_from_db()
        assert record.status == Status.DISPUTED

    def test_the_owner_s_clock_says_nothing_here_for_it_runs_at_home(self, paris, record):
        before = Message.objects.count()
        Dispute.objects.update(due_at=timezone.now())
        assert lapse_disputes(now=timezone.now(), by=AnyActor(bureau="FRA")) == 1
        assert Message.objects.count() == before


def share(record: Any) -> None:
    Contribution.objects.create(
        bureau="FRA",
        database=record.code,
        record=record.id,
        version=record.version,
        message=new_id(),
        at=timezone.now(),
    )


def told(hit: Hit) -> None:
    """Bruno's bureau has said that the owner may be told."""
    assert actions.ask_confirmation(hit, Question(telling=Telling.YES), by=BRUNO) is not None
