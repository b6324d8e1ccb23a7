"""A desk's inbox of what others changed: told by messages alone, seen desk by desk, never another bureau's."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comity.access import middleware
from comity.access.roles import Role, UnitKind
from comity.databases.travel_documents import TravelDocument
from comity.messages import actions as messages
from comity.messages.models import Delivery
from comity.messages.rules import Draft
from comity.queries import actions
from comity.queries.actions.answering import Word
from comity.queries.changed_by_others import SHOWN_FOR, About, changes, unseen_count
from comity.queries.models import Confirmation, Hit, SeenChange
from comity.queries.reviews import REVIEW
from comity.records import actions as records
from tests import people
from tests.actors import AMINA, BRUNO, CHEN, without
from tests.rooms.queries.conversations import hit_by, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
POST, OTHER = uuid4(), uuid4()
GUARD = without(replace(BRUNO, unit=POST), "queries.view_bureau_hits", "queries.view_all_hits")


def withdrawn(record: TravelDocument) -> None:
    """The owner takes the record back, and the node tells whoever had found it."""
    records.withdraw(TravelDocument, record.id, reason="a mistake", seen=1, by=AMINA)
    actions.inform_due(timezone.now())


def reviewed(*, to: str = "FRA", decision: str = "sent-back") -> None:
    body = {
        "database": TravelDocument.slug,
        "record": str(uuid4()),
        "version": 2,
        "decision": decision,
        "reason": "Which passport?",
        "language": "en",
    }
    messages.send(Draft(kind=REVIEW, to=(to,), body=body), by=CHEN)


def test_what_became_of_a_found_record_waits_for_the_desk_that_found_it(record: TravelDocument, hit: Hit):
    assert unseen_count(BRUNO) == 0
    withdrawn(record)
    (row,) = changes(BRUNO, About.FOUND)
    assert row.message.content["what"] == "withdrawn"
    assert row.message.content["hits"] == [str(hit.id)]
    assert unseen_count(BRUNO) == 1
    assert not changes(BRUNO, About.ASKED).exists()
    assert not changes(BRUNO, About.OWN).exists()


def test_the_owner_and_others_find_nothing_of_it(record: TravelDocument, hit: Hit):
    withdrawn(record)
    assert not changes(AMINA).exists()
    assert not changes(CHEN).exists()


def test_a_closed_record_says_no_more_than_its_message(record: TravelDocument, hit: Hit):
    document = {**TravelDocument.example, "restriction": "all-but ITA"}
    records.change(TravelDocument, record.id, document, seen=1, reason="closed", by=AMINA)
    records.withdraw(TravelDocument, record.id, reason="a mistake", seen=2, by=AMINA)
    actions.inform_due(timezone.now())
    assert [row.message.content["what"] for row in changes(BRUNO)] == ["gone"]


def test_an_answer_waits_for_whoever_asked(asked: Confirmation):
    say(asked, Word.CONFIRMED)
    (row,) = changes(BRUNO, About.ASKED)
    assert row.message.thread == asked.thread
    assert not changes(AMINA, About.ASKED).exists()


def test_what_the_centre_decided_about_own_records_waits_for_their_owner():
    reviewed()
    assert [row.message.content["decision"] for row in changes(AMINA, About.OWN)] == ["sent-back"]
    assert not changes(BRUNO).exists()


def test_seen_by_one_desk_is_new_to_another(record: TravelDocument, hit: Hit):
    withdrawn(record)
    (row,) = changes(BRUNO)
    assert actions.see_changes([row.pk], by=BRUNO) == 1
    assert (unseen_count(BRUNO), unseen_count(replace(BRUNO, unit=OTHER))) == (0, 1)
    assert list(changes(BRUNO)) == [row]
    assert Delivery.objects.get(pk=row.pk).read_at is not None

    assert actions.see_changes([row.pk], by=BRUNO) == 0
    assert actions.see_changes([row.pk], by=replace(BRUNO, unit=OTHER)) == 1
    assert SeenChange.objects.count() == 2


def test_nobody_says_for_another_bureau_that_it_has_seen(record: TravelDocument, hit: Hit):
    withdrawn(record)
    (row,) = changes(BRUNO)
    assert actions.see_changes([row.pk, uuid4()], by=AMINA) == 0
    assert not SeenChange.objects.exists()
    assert Delivery.objects.get(pk=row.pk).read_at is None


def test_a_unit_sees_what_concerns_the_hits_it_has_in_hand(record: TravelDocument):
    mine, other = hit_by(replace(BRUNO, unit=POST)), hit_by(replace(BRUNO, unit=OTHER))
    Hit.objects.filter(pk=mine.pk).update(desk=POST, unit=None)
    Hit.objects.filter(pk=other.pk).update(desk=OTHER, unit=None)
    withdrawn(record)
    assert changes(BRUNO).count() == 2
    (row,) = changes(GUARD)
    assert row.message.content["hits"] == [str(mine.id)]


def test_a_unit_sees_answers_to_its_own_questions_only(asked: Confirmation):
    say(asked, Word.CONFIRMED)
    reviewed(to="ITA")
    assert not changes(GUARD).exists()
    Hit.objects.filter(pk=asked.hit_id).update(unit=POST)
    assert [row.message.thread for row in changes(GUARD)] == [asked.thread]


def test_a_change_goes_from_the_inbox_after_its_days(record: TravelDocument, hit: Hit):
    withdrawn(record)
    (row,) = changes(BRUNO)
    Delivery.objects.update(delivered_at=timezone.now() - SHOWN_FOR + timedelta(minutes=1))
    assert list(changes(BRUNO)) == [row]
    Delivery.objects.update(delivered_at=timezone.now() - SHOWN_FOR - timedelta(seconds=1))
    assert not changes(BRUNO).exists()


def test_who_may_not_read_messages_has_no_inbox(record: TravelDocument, hit: Hit):
    withdrawn(record)
    assert not changes(without(BRUNO, "messages.read")).exists()


def test_the_page_shows_what_is_new_and_lets_it_go(monkeypatch):
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    person = people.officer("amina", Role.DESK_OFFICER)
    client = Client()
    client.force_login(person)
    address = reverse("queries:changed")
    assert "Nothing new" in client.get(address).content.decode()

    reviewed()
    for place in (address, reverse("queries:home")):
        text = client.get(place).content.decode()
        assert "The centre sent back a record" in text or "The centre looked at a record of yours" in text, (
            place
        )
    assert "Which passport?" in client.get(address).content.decode()
    assert "Nothing new" in client.get(address, {"about": "found"}).content.decode()

    row = Delivery.objects.get()
    done = client.post(reverse("queries:see-changes"), {"seen": [str(row.pk), "x"], "about": "own"})
    assert (done.status_code, done["Location"]) == (302, f"{address}?about=own")
    assert "Nothing new" in client.get(address).content.decode()
    assert "Which passport?" in client.get(address, {"seen": "1"}).content.decode()


def test_a_guard_of_another_post_reads_an_empty_page(monkeypatch):
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    place = people.unit("FRA", "Roissy", kind=UnitKind.BORDER_POST)
    client = Client()
    client.force_login(people.officer("alix", Role.BORDER_GUARD, place=place))
    reviewed()
    assert "Nothing new" in client.get(reverse("queries:changed")).content.decode()
