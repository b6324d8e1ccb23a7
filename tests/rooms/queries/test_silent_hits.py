"""A silent hit, and one of a protected person, change nothing that the owner can reach. Source: practice 2."""

from typing import Any

import msgspec
import pytest
from django.test import Client

from comity.access import middleware
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.queries import actions
from comity.queries.actions.confirming import Question
from comity.queries.asked import read_asked
from comity.queries.judging import Judged
from comity.queries.models import Hit
from comity.queries.telling import Telling
from comity.records import actions as records
from tests import people
from tests.rooms.queries.reach import everything


@pytest.fixture
def owner(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Client, Any]:
    """Whoever sees most at the owner's: desk officer, head and security officer in one."""
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    people.bureau("CEN", BureauKind.CENTRE)
    person = people.officer("amina", Role.DESK_OFFICER, Role.BUREAU_HEAD, Role.SECURITY_OFFICER)
    client = Client()
    client.force_login(person)
    records.create(TravelDocument, TravelDocument.example, by=people.actor(person))
    return client, people.actor(person)


def find(guard: Any, *, silent: bool) -> Hit:
    """A question of the guard that finds the passport; the hit it made."""
    subject = {"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}
    body = {"purpose": "border-control", "subjects": [subject], "silent": silent}
    answer = actions.ask(read_asked(msgspec.json.encode(body)), by=lambda fresh: guard)
    return Hit.objects.get(act=answer.act)


def test_what_is_silent_or_kept_to_the_own_bureau_changes_nothing_for_the_owner(
    owner: tuple[Client, Any],
) -> None:
    guard = people.acting("gina", Role.BORDER_GUARD, code="ITA")
    before = everything(*owner)
    assert len(before) > 15, "the walk found the pages"

    silent = find(guard, silent=True)
    actions.ask_confirmation(silent, Question(telling=Telling.YES, text="It is here."), by=guard)
    for said in (Telling.NO, Telling.BUREAU_DECIDES):
        kept = Question(telling=said, reason="asks for asylum")
        actions.ask_confirmation(find(guard, silent=False), kept, by=guard)
    for hit in Hit.objects.all():
        actions.judge(hit, Judged.NOT_THE_SAME, version=1, by=guard)

    assert Hit.objects.count() == 3
    assert everything(*owner) == before


def test_the_walk_would_notice(owner: tuple[Client, Any]) -> None:
    guard = people.acting("gina", Role.BORDER_GUARD, code="ITA")
    before = everything(*owner)

    actions.ask_confirmation(find(guard, silent=False), Question(telling=Telling.YES), by=guard)

    after = everything(*owner)
    assert after["rows"] != before["rows"]
    assert after["/"] != before["/"]
    assert after["/api/v1/confirmations"] != before["/api/v1/confirmations"]
