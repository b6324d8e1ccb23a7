"""A dispute or a report that the owner's own node refuses: whoever said it learns it at once, and nobody waits."""

import pytest
from django.test import Client
from django.urls import reverse

from comity.access import middleware
from comity.access.roles import Role
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.kit.ids import new_id
from comity.messages.courier import opening
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.receipts import Receipt
from comity.messages.courier.rules import Level, ParcelKind
from comity.messages.models import Message
from comity.queries.changed_by_others import About, changes
from comity.queries.models import Hit
from comity.queries.record_word import RECORD_WORD
from comity.queries.word_returned import WORD_RETURNED
from comity.records import actions as records
from comity.records.life import disputing, finding
from comity.records.life.disputes import Dispute, DisputeState
from comity.records.life.disputes_api import shown
from comity.records.life.finds import Find, FindState
from comity.records.life.happened import Turn
from comity.records.life.happenings import Happening
from comity.records.life.matters import list_matters
from comity.records.life.returned import what_next
from comity.records.rules import Status
from tests import people
from tests.actors import AMINA, BRUNO
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.queries.abroad import far, hosted, left_for, says, signs
from tests.rooms.queries.conversations import hit_by
from tests.rooms.queries.test_words_abroad import CAR, REPORT, told, word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
ENDS_IT = ["unknown-record", "kind-stays", "what-is-this"]


@pytest.fixture
def paris(record: TravelDocument, hit: Hit) -> Far:
    """FRA's own node; the centre's hosts ITA, which has disputed FRA's passport."""
    told(hit)
    hosted("ITA", "DEU", "CEN")
    TravelDocument.objects.update(home="FRA")
    disputing.dispute(TravelDocument, record.id, evidence="It is in my hand.", seen=1, by=BRUNO)
    return far("FRA")


def refuse(paris: Far, code: str, *, to: str = "ITA") -> None:
    """The receipt of the owner's node for what was said arrives."""
    (parcel,) = [row for row, kind, _letter in left_for(paris) if kind == RECORD_WORD]
    signs(paris, parcel, Level.REFUSED, to=to, code=code)


