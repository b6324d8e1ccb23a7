"""The change feed: everything that happened to own records, in order, once; of foreign ones what was open, as ids."""

import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
import uuid_utils
from django.db import connection

from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.journal.models import ActRecord, ActRow
from comity.kit import ids
from comity.kit.errors import Gone, Invalid, Refused
from comity.records import actions
from comity.records.document import body_of
from comity.records.ending.expire import expire_due
from comity.records.feed.following import RETRY_AFTER_S, Changes, confirm_changes
from comity.records.feed.following import follow_changes as follow
from comity.records.feed.placing import CHANGES_KEPT, end_changes
from comity.records.models import ChangeFeed, ChangeReader, RecordChange
from comity.records.record import Record
from tests.actors import AMINA, BRUNO, DALIA, AnyActor
from tests.rooms.queries.conversations import hit_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
REGISTER = replace(AMINA, token=uuid4(), officer=None, function="connected system")
THEIRS = replace(BRUNO, token=uuid4(), officer=None, function="connected system")
NOW = datetime.now(timezone.utc)


def follow_changes(since: str, *, by: AnyActor, **more: Any) -> Changes:
    """As the door reads: with the rights of this moment."""
    return follow(since, by=replace(by, epoch=epoch.current()), **more)


def start(by: AnyActor = REGISTER) -> str:
    return follow_changes("", by=by).cursor


def told(since: str, by: AnyActor = REGISTER, **more: Any) -> list[tuple[str, Any, Any]]:
    """Kind, id and version of all that happened, read page by page."""
    found, more_there = [], True
    while more_there:
        page = follow_changes(since, by=by, **more)
        found += [(each.kind, each.record, each.version) for each in page.changes]
        since, more_there = page.cursor, page.more
    return found


def recorded(database: type[Record] = TravelDocument, **more: Any) -> Any:
    return actions.create(database, {**database.example, **more}, by=AMINA)


def test_a_life_is_told_in_order_and_once():
    since = start()
    first, other = recorded(), recorded(number="99ZZ00001", source_reference="A-1")
    changed = actions.change(
        TravelDocument, first.id, {**TravelDocument.example, "happened": "lost"}, seen=1, by=AMINA
    )
    actions.recover(TravelDocument, other.id, reason="at the station", seen=1, by=AMINA)
    actions.withdraw(TravelDocument, first.id, reason="typed wrongly", seen=changed.version, by=AMINA)
    gone = NOW + timedelta(days=11 * 366)
    expire_due(now=gone, by=AMINA)

    found = told(since, limit=2)

    assert found[:5] == [
        ("created", first.id, 1),
        ("created", other.id, 1),
        ("changed", first.id, 2),
        ("recovered", other.id, 2),
        ("withdrawn", first.id, 3),
    ]
    assert sorted(found[5:], key=str) == sorted([("deleted", first.id, 3), ("deleted", other.id, 2)], key=str)
    assert told(since, limit=2) == found, "a cursor gives the same again"


@pytest.mark.parametrize("back_s", [1, 3600, 366 * 86_400])
def test_a_reader_misses_nothing_when_the_clock_that_makes_ids_is_set_back(
    monkeypatch: pytest.MonkeyPatch, back_s: int
):
    since = start()
    first = recorded()
    page = follow_changes(since, by=REGISTER)
    real = uuid_utils.uuid7
    monkeypatch.setattr(ids.uuid_utils, "uuid7", lambda: real(nanoseconds=time.time_ns() - back_s * 10**9))

    later = recorded(number="99ZZ00001")

    assert later.id < first.id
    assert told(page.cursor) == [("created", later.id, 1)]
    assert told(since) == [("created", first.id, 1), ("created", later.id, 1)]


def test_only_the_version_that_stands_carries_its_document():
    since, record = start(), recorded()
    actions.change(
        TravelDocument, record.id, {**TravelDocument.example, "happened": "lost"}, seen=1, by=AMINA
    )

    first, second = follow_changes(since, by=REGISTER).changes

    assert (first.document, first.sha256, first.status) == (None, "", "active")
    record.refresh_from_db()
    assert second.document == body_of(record)
    assert second.sha256 == bytes(record.sha256).hex()
    assert follow_changes(since, bodies=False, by=REGISTER).changes[1].document is None


