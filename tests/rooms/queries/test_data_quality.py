"""How a bureau answers, and the page and operation of its data quality: for its head, of its own alone."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from comity.access import middleware
from comity.access.roles import Role
from comity.databases.travel_documents import TravelDocument
from comity.queries.actions.answering import Word
from comity.queries.conversation import State
from comity.queries.data_quality import Answering, answering_of
from comity.queries.models import Confirmation
from comity.records import actions as records
from tests import people
from tests.actors import AMINA, BRUNO
from tests.rooms.queries.conversations import owners, say

pytestmark = pytest.mark.django_db
CODE = TravelDocument.code


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.mark.usefixtures("directory")
class TestAnswering:
    def test_a_question_waits_with_its_age_until_it_is_answered(self, asked: Confirmation):
        now = owners(asked).asked_at + timedelta(minutes=20)
        told = answering_of(AMINA, now)[CODE]
        assert told == Answering(waiting=1, oldest=timedelta(minutes=20))
        assert told.share is None

        say(asked, Word.CONFIRMED)
        told = answering_of(AMINA, timezone.now())[CODE]
        assert told == Answering(asked=1, in_time=1)
        assert told.share == 1.0

    def test_what_ran_out_is_due_and_was_not_in_time(self, asked: Confirmation):
        told = answering_of(AMINA, asked.due_at)[CODE]
        assert (told.waiting, told.asked, told.in_time, told.share) == (1, 1, 0, 0.0)
        before = answering_of(AMINA, asked.due_at - timedelta(seconds=1))[CODE]
        assert (before.asked, before.share) == (0, None)

    def test_the_bureau_that_asked_has_none_of_it(self, asked: Confirmation):
        assert answering_of(BRUNO, asked.due_at) == {}

    def test_what_was_taken_back_is_no_question(self, asked: Confirmation):
        Confirmation.objects.filter(thread=asked.thread).update(state=int(State.TAKEN_BACK))
        assert answering_of(AMINA, timezone.now()) == {}

    def test_questions_of_long_ago_are_not_counted(self, asked: Confirmation):
        say(asked, Word.CONFIRMED)
        assert answering_of(AMINA, timezone.now() + timedelta(days=91))[CODE].asked == 0


@pytest.fixture
def head():
    return people.officer("henri", Role.BUREAU_HEAD)


def page_of(person, monkeypatch, path="/quality/"):
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    client = Client()
    client.force_login(person)
    return client.get(path)


def recorded(code, **more):
    by = people.acting(f"desk{code.lower()}", Role.DESK_OFFICER, code=code)
    return records.create(TravelDocument, {**TravelDocument.example, "issuer": code, **more}, by=by)


def test_the_head_reads_figures_that_lead_to_what_they_count(head, monkeypatch):
    recorded("FRA")
    recorded("ITA", number="YA1234567")
    answer = page_of(head, monkeypatch)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert '<a href="/records/travel-documents/">1</a>' in text
    assert 'href="/records/travel-documents/?missing=issued_on">1</a>' in text
    assert "vehicles" not in text


def test_nobody_but_a_head_reads_them(monkeypatch):
    desk = people.officer("amina", Role.DESK_OFFICER)
    assert page_of(desk, monkeypatch).status_code == 403


def test_a_bureau_without_records_is_told_so(head, monkeypatch):
    assert "has recorded nothing yet" in page_of(head, monkeypatch).content.decode()


def test_programs_of_a_head_read_the_same(head):
    recorded("FRA")
    text, _id = people.token(person=head)
    answer = Client().get("/api/v1/quality", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 200
    (told,) = answer.json()
    assert (told["database"], told["records"], told["disputed"]) == ("travel-documents", 1, 0)
    assert {"field": "issued_on", "count": 1, "share": 1.0} in told["missing"]
    assert told["entry"]["counted"] == 1
    assert told["answering"] == {"waiting": 0, "oldest_s": None, "due": 0, "in_time": 0, "unanswered": 0}

    desk, _id = people.token(person=people.officer("bea", Role.DESK_OFFICER))
    refused = Client().get("/api/v1/quality", headers={"Authorization": f"Bearer {desk}"})
    assert refused.status_code == 403
