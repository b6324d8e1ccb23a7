"""An owner that does not answer a dispute in time is told so, and so is whoever disputes."""

import pytest

from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.queries.models import Confirmation
from comity.records import actions
from comity.records.life import disputing
from comity.records.life.disputes import Dispute
from comity.records.rules import Status
from comity.records.tasks import settle
from tests.actors import AMINA
from tests.rooms.queries.disputed import dispute, expired, said, status

pytestmark = pytest.mark.usefixtures("directory")


def test_both_sides_are_told_once_when_the_time_to_answer_is_over(asked: Confirmation) -> None:
    row = dispute()
    settle(timestamp=0)
    assert said() == [("ITA", "FRA", "disputed")], "not a moment before"

    expired(row)
    settle(timestamp=0)
    settle(timestamp=0)

    assert said()[1:] == [("FRA", "FRA", "dispute-overdue"), ("FRA", "ITA", "dispute-unanswered")]
    assert status() is Status.DISPUTED
    act = ActRow.objects.get(verb="records.lapse_disputes")
    assert (act.bureau, act.function, act.count, act.recipients) == ("FRA", "clock", 1, ["ITA"])
    disputing.answer_dispute(row.id, upheld=False, answer="late, but so it is", by=AMINA)
    assert said()[-1] == ("FRA", "ITA", "dispute-stands")


def test_what_was_answered_in_time_or_has_ended_is_not_late(asked: Confirmation) -> None:
    row = dispute()
    disputing.answer_dispute(row.id, upheld=False, answer="no", by=AMINA)
    expired(row)
    other = dispute()
    actions.withdraw(TravelDocument, asked.record, reason="it was wrong", seen=4, by=AMINA)
    expired(other)

    settle(timestamp=0)

    assert not {what for _from, _to, what in said()} & {"dispute-overdue", "dispute-unanswered"}


def test_nobody_but_the_owner_is_told_of_the_clocks_own_dispute(record: TravelDocument) -> None:
    disputing.doubt(record, reason="unanswered", by=AMINA)
    expired(Dispute.visible_to(AMINA).get())
    settle(timestamp=0)
    assert said() == [("FRA", "FRA", "dispute-overdue")]
