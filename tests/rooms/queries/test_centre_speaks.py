"""What the centre says to a bureau with a node of its own: of records shared there, and of hits had there."""

import json
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comity.access import middleware
from comity.access.models import Officer
from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.travel_documents import TravelDocument
from comity.gate.acts import visible_acts
from comity.journal.models import ActRow
from comity.kit.ids import new_id
from comity.messages.contributing import looking
from comity.messages.contributing.tables import (
    ContributedDatabase,
    Contribution,
    SharingPlace,
)
from comity.messages.contributing.tables import Standing as AtTheCentre
from comity.messages.models import Delivery, Message
from comity.queries import actions
from comity.queries.changed_by_others import About, changes
from comity.queries.ends import ORDERED
from comity.queries.forwarding.copies import MOST_HEARD, Kept
from comity.queries.hit_page import hit_page
from comity.queries.misleading import IDENTIFIERS_WANTED, SHARED_MISLEADS, _ask_owner
from comity.queries.models import Hit
from comity.queries.record_changed import FOUND_CHANGED, RECORD_CHANGED
from comity.queries.reviews import CHECK, REVIEW
from comity.records import actions as records
from comity.records.ending.ordered import Ground, order_deletion
from comity.records.life.happened import Told
from comity.records.rules import DELETION_ORDERED, Status
from tests import people
from tests.actors import AMINA, BRUNO, CHEN
from tests.rooms.messages.courier.far import Far
from tests.rooms.queries.abroad import far, hosted, left_for, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]


@pytest.fixture
def centre(record: TravelDocument) -> Far:
    """FRA keeps a node of its own, which is this one, and shares its passports at the centre, which is not."""
    hosted("FRA", "DEU")
    Contribution.objects.create(
        bureau="FRA",
        database=record.code,
        record=record.id,
        version=record.version,
        state=int(AtTheCentre.THERE),
        message=new_id(),
        at=timezone.now(),
    )
    return far("CEN")


def review(of: TravelDocument, decision: str = "sent-back", **more: Any) -> dict[str, Any]:
    said = {"database": "travel-documents", "record": str(of.id), "version": 1, "decision": decision}
    return said | {"reason": "No ground is named.", "language": "en"} | more


def order(of: TravelDocument, **more: Any) -> dict[str, Any]:
    said = {"database": "travel-documents", "record": str(of.id), "decision": "CDP 2026/14"}
    return said | {"ground": "not-true"} | more


def misleads(of: TravelDocument, **more: Any) -> dict[str, Any]:
    return {"database": "travel-documents", "record": str(of.id), "version": 1, "lowered": True} | more


def tells(sender: Far, kind: str, body: dict[str, Any], *, to: str = "FRA", **letter: Any) -> str:
    about = "" if kind == ORDERED else f"record:{body['database']}:{body['record']}"
    return says(sender, to, kind, body, **{"about": about} | letter)


def due() -> list[TravelDocument]:
    """What of Paris's travel documents would be sent to the centre."""
    chosen = ContributedDatabase(bureau="FRA", database=TravelDocument.code)
    return looking.due("FRA", SharingPlace(bureau="FRA"), [chosen], timezone.now()).put


def reference(record: TravelDocument) -> dict[str, Any]:
    record.refresh_from_db()
    return next(each for each in record.references if "centre" in each["name"])


SAYINGS = [
    (REVIEW, review),
    (CHECK, lambda of, **more: review(of, "sent-back", **more)),
    (ORDERED, order),
    (SHARED_MISLEADS, misleads),
]