def test_others_learn_nothing_of_what_they_never_found():
    since = start(THEIRS)
    record = recorded()
    actions.withdraw(TravelDocument, record.id, reason="because", seen=1, by=AMINA)
    assert told(since, THEIRS) == []


def test_who_had_a_hit_learns_the_version_and_never_the_document():
    record = recorded()
    hit_by()
    since, third = start(THEIRS), replace(THEIRS, bureau="DEU", token=uuid4())
    unaware = start(third)
    actions.change(
        TravelDocument, record.id, {**TravelDocument.example, "happened": "lost"}, seen=1, by=AMINA
    )

    (change,) = follow_changes(since, by=THEIRS).changes

    assert (change.kind, change.record, change.version, change.own) == ("changed", record.id, 2, False)
    assert (change.document, change.sha256, change.status) == (None, "", "")
    act = ActRow.objects.filter(verb="records.follow_changes", bureau="ITA").latest("at")
    assert ActRecord.objects.get(act=act.id).record == record.id
    assert told(unaware, third) == []


def withdraw(record: Record) -> None:
    actions.withdraw(TravelDocument, record.id, reason="because", seen=record.version, by=AMINA)


def restrict(record: Record) -> None:
    closed = {**TravelDocument.example, "restriction": "all-but ITA"}
    actions.change(TravelDocument, record.id, closed, seen=record.version, by=AMINA)


def mark(record: Record) -> None:
    raised = {**TravelDocument.example, "marking": "confidential"}
    actions.change(TravelDocument, record.id, raised, seen=record.version, by=AMINA)


def rule(record: Record) -> None:
    actions.close_to("ITA", by=AMINA)


def rule_here(record: Record) -> None:
    actions.close_to("ITA", database=record.code, by=AMINA)


def expire(record: Record) -> None:
    expire_due(now=NOW + timedelta(days=11 * 366), by=AMINA)


@pytest.mark.parametrize("close", [withdraw, restrict, mark, rule, rule_here, expire])
def test_whatever_closes_a_record_reads_as_gone(close):
    record = recorded()
    hit_by()
    guard = replace(THEIRS, clearance=1)
    since = start(guard)

    close(record)

    (change,) = follow_changes(since, by=guard).changes
    record = change.record
    assert replace(change, at=NOW) == type(change)("gone", TravelDocument, record, False, NOW)


def test_what_is_closed_goes_on_in_silence():
    record = recorded()
    hit_by()
    since = start(THEIRS)
    restrict(record)
    record.refresh_from_db()
    restrict(record)
    record.refresh_from_db()
    withdraw(record)
    assert [kind for kind, *_rest in told(since, THEIRS)] == ["gone"]


def test_a_rule_taken_back_gives_back_what_is_open():
    open_one, closed_one = recorded(), recorded(number="99ZZ00001", source_reference="A-1")
    hit_by()
    hit_by(subject={"document": {"issuer": "FRA", "kind": "passport", "number": "99ZZ00001"}})
    made = actions.close_to("ITA", by=AMINA)
    since = start(THEIRS)
    withdraw(closed_one)
    page = follow_changes(since, by=THEIRS)
    assert page.changes == []
    actions.open_to(made.id, by=AMINA)
    assert told(page.cursor, THEIRS) == [("changed", open_one.id, 1)]


def test_a_rule_against_others_is_nobody_elses():
    recorded()
    hit_by()
    since, own = start(THEIRS), start()
    actions.close_to("DEU", by=AMINA)
    assert told(since, THEIRS) == []
    assert told(own) == []


def test_the_owner_reads_the_same_whether_somebody_found_its_record_or_not():
    since, record = start(), recorded()
    before = told(since)
    hit_by()
    assert told(since) == before
    with_hit = [RecordChange.objects.count(), ChangeFeed.objects.get().placed]
    actions.close_to("ITA", by=AMINA)
    assert told(since) == before
    assert record.id
    assert RecordChange.objects.count() == with_hit[0] + 1


def test_a_token_reads_only_the_databases_of_its_scope():
    since = start()
    recorded(Vehicle)
    document = recorded()
    only = replace(REGISTER, databases=frozenset({TravelDocument.code}))
    assert told(since, only) == [("created", document.id, 1)]


