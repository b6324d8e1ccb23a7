"""A query is answered, and entered in the journal, whatever the difference of web host and database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.queries.lookup import MAX_ELAPSED_US
from comity.queries.models import Hit
from comity.queries.rules import Outcome
from comity.records import actions as records
from tests.actors import AMINA
from tests.rooms.queries.test_ask import DOCUMENT, outcomes, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]


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