class TestOfRecordsSharedThere:
    def test_a_review_stands_in_the_mailbox_among_the_changes_and_beside_the_record(self, centre, record):
        assert tells(centre, REVIEW, review(record)) == ""

        assert [each.message.kind for each in changes(AMINA, About.OWN)] == [REVIEW]
        assert (reference(record)["state"], reference(record)["note"]) == ("refused", "sent-back")

        assert tells(centre, REVIEW, review(record, "released")) == ""
        assert (reference(record)["state"], "note" in reference(record)) == ("recorded", False)

    def test_what_was_sent_back_is_shared_again_once_it_is_changed(self, centre, record):
        tells(centre, REVIEW, review(record))
        assert due() == []

        values = TravelDocument.example | {"number": "12AB34568"}
        records.change(TravelDocument, record.id, values, seen=1, reason="ground named", by=AMINA)

        assert due() == [record]

    def test_what_the_commission_had_deleted_is_not_shared_again(self, centre, record):
        assert tells(centre, ORDERED, order(record)) == ""

        assert (reference(record)["state"], reference(record)["note"]) == ("refused", DELETION_ORDERED)
        assert [each.message.kind for each in changes(AMINA, About.OWN)] == [ORDERED]
        values = TravelDocument.example | {"number": "12AB34568"}
        records.change(TravelDocument, record.id, values, seen=1, reason="another", by=AMINA)
        assert due() == []
        assert TravelDocument.objects.filter(pk=record.id).exists()  # the desk deletes it, not the centre

    def test_the_desk_reads_that_it_is_to_delete_it_and_where_until_it_is_done(
        self, centre, record, monkeypatch
    ):
        tells(centre, ORDERED, order(record))
        message = Message.objects.get(kind=ORDERED)
        read = page(reverse("messages:page", args=[message.pk]), monkeypatch)
        assert "It still stands in your own register: delete it there." in read
        assert reverse("records:page", args=["travel-documents", record.id]) in read
        assert "CDP 2026/14" in read
        own = page(reverse("records:page", args=["travel-documents", record.id]), monkeypatch)
        assert "The commission ordered its deletion: it is gone at the centre" in own

        TravelDocument.objects.filter(pk=record.pk).delete()
        read = page(reverse("messages:page", args=[message.pk]), monkeypatch)
        assert "It is deleted, with every word about it." in read

    def test_better_identifiers_are_asked_for_in_nobody_s_name(self, centre, record):
        assert tells(centre, SHARED_MISLEADS, misleads(record)) == ""

        told = Message.objects.get(kind=IDENTIFIERS_WANTED)
        assert (told.sender, told.content["record"]) == ("", str(record.id))
        assert list(Message.visible_to(AMINA)) == [told]  # what the machines said is in no mailbox

    @pytest.mark.parametrize(("kind", "said"), SAYINGS)
    def test_nobody_but_the_centre_says_so(self, centre, record, kind, said):
        before = Message.objects.count()
        assert tells(far("ESP"), kind, said(record)) == "unknown-record"

        assert Message.objects.count() == before
        assert Contribution.objects.get().code == ""

    @pytest.mark.parametrize(("kind", "said"), SAYINGS)
    def test_unknown_and_another_s_records_are_refused_alike(self, centre, record, kind, said):
        other = records.create(TravelDocument, TravelDocument.example | {"number": "77ZZ77777"}, by=AMINA)
        assert tells(centre, kind, said(other)) == "unknown-record"  # here, and never shared
        assert tells(centre, kind, said(record, record=str(new_id()))) == "unknown-record"
        assert tells(centre, kind, said(record, database="vehicles")) == "unknown-record"
        assert tells(centre, kind, said(record, database="unheard-of")) == "unknown-record"
        assert tells(centre, kind, said(record), to="DEU") == "unknown-record"

        assert not Message.objects.exists()

    @pytest.mark.parametrize(("kind", "said"), SAYINGS)
    def test_it_is_said_alone_about_that_record_and_asks_nothing(self, centre, record, kind, said):
        ahead = int((timezone.now() + timedelta(days=1)).timestamp()) * 1_000_000
        assert tells(centre, kind, said(record), thread=new_id()) == "body-form"
        assert tells(centre, kind, said(record), about=f"record:vehicles:{record.id}") == "body-form"
        assert tells(centre, kind, said(record), answer_by=ahead) == "body-form"

        assert not Message.objects.exists()

    @pytest.mark.parametrize(("kind", "said"), SAYINGS)
    def test_a_centre_that_may_say_nothing_says_nothing(self, centre, record, kind, said):
        Bureau.objects.filter(pk="CEN").update(standing=int(Standing.SUSPENDED))

        assert tells(centre, kind, said(record)) == "standing"

    def test_a_repeat_tells_nobody_twice(self, centre, record):
        same, at = new_id(), timezone.now()
        for _time in range(2):
            letter = {"message": same, "thread": same, "created_at": at}
            assert tells(centre, SHARED_MISLEADS, misleads(record), **letter) == ""

        assert Message.objects.filter(kind=IDENTIFIERS_WANTED).count() == 1


