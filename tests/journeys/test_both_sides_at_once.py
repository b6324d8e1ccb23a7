"""Two sides who act on one thing in the same instant: one is quicker, and neither waits for the other for ever."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError, local
from typing import Any

import pytest
from django.db import connection

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.kit.errors import ComityError
from comity.queries import actions as queries
from comity.queries.actions.answering import Reply, Word
from comity.queries.models import ASKER, OWNER, Confirmation
from comity.records import actions as records
from comity.records.life import disputing
from comity.records.life.disputes import Dispute
from comity.tracing import actions as tracing
from comity.tracing.models import ASKED, SEIZER, TraceStep
from tests.actors import AMINA, BRUNO
from tests.rooms.queries.conversations import YES, hit_by
from tests.rooms.tracing.traces import EXPORTED, sent, theirs

pytestmark = pytest.mark.django_db(transaction=True)
# Long enough that the other would come, were it not held back by a lock.
PATIENCE_S = 1.0


@pytest.fixture(autouse=True)
def directory(db: None) -> None:
    for code in ("FRA", "ITA", "DEU"):
        Bureau.objects.create(
            code=code, country=code, kind=BureauKind.MEMBER, names={"en": code}, hosted=True
        )
    Bureau.objects.create(code="CEN", kind=BureauKind.CENTRE, names={"en": "Centre"})


def meeting(monkeypatch: pytest.MonkeyPatch, place: type, name: str) -> None:
    """Whoever holds its own row waits here once for the other, who holds its own too, if it can."""
    both, seen, before = Barrier(2), local(), getattr(place, name)

    def waits(*given: Any, **named: Any) -> Any:
        if not getattr(seen, "been", False):
            seen.been = True
            with contextlib.suppress(BrokenBarrierError):
                both.wait(PATIENCE_S)
        return before(*given, **named)

    monkeypatch.setattr(place, name, waits)


def at_once(*verbs: Callable[[], Any]) -> list[str]:
    """What each came to, on connections of their own: nothing, or the code of its refusal. A deadlock is raised."""

    def run(verb: Callable[[], Any]) -> str:
        try:
            verb()
        except ComityError as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(pool.map(run, verbs))


def asked() -> tuple[Confirmation, Confirmation]:
    """Both copies of a question to the owner of a passport."""
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    row = queries.ask_confirmation(hit_by(), YES, by=BRUNO)
    return row, Confirmation.objects.get(thread=row.thread, side=OWNER)


def test_an_answer_and_taking_the_question_back(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs = asked()
    meeting(monkeypatch, Confirmation, "stand")
    done = at_once(
        lambda: queries.answer(theirs, Reply(word=Word.CONFIRMED), by=AMINA),
        lambda: queries.take_back(mine, by=BRUNO),
    )
    assert done[0] == "", "one of them was quicker"
    assert len(set(Confirmation.objects.values_list("state", flat=True))) == 1, "both copies say the same"


def test_an_answer_to_a_trace_and_taking_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = sent()
    meeting(monkeypatch, TraceStep, "stand")
    done = at_once(
        lambda: tracing.answer(theirs(mine), EXPORTED, by=BRUNO),
        lambda: tracing.withdraw_step(mine, by=AMINA),
    )
    assert done[0] == "", "one of them was quicker"
    states = set(TraceStep.objects.filter(side__in=(SEIZER, ASKED)).values_list("state", flat=True))
    assert len(states) == 1


def test_an_answer_to_a_dispute_and_the_withdrawal_of_its_record(monkeypatch: pytest.MonkeyPatch) -> None:
    record = records.create(TravelDocument, TravelDocument.example, by=AMINA)
    row = disputing.open_dispute(record, bureau="ITA", unit=None, function="desk", evidence="It is his.")
    meeting(monkeypatch, Dispute, "open_on")
    done = at_once(
        lambda: disputing.answer_dispute(row.id, upheld=False, answer="no", by=AMINA),
        lambda: records.withdraw(TravelDocument, record.id, reason="sold", seen=1, by=AMINA),
    )
    assert done[0] == ""
    assert Confirmation.objects.filter(side=ASKER).count() == 0
