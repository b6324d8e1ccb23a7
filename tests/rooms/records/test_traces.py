"""What was deleted and comes again; deletion by order; and how long what was taken back still stays."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comity.bureaus.models import Bureau
from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound
from comity.messages.models import Message
from comity.records import actions
from comity.records.ending.endings import TAKEN_BACK, TAKEN_BACK_KEPT, Ending, why_due
from comity.records.ending.expire import dues, endings_late, expire_due, owners_due
from comity.records.ending.ordered import Ground, order_deletion
from comity.records.ending.reentries import deleted_before, list_reentries, match_traces, note_reentry
from comity.records.models import NewlyRecorded, RecordTrace, Reentry
from comity.records.rules import Status
from tests.actors import AMINA, BRUNO, CHEN, without
from tests.rooms.records.uploads import recorded as imported
from tests.rooms.records.uploads import table, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
NOW = datetime.now(timezone.utc)
NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)


def recorded(**more: Any) -> TravelDocument:
    return actions.create(TravelDocument, {**TravelDocument.example, **more}, by=AMINA)


def deleted(record: TravelDocument) -> None:
    actions.withdraw(TravelDocument, record.id, reason="found", seen=record.version, by=AMINA)
    TravelDocument.objects.update(changed_at=NOW - TAKEN_BACK_KEPT - timedelta(days=1))
    assert expire_due(now=NOW, by=AMINA) == 1


def test_what_was_withdrawn_goes_ninety_days_later_and_not_a_day_sooner() -> None:
    record = recorded()
    actions.withdraw(TravelDocument, record.id, reason="found", seen=1, by=AMINA)
    at = TravelDocument.objects.get().changed_at

    assert expire_due(now=at + TAKEN_BACK_KEPT, by=AMINA) == 0
    assert expire_due(now=at + TAKEN_BACK_KEPT + timedelta(seconds=1), by=AMINA) == 1
    assert RecordTrace.objects.get().reason == Ending.WITHDRAWN


@given(st.sampled_from(list(Status)), st.integers(-3, 3), st.integers(-100, 0), st.integers(0, 86_399))
def test_the_rule_and_its_query_agree(status: Status, left: int, changed: int, second: int) -> None:
    now = NOON.replace(hour=0) + timedelta(seconds=second)
    row = TravelDocument(
        status=int(status),
        kept_until=now.date() + timedelta(days=left),
        changed_at=now + timedelta(days=changed, seconds=second % 3 - 1),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s < %s OR (%s = ANY(%s) AND %s < %s)",
            [
                row.kept_until,
                now.date(),
                row.status,
                [int(each) for each in TAKEN_BACK],
                row.changed_at,
                now - TAKEN_BACK_KEPT,
            ],
        )
        asked = cursor.fetchone()[0]
    ending = why_due(status, kept_until=row.kept_until, changed_at=row.changed_at, now=now)
    assert (ending is not None) == asked


def test_what_is_recorded_again_is_shown_to_the_reviewer() -> None:
    first = recorded()
    deleted(first)
    again = recorded()

    assert match_traces(by=CHEN) == 1
    [(row, database)] = list_reentries(by=CHEN)
    assert (row.record, row.trace.record, database) == (again.id, first.id, TravelDocument)
    note_reentry(row.id, by=CHEN)
    assert Reentry.objects.get().seen_at is not None
    assert match_traces(by=CHEN) == 0
    assert ActRow.objects.filter(verb="records.list_reentries").exists()


def test_its_owner_is_told_on_the_record_and_nobody_else_is() -> None:
    deleted(recorded())
    again = recorded()
    match_traces(by=CHEN)

    assert [trace.why for trace in deleted_before(again, AMINA)] == [RecordTrace.objects.get().why]
    assert deleted_before(again, BRUNO) == []
    RecordTrace.objects.update(owner="DEU")
    assert deleted_before(again, AMINA) == []


def test_another_number_matches_nothing() -> None:
    deleted(recorded())
    recorded(number="99ZZ99999")
    match_traces(by=CHEN)

    assert not Reentry.objects.exists()


def test_whether_there_is_a_match_shows_in_no_statement_of_the_door() -> None:
    deleted(recorded())
    match_traces(by=CHEN)
    with CaptureQueriesContext(
        connection,
    ) as matching:
        recorded()
    with CaptureQueriesContext(connection) as other:
        recorded(number="99ZZ99999")

    assert [len(matching), NewlyRecorded.objects.count()] == [len(other), 2]


def test_a_file_of_records_is_compared_too() -> None:
    deleted(recorded())
    imported(
        uploaded(table(TravelDocument, {"number": "12AB34567"}, {"number": "99ZZ99999"}), TravelDocument)
    )

    assert match_traces(by=CHEN) >= 2
    while match_traces(by=CHEN):
        pass
    assert Reentry.objects.get().record == TravelDocument.objects.get(number="12AB34567").id
    assert not NewlyRecorded.objects.exists()


@pytest.mark.parametrize("which", ["trace", "record"])
def test_what_is_closed_to_the_centre_is_closed_to_its_reviewer(which: str) -> None:
    closed = {"restriction": "all-but CEN"}
    deleted(recorded(**(closed if which == "trace" else {})))
    recorded(**(closed if which == "record" else {}))
    match_traces(by=CHEN)

    reviewer = without(CHEN, "journal.read_all")
    assert list_reentries(by=reviewer) == []
    with pytest.raises(NotFound):
        note_reentry(Reentry.objects.get().id, by=reviewer)
    assert len(list_reentries(by=CHEN)) == 1  # the commission reads all


def test_a_trace_takes_what_it_found_with_it() -> None:
    deleted(recorded())
    recorded(kept_until=(NOW.date() + timedelta(days=3000)).isoformat())
    match_traces(by=CHEN)
    expire_due(now=NOW + timedelta(days=365 * 3 + 3), by=AMINA)

    assert not Reentry.objects.exists()
    assert TravelDocument.objects.exists()


def test_the_commission_orders_a_deletion_and_the_owner_is_told_without_words() -> None:
    record = recorded()
    order_deletion(TravelDocument, record.id, ground=Ground.NO_LEGAL_GROUND, decision="CDP 2026/14", by=CHEN)

    assert not TravelDocument.objects.exists()
    assert RecordTrace.objects.get().reason == Ending.COMMISSION
    message = Message.objects.get(kind="record-deletion-ordered")
    assert message.content["decision"] == "CDP 2026/14"
    act = ActRow.objects.get(verb="records.order_deletion")
    assert (act.about, act.recipients) == ("decision CDP 2026/14 no-legal-ground", ["FRA"])


@pytest.mark.parametrize(
    "decision", ["", "Because Amina Benali asked us to, and she was right about it", "<x>"]
)
def test_an_order_needs_the_number_of_a_decision(decision: str) -> None:
    record = recorded()
    with pytest.raises(Invalid):
        order_deletion(TravelDocument, record.id, ground=Ground.NOT_TRUE, decision=decision, by=CHEN)
    with pytest.raises(NotAllowed):
        order_deletion(
            TravelDocument,
            record.id,
            ground=Ground.NOT_TRUE,
            decision="1",
            by=without(CHEN, "records.order_deletion"),
        )
    assert TravelDocument.objects.exists()


@pytest.mark.parametrize("status", Status, ids=lambda status: status.name)
def test_the_clock_finds_what_the_rule_says_and_whose_it_is(status: Status) -> None:
    for left in (-1, 0):
        for ago in (TAKEN_BACK_KEPT - timedelta(minutes=1), TAKEN_BACK_KEPT + timedelta(minutes=1)):
            TravelDocument.objects.all().delete()
            row = recorded()
            moment = {"kept_until": NOW.date() + timedelta(days=left), "changed_at": NOW - ago}
            TravelDocument.objects.update(status=int(status), **moment)
            expected = why_due(status, now=NOW, **moment)

            found = [TravelDocument.objects.filter(each).count() for each in dues(NOW)]

            assert bool(sum(found)) == (expected is not None) == (owners_due(NOW) == ["FRA"])
            assert endings_late(NOW) == (expected is not None), "counted once"
            assert row.pk


@pytest.mark.parametrize(("half", "index"), [(0, "traveldocument_review"), (1, "traveldocument_states")])
def test_each_half_of_it_reads_an_index(half: int, index: str) -> None:
    """Once an hour over every table: nothing else may make it read all that a bureau owns."""
    recorded()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = TravelDocument.objects.filter(dues(NOW)[half])
    assert index in rows.filter(owner="FRA").explain()
    assert index in Bureau.objects.filter(Exists(rows.filter(owner=OuterRef("code")))).explain()


def test_where_nothing_was_deleted_no_record_is_read() -> None:
    for number in range(3):
        recorded(number=f"12AB3456{number}")
    with CaptureQueriesContext(connection) as asked:
        assert match_traces(by=CHEN) == 3
    assert not NewlyRecorded.objects.exists()
    assert not [each for each in asked if "databases_traveldocument" in each["sql"]]