class TestOfHitsHadThere:
    @pytest.fixture
    def rome(self, hit: Hit) -> Far:
        """ITA keeps a node of its own, which is this one; its hit is of a record at the centre, which is not."""
        hosted("ITA", "DEU")
        kept = Kept(
            1, int(Status.ACTIVE), timezone.now(), "12AB34567", {"number": "12AB34567", "issuer": "FRA"}
        )
        Hit.objects.filter(pk=hit.pk).update(kept_at="CEN", told=_builtins(kept))
        TravelDocument.objects.all().delete()
        hit.refresh_from_db()
        return far("CEN")

    def tells(self, sender: Far, hit: Hit, what: str = "withdrawn", **more: Any) -> str:
        at = more.pop("at", timezone.now())
        body = {"database": "travel-documents", "what": what, "at": at.isoformat(), "hits": [str(hit.pk)]}
        letter = {name: more.pop(name) for name in ("to", "message", "thread", "about") if name in more}
        return says(sender, letter.pop("to", "ITA"), FOUND_CHANGED, body | more, **letter)

    def test_the_page_of_the_hit_says_it_and_the_desk_is_told_in_nobody_s_name(self, rome, hit):
        assert self.tells(rome, hit) == ""

        hit.refresh_from_db()
        page = hit_page(hit, BRUNO)
        assert [each.told for each in page.news] == [Told.WITHDRAWN]
        assert page.record is None  # nothing may rest on it: the copy is gone
        told = Message.objects.get(kind=RECORD_CHANGED)
        assert (told.sender, told.content["hits"]) == ("", [str(hit.pk)])
        assert [each.message for each in changes(BRUNO, About.FOUND)] == [told]
        assert list(Message.visible_to(BRUNO)) == [told]

    @pytest.mark.parametrize(
        ("what", "status"),
        [("found", Status.RECOVERED), ("disputed", Status.DISPUTED), ("stands", Status.ACTIVE)],
    )
    def test_of_one_that_goes_on_the_copy_says_how_it_stands(self, rome, hit, what, status):
        assert self.tells(rome, hit, what) == ""

        hit.refresh_from_db()
        page = hit_page(hit, BRUNO)
        assert page.record is not None
        assert (page.record.status, page.record.number) == (status, "12AB34567")

    @pytest.mark.parametrize("what", ["corrected", "blocked", "gone", "entered-in-error"])
    def test_of_one_on_which_nothing_may_rest_the_copy_goes(self, rome, hit, what):
        assert self.tells(rome, hit, what) == ""

        hit.refresh_from_db()
        assert "12AB34567" not in json.dumps(hit.told)
        assert hit_page(hit, BRUNO).record is None

    def test_the_desk_that_has_the_hit_in_hand_is_told(self, rome, hit):
        desk = new_id()
        Hit.objects.filter(pk=hit.pk).update(desk=desk)
        self.tells(rome, hit)

        assert Message.objects.get(kind=RECORD_CHANGED).content["desk"] == str(desk)

    def test_nobody_but_the_centre_where_it_was_found_says_so(self, rome, hit):
        assert self.tells(far("ESP"), hit) == "not-found"
        Hit.objects.filter(pk=hit.pk).update(kept_at="")
        assert self.tells(rome, hit) == "not-found"  # of a record that is here
        Hit.objects.filter(pk=hit.pk).update(kept_at="ESP")
        assert self.tells(rome, hit) == "not-found"

        assert not Message.objects.exists()

    def test_hits_that_are_not_there_and_another_bureau_s_are_refused_alike(self, rome, hit):
        assert self.tells(rome, hit, hits=[str(new_id())]) == "not-found"
        assert self.tells(rome, hit, to="DEU") == "not-found"
        assert self.tells(rome, hit, database="vehicles") == "not-found"
        assert self.tells(rome, hit, database="unheard-of") == "not-found"
        assert self.tells(rome, hit, thread=new_id()) == "body-form"
        assert self.tells(rome, hit, about=f"hit:{hit.pk}") == "body-form"
        assert self.tells(rome, hit, hits=[str(new_id()), str(hit.pk)]) == ""

        assert Message.objects.get(kind=RECORD_CHANGED).content["hits"] == [str(hit.pk)]

    def test_the_same_news_twice_tells_nobody_and_no_centre_fills_a_hit(self, rome, hit):
        at = timezone.now() - timedelta(hours=1)
        for _time in range(2):
            assert self.tells(rome, hit, "disputed", at=at) == ""
        assert Message.objects.filter(kind=RECORD_CHANGED).count() == 1

        heard = [{"what": "stands", "at": at.isoformat()}] * MOST_HEARD
        hit.refresh_from_db()
        Hit.objects.filter(pk=hit.pk).update(told=hit.told | {"heard": heard})
        assert self.tells(rome, hit, "found") == ""
        assert Message.objects.filter(kind=RECORD_CHANGED).count() == 1

    def test_no_moment_lies_ahead(self, rome, hit):
        assert self.tells(rome, hit, at=timezone.now() + timedelta(days=30)) == ""

        hit.refresh_from_db()
        assert datetime.fromisoformat(hit.told["heard"][0]["at"]) <= timezone.now()


