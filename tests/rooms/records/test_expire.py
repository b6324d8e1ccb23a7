"""The last day and the day after; what stays is a trace nobody but the commission reads."""

import datetime

import pytest

from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.kit.errors import NotAllowed
from comity.records import actions
from comity.records.ending.endings import TRACE_KEPT_YEARS, Ending
from comity.records.ending.expire import expire_due
from comity.records.models import RecordTrace, RecordVersion, SearchKey
from comity.records.orphans import Orphans, orphans
from comity.records.tasks import expire
from tests.actors import AMINA, CHEN, without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
NOW = datetime.datetime.now(datetime.timezone.utc)
LAST = NOW + datetime.timedelta(days=40)


def recorded(database: type = TravelDocument) -> TravelDocument:
    raw = {**database.example, "kept_until": LAST.date().isoformat()}
    record: TravelDocument = actions.create(database, raw, by=AMINA)
    return actions.change(database, record.id, {**raw, "case": "C-1"}, seen=1, by=AMINA)


def test_on_its_last_day_a_record_stays_and_the_day_after_it_is_gone() -> None:
    record = recorded()

    assert expire_due(now=LAST, by=AMINA) == 0
    assert TravelDocument.objects.filter(pk=record.pk).exists()

    assert expire_due(now=LAST + datetime.timedelta(days=1), by=AMINA) == 1
    assert not TravelDocument.objects.exists()
    assert not SearchKey.objects.exists()
    assert not RecordVersion.objects.exists()
    assert orphans() == []
    trace = RecordTrace.objects.get()
    assert (trace.record, trace.owner, trace.reason, len(trace.tags)) == (record.pk, "FRA", Ending.EXPIRED, 1)
    assert ActRow.objects.filter(verb="records.expire").latest("at").count == 1


def test_a_second_call_deletes_nothing_more() -> None:
    recorded()
    after = LAST + datetime.timedelta(days=1)
    expire_due(now=after, by=AMINA)

    assert expire_due(now=after, by=AMINA) == 0
    assert RecordTrace.objects.count() == 1


def test_a_trace_holds_no_value_and_goes_itself() -> None:
    recorded(Person)
    expire_due(now=LAST + datetime.timedelta(days=1), by=AMINA)

    row = RecordTrace.objects.values().get()
    assert "Benali" not in str(row)
    assert "123456789" not in str(row)
    expire_due(now=LAST + datetime.timedelta(days=366 * TRACE_KEPT_YEARS + 2), by=AMINA)
    assert not RecordTrace.objects.exists()


def test_only_who_reads_the_whole_journal_sees_traces() -> None:
    recorded()
    expire_due(now=LAST + datetime.timedelta(days=1), by=AMINA)

    assert RecordTrace.visible_to(CHEN).count() == 1
    assert RecordTrace.visible_to(without(AMINA, "journal.read_all")).count() == 0


def test_who_may_not_expire_deletes_nothing() -> None:
    recorded()
    with pytest.raises(NotAllowed):
        expire_due(now=LAST + datetime.timedelta(days=1), by=without(AMINA, "records.expire"))
    assert TravelDocument.objects.exists()


def test_doctor_finds_what_points_at_nothing() -> None:
    record = recorded()
    TravelDocument.objects.filter(pk=record.pk).delete()

    found = {(each.table, each.count) for each in orphans()}
    assert found == {("search_keys", 1), ("records_recordversion", 1), ("act_records", 2)}
    assert Orphans("search_keys", "travel-documents", 1) in orphans()


def test_the_clock_expires_for_every_owner_in_its_own_name() -> None:
    recorded()
    TravelDocument.objects.update(kept_until=NOW.date() - datetime.timedelta(days=1))

    assert expire(0) == 1
    assert expire(0) == 0
    act = ActRow.objects.get(verb="records.expire", count=1)
    assert (act.bureau, act.function) == ("FRA", "clock")
