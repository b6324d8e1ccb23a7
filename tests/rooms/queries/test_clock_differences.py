"""A query is answered, and entered in the journal, whatever the difference of web host and database."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.access.roles import Role
from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.queries import actions
from comity.queries.actions.answering import Word
from comity.queries.conversation import State
from comity.queries.lookup import MAX_ELAPSED_US
from comity.queries.models import Hit
from comity.queries.rules import Outcome
from comity.records import actions as records
from tests import people
from tests.actors import AMINA, BRUNO
from tests.rooms.queries import conversations
from tests.rooms.queries.test_ask import DOCUMENT, outcomes, put
from tests.rooms.queries.test_door import asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]


@pytest.mark.parametrize(
    ("difference", "elapsed_us"),
    [
        (-timedelta(hours=1), MAX_ELAPSED_US),
        (-timedelta(days=1), MAX_ELAPSED_US),
        (timedelta(hours=1), 0),
        (timedelta(days=1), 0),
        (timedelta(days=365), 0),
    ],
)
def test_a_query_is_answered_and_its_elapsed_time_is_bounded(
    monkeypatch: pytest.MonkeyPatch, difference: timedelta, elapsed_us: int
) -> None:
    record = records.create(TravelDocument, TravelDocument.example, by=AMINA)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + difference)

    answer = put(DOCUMENT)

    assert outcomes(answer)["travel-documents"] is Outcome.HIT
    assert Hit.objects.get().record == record.id
    act = ActRow.objects.get(verb="queries.ask")
    assert (act.id, act.count, act.elapsed_us) == (answer.act, 1, elapsed_us)
    assert abs(act.at - real() - difference) < timedelta(minutes=10)


@pytest.mark.parametrize("difference", [-timedelta(days=365), timedelta(days=3 * 365)])
def test_a_query_in_a_month_that_the_journal_lacks_is_refused_and_the_log_names_the_clock(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, difference: timedelta
) -> None:
    real = timezone.now
    gina = people.officer("gina", Role.BORDER_GUARD)
    token = people.token(person=gina, expires_at=real() + timedelta(days=4 * 365))[0]
    monkeypatch.setattr(timezone, "now", lambda: real() + difference)

    with caplog.at_level(logging.ERROR, "comity"):
        status, problem = asked(token)

    assert (status, problem["code"]) == (500, "fault")
    month = (real() + difference).strftime("%Y-%m")
    assert f"no month for {month}: the clock of the web host is wrong" in caplog.messages[-1]


@pytest.mark.parametrize("difference", [-timedelta(days=1), -timedelta(hours=1), timedelta(days=1)])
def test_a_confirmation_asked_by_a_wrong_clock_is_answered_when_the_clock_is_right_again(
    monkeypatch: pytest.MonkeyPatch, difference: timedelta
) -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + difference)
    asked = actions.ask_confirmation(conversations.hit_by(), conversations.YES, by=BRUNO)
    assert asked is not None

    assert asked.due_at - asked.asked_at == timedelta(hours=1)

    monkeypatch.setattr(timezone, "now", real)
    actions.lapse_due(real())
    conversations.say(asked, Word.CONFIRMED)

    assert conversations.state(asked) is State.CONFIRMED