class TestAtTheCentre:
    """This node is the centre's and hosts FRA, which owns the record; ITA, which found it, has a node of its own."""

    @pytest.fixture
    def rome(self, hit: Hit) -> Far:
        hosted("FRA", "DEU", "CEN")
        return far("ITA")

    def test_a_finder_with_a_node_of_its_own_is_told_by_the_centre_s_machine(self, rome, record, hit):
        records.withdraw(TravelDocument, record.id, reason="a mistake", seen=1, by=AMINA)
        assert actions.inform_due(timezone.now()) == 1

        ((parcel, kind, letter),) = left_for(rome)
        assert (rome.opens(parcel).header.sender, kind) == ("CEN", FOUND_CHANGED)
        body = json.loads(letter.body)
        assert (body["what"], body["hits"]) == ("withdrawn", [str(hit.pk)])
        assert str(record.id) not in letter.body + letter.about

    def test_neither_the_owner_nor_the_centre_learns_that_there_was_somebody_to_tell(self, rome, record, hit):
        before = {each.id for each in visible_acts(CHEN)} | {each.id for each in visible_acts(AMINA)}
        records.withdraw(TravelDocument, record.id, reason="a mistake", seen=1, by=AMINA)
        actions.inform_due(timezone.now())

        assert Message.objects.filter(kind=FOUND_CHANGED).exists()
        for reader in (AMINA, CHEN):
            assert not Message.visible_to(reader).exists()
            assert not Delivery.visible_to(reader).exists()
        new = ActRow.objects.exclude(id__in=before)
        assert {each.verb for each in new.filter(bureau__in=("FRA", "CEN"))} == {"records.withdraw"}

    def test_it_is_told_once_and_within_ninety_days(self, rome, record, hit):
        Hit.objects.filter(pk=hit.pk).update(at=timezone.now() - timedelta(days=91))
        records.withdraw(TravelDocument, record.id, reason="a mistake", seen=1, by=AMINA)
        actions.inform_due(timezone.now())
        assert not Message.objects.filter(kind=FOUND_CHANGED).exists()

    def test_an_owner_with_a_node_of_its_own_is_asked_for_better_identifiers_by_the_machine(
        self, rome, record
    ):
        TravelDocument.objects.filter(pk=record.pk).update(owner="ITA", home="ITA")
        record.refresh_from_db()
        _ask_owner(record, lowers=True)

        ((parcel, kind, letter),) = left_for(rome)
        assert (rome.opens(parcel).header.sender, kind) == ("CEN", SHARED_MISLEADS)
        assert json.loads(letter.body)["record"] == str(record.id)
        assert not Message.visible_to(CHEN).exists()

    def test_an_order_of_the_commission_reaches_it_although_the_record_is_gone(self, rome, record):
        TravelDocument.objects.filter(pk=record.pk).update(owner="ITA", home="ITA")
        order_deletion(TravelDocument, record.id, ground=Ground.NOT_TRUE, decision="CDP 2026/14", by=CHEN)

        sent = [(kind, json.loads(letter.body)) for _parcel, kind, letter in left_for(rome)]
        assert (ORDERED, "CDP 2026/14") in [(kind, body.get("decision")) for kind, body in sent]


def page(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A page as a desk officer of FRA reads it."""
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    if not (reader := Officer.objects.filter(sign_in_name="reader@fra").first()):
        reader = people.officer("reader", Role.DESK_OFFICER, place=people.unit("FRA"))
    client = Client()
    client.force_login(reader)
    return " ".join(client.get(address).content.decode().split())


def _builtins(kept: Kept) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(kept)
    return told