class TestADispute:
    @pytest.mark.parametrize("code", ENDS_IT)
    def test_that_is_refused_ends_at_once_and_its_desk_reads_what_to_do(self, paris, record, code):
        refuse(paris, code)

        row, record = Dispute.objects.get(), TravelDocument.objects.get()
        assert (row.state, row.returned, record.status) == (DisputeState.RETURNED, code, Status.ACTIVE)
        assert Happening.of(record)[0].happened is Turn.STANDS, "whoever found it is told"
        message = Message.objects.get(kind=WORD_RETURNED)
        assert (message.sender, message.content["code"], message.content["row"]) == ("", code, str(row.id))
        assert [each.bureau for each in message.deliveries.all()] == ["ITA"]
        assert message.pk in changes(BRUNO, About.FOUND).values_list("message", flat=True)
        (mine,) = list_matters(by=BRUNO).ours
        assert mine.row.state_label == "Came back: the owner does not have it"

    def test_a_repeated_receipt_tells_nobody_twice(self, paris):
        refuse(paris, "wrong-state")
        refuse(paris, "unknown-record")
        assert Message.objects.filter(kind=WORD_RETURNED).count() == 1
        assert Dispute.objects.get().returned == "wrong-state"

    def test_it_can_be_said_again(self, paris, record):
        refuse(paris, "too-many-open")
        record.refresh_from_db()
        disputing.dispute(TravelDocument, record.id, evidence="Still.", seen=record.version, by=BRUNO)
        assert [row.is_open for row in Dispute.objects.order_by("id")] == [False, True]

    def test_where_an_earlier_one_waits_there_it_waits_too_and_the_answer_closes_it(self, paris, record):
        refuse(paris, "already-disputed")

        row = Dispute.objects.get()
        record.refresh_from_db()
        assert (row.is_open, row.returned, record.status) == (True, "already-disputed", Status.DISPUTED)
        assert Message.objects.filter(kind=WORD_RETURNED).exists()
        assert word(paris, record, "dispute-stands", "It is another one.", to="ITA") == ""
        assert Dispute.objects.get().state == DisputeState.STANDS

    def test_while_another_bureau_s_is_open_the_record_stays_disputed(self, paris, record):
        row = Dispute.objects.get()
        Dispute.objects.create(
            database=row.database, record=row.record, owner="FRA", bureau="DEU", seen=b"", at=row.at, due_at=row.due_at
        )  # fmt: skip
        refuse(paris, "unknown-record")
        record.refresh_from_db()
        assert record.status == Status.DISPUTED

    def test_another_bureau_s_receipt_refuses_nothing_of_it(self, paris):
        madrid, before = far("ESP"), Message.objects.count()
        (parcel, _kind, _letter) = left_for(paris)[0]
        theirs = Receipt(paris.opens(parcel).digest, Level.REFUSED, 1, "unknown-record")
        madrid.hands_over(madrid.signs("ITA", theirs), kind=ParcelKind.RECEIPTS)
        opening.open_parcels(DIRECTORY, DIRECTORY, by=NODE)
        assert Dispute.objects.get().is_open
        assert Message.objects.count() == before

    def test_what_the_owner_has_answered_stays_answered(self, paris, record):
        assert word(paris, record, "dispute-upheld", "You are right.", to="ITA") == ""
        refuse(paris, "wrong-state")
        assert Dispute.objects.get().state == DisputeState.UPHELD
        assert not Message.objects.filter(kind=WORD_RETURNED).exists()

    def test_its_page_the_message_and_the_api_say_what_to_do_next(self, paris, monkeypatch):
        refuse(paris, "wrong-state")
        monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
        desk, row = Client(), Dispute.objects.get()
        desk.force_login(people.officer("dino", Role.DESK_OFFICER, place=people.unit("ITA")))
        addresses = [
            reverse("records:dispute-page", args=[row.id]),
            reverse("messages:page", args=[Message.objects.get(kind=WORD_RETURNED).id]),
        ]
        for each in addresses:
            page = desk.get(each).content.decode()
            assert "The owner’s node did not take your dispute." in page
            assert str(what_next("wrong-state")) in page
        told = shown(row)
        assert (told["state"], told["next"]) == ("returned", str(what_next("wrong-state")))

    def test_no_other_node_may_say_that_something_came_back(self, paris):
        body = {
            "database": "travel-documents",
            "record": str(new_id()),
            "what": "disputed",
            "row": str(Dispute.objects.get().id),
            "code": "wrong-state",
        }
        assert says(paris, "ITA", WORD_RETURNED, body) == "kind-stays"
        assert Dispute.objects.get().is_open


def test_a_refused_answer_of_an_owner_moves_nothing(record: TravelDocument, hit: Hit) -> None:
    """At the owner's own node: its dispute is answered, whatever the other side makes of that."""
    hosted("FRA")
    rome = far("ITA")
    assert word(rome, record, "disputed", "x") == ""
    disputing.answer_dispute(Dispute.objects.get().id, upheld=False, answer="No.", by=AMINA)
    refuse(rome, "already-answered", to="FRA")
    assert Dispute.objects.get().state == DisputeState.STANDS
    assert not Message.objects.filter(kind=WORD_RETURNED).exists()


@pytest.mark.parametrize("code", ["unknown-record", "already-reported"])
def test_a_report_comes_back_in_the_same_way(directory: None, code: str) -> None:
    car = records.create(Vehicle, Vehicle.example, by=AMINA)
    told(hit_by(BRUNO, subject=CAR))
    hosted("ITA", "CEN")
    Vehicle.objects.update(home="FRA")
    paris = far("FRA")
    finding.report_found(Vehicle, car.id, REPORT, seen=1, by=BRUNO)

    refuse(paris, code)

    row = Find.objects.get()
    assert (row.is_open, row.returned) == (code == "already-reported", code)
    assert row.is_open or row.state == FindState.RETURNED
    assert Message.objects.get(kind=WORD_RETURNED).content["what"] == "found-reported"
