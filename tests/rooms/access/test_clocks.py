"""What the worker does by itself, and who opens a name behind an act."""

from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest

from comity.access import actions, tasks
from comity.access.locks import Handle, Locked, count_failure
from comity.access.models import Alarm, BudgetSpent, RecordOpened, SignInLock
from comity.access.roles import AlarmKind, Role
from comity.gate.system import clock_of
from comity.journal.acts import Act, Outcome
from comity.journal.models import ActRow
from comity.journal.writer import write
from comity.kit.errors import Invalid, NotAllowed, NotFound
from tests import people

pytestmark = pytest.mark.django_db
NOW = datetime.now(timezone.utc)


def asked(tag: bytes, *, bureau: str = "FRA", **who) -> None:
    write(Act(verb="queries.ask", bureau=bureau, outcome=Outcome.NO_HIT, tag=tag, at=NOW, **who))


def watch(bureau: str = "FRA") -> int:
    return actions.watch_queries(NOW, by=clock_of(bureau, "access.watch_queries"))


def test_a_subject_that_many_officers_asked_for_raises_one_alarm():
    unit = uuid4()
    for number in range(5):
        asked(b"famous" * 2 + b"0000", unit=unit, acting=f"471{number}")
        asked(b"ordinary" * 2, officer=unit)  # five times the same officer
    assert watch() == 1
    assert watch() == 0
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.bureau, alarm.codes) == (AlarmKind.SAME_SUBJECT, "FRA", ["officers-5"])
    assert ActRow.objects.filter(verb="access.watch_queries", outcome=Outcome.ALARM).count() == 1


def test_four_officers_or_two_bureaus_are_no_alarm():
    for number in range(4):
        asked(b"sixteen bytes ok", officer=uuid4())
        asked(b"sixteen bytes ok", bureau="ITA", officer=uuid4())
        asked(b"", acting=str(number), unit=uuid4())
    assert watch() == watch("ITA") == 0


def test_old_counts_are_forgotten_and_present_ones_stay():
    old, holder = NOW - timedelta(days=3), uuid4()
    for at in (old, NOW):
        BudgetSpent.objects.create(kind=1, holder=holder, measure=1, in_window=1, starts_at=at, taken=1)
        RecordOpened.objects.create(holder=holder, day=at.date(), database=1, record=uuid4())
        count_failure(Handle(Locked.NAME, str(at)), now=at)
    assert actions.forget_counts(NOW, by=clock_of("FRA", "access.forget_counts")) == 3
    assert BudgetSpent.objects.count() == RecordOpened.objects.count() == SignInLock.objects.count() == 1


def test_the_worker_runs_the_clocks_of_every_hosted_bureau():
    people.bureau("FRA")
    people.bureau("ITA")
    assert tasks.watch(0) == 0
    assert tasks.forget(0) == 0
    assert ActRow.objects.filter(verb="access.watch_queries").count() == 2


def test_a_name_is_opened_by_the_own_security_officer_or_the_commission_with_a_reason():
    amina = people.officer("amina")
    sara = people.acting("sara", Role.SECURITY_OFFICER)
    cora = people.acting("cora", Role.COMMISSION, code="CEN")
    for by in (sara, cora):
        assert actions.open_name(amina.id, reason="complaint 7", by=by) == "Amina"
    with pytest.raises(NotFound):
        actions.open_name(amina.id, reason="x", by=people.acting("bruno", Role.SECURITY_OFFICER, code="ITA"))
    with pytest.raises(NotAllowed):
        actions.open_name(amina.id, reason="x", by=people.acting("gina", Role.BORDER_GUARD))
    with pytest.raises(Invalid):
        actions.open_name(amina.id, reason=" ", by=sara)
    assert (
        ActRow.objects.filter(verb="access.open_name", about=str(amina.id), outcome=Outcome.DONE).count() == 2
    )