def test_a_record_above_the_reader_is_gone_and_never_told_again():
    low = replace(REGISTER, clearance=1)
    since, record = start(low), recorded()
    mark(record)
    record.refresh_from_db()
    mark(record)
    assert told(since, low) == [("created", record.id, 1), ("gone", record.id, None)]
    assert len(told(since)) == 3


def test_a_record_handed_over_is_new_to_one_and_gone_for_the_other():
    record = recorded()
    mine, theirs = start(), start(THEIRS)
    TravelDocument.objects.filter(pk=record.pk).update(owner="ITA", version=2)
    assert told(mine) == [("gone", record.id, None)]
    assert told(theirs, THEIRS) == [("created", record.id, 2)]


def test_what_moves_without_a_version_is_no_change():
    since, record = start(), recorded()
    TravelDocument.objects.filter(pk=record.pk).update(case="spelled anew")
    assert told(since) == [("created", record.id, 1)]


def test_without_a_cursor_nothing_is_told_but_where_now_is():
    recorded()
    page = follow_changes("", by=REGISTER)
    assert (page.changes, page.more, page.retry_after_s) == ([], False, RETRY_AFTER_S)
    assert told(page.cursor) == []


@pytest.mark.parametrize("text", ["x", "no cursor", "ä" * 64, "A" * 300])
def test_a_cursor_of_ones_own_making_is_refused(text):
    with pytest.raises(Invalid):
        follow_changes(text, by=REGISTER)


def test_a_cursor_of_another_bureau_is_refused():
    with pytest.raises(Invalid):
        follow_changes(start(THEIRS), by=REGISTER)


def test_a_restored_node_believes_no_cursor_from_before():
    since = start()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_changefeed SET era = gen_random_uuid()")
    with pytest.raises(Gone) as refusal:
        follow_changes(since, by=REGISTER)
    assert (refusal.value.status, refusal.value.code) == (410, "feed-restarted")
    assert "List your records again" in str(refusal.value)
    assert told(start()) == []


def test_a_cursor_ahead_of_the_feed_is_not_believed():
    recorded()
    since = start()
    ChangeFeed.objects.update(placed=0)
    RecordChange.objects.all().delete()
    with pytest.raises(Gone):
        follow_changes(since, by=REGISTER)


def test_changes_go_at_their_age_and_an_older_cursor_is_told():
    before = start()
    recorded()
    kept = start()
    now = datetime.now(timezone.utc)
    assert end_changes(now=now + CHANGES_KEPT - timedelta(minutes=1), by=AMINA) == 0
    assert end_changes(now=now + CHANGES_KEPT + timedelta(minutes=1), by=AMINA) == 1
    assert end_changes(now=now + CHANGES_KEPT + timedelta(minutes=1), by=AMINA) == 0
    assert told(kept) == []
    with pytest.raises(Gone) as refusal:
        follow_changes(before, by=REGISTER)
    assert refusal.value.code == "cursor-too-old"


def test_what_nobody_read_ends_so_that_everybody_before_it_is_told():
    before = start()
    recorded()  # never placed: nobody read since
    end_changes(now=datetime.now(timezone.utc) + CHANGES_KEPT + timedelta(minutes=1), by=AMINA)
    with pytest.raises(Gone):
        follow_changes(before, by=REGISTER)


def test_a_system_says_how_far_it_has_come_and_may_go_back():
    first = start()
    recorded()
    second = start()
    confirm_changes(second, by=REGISTER)
    ahead = ChangeReader.objects.get(token=REGISTER.token)
    confirm_changes(first, by=REGISTER)
    row = ChangeReader.objects.get(token=REGISTER.token)
    assert (row.owner, row.applied_at is not None) == ("FRA", True)
    assert row.place < ahead.place
    act = ActRow.objects.filter(verb="records.confirm_changes").latest("at")
    assert act.about == str(REGISTER.token)
    assert list(ChangeReader.visible_to(DALIA)) == []


def test_an_officer_applies_nothing():
    since = start(AMINA)
    with pytest.raises(Refused):
        confirm_changes(since, by=AMINA)
    assert not ChangeReader.objects.exists()


def test_each_reading_is_an_act():
    since = start()
    recorded()
    told(since)
    acts = ActRow.objects.filter(verb="records.follow_changes", bureau="FRA").order_by("at")
    assert [(act.count, list(act.databases)) for act in acts] == [(0, []), (1, [TravelDocument.code])]
