"""An owner that does not answer the report of a find in time is told so, and so is the finder."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.queries.models import Confirmation
from comity.records import actions
from comity.records.life import finding
from comity.records.life.finds import Find
from comity.records.rules import Status
from comity.records.tasks import settle
from tests.actors import AMINA
from tests.rooms.queries.disputed import said, status
from tests.rooms.queries.test_finds import report

pytestmark = pytest.mark.usefixtures("directory")


def expired(row: Find) -> None:
    """Its time is over since a second."""
    Find.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def test_both_sides_are_told_once_when_the_time_to_answer_is_over(asked: Confirmation) -> None:
    row = report()
    settle(timestamp=0)
    assert said() == [("ITA", "FRA", "found-reported")], "not a moment before"
    before = status()

    expired(row)
    settle(timestamp=0)
    settle(timestamp=0)

    assert said()[1:] == [("FRA", "FRA", "found-overdue"), ("FRA", "ITA", "found-unanswered")]
    assert status() is before
    act = ActRow.objects.get(verb="records.lapse_finds")
    assert (act.bureau, act.function, act.count, act.recipients) == ("FRA", "clock", 1, ["ITA"])
    finding.answer_found(row.id, accept=True, answer="", by=AMINA)
    assert said()[-1] == ("FRA", "ITA", "found-accepted")
    assert status() is Status.RECOVERED


def test_what_was_answered_in_time_or_overtaken_is_not_late(asked: Confirmation) -> None:
    row = report()
    finding.answer_found(row.id, accept=False, answer="another one", by=AMINA)
    expired(row)
    other = report()
    actions.withdraw(TravelDocument, asked.record, reason="it was wrong", seen=1, by=AMINA)
    expired(other)

    settle(timestamp=0)

    assert not {what for _from, _to, what in said()} & {"found-overdue", "found-unanswered"}
