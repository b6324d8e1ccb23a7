"""Candidates by name: fresh, read again with the scope of the asker, silent when behind, and gone when deleted."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.organisations import Organisation
from comity.databases.persons import Person
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.kit.dates import parse_partial
from comity.kit.errors import NotAnswered
from comity.matching.names.index import Mode
from comity.matching.names.index.folder import BEAT
from comity.records import actions
from comity.records.candidates import feed, keeping
from comity.records.candidates.keeping import Keeper, keep
from comity.records.candidates.proposing import ALLOWED_BEHIND_S, MOST_KEPT, NameQuestion, propose, read_again
from comity.records.ending.expire import expire_due
from comity.records.feed.placing import place_waiting
from comity.records.models import ChangeFeed, OwnerRule, RecordChange
from tests.actors import AMINA, BRUNO, AnyActor
from tests.rooms.records.names_kept import kept_in, person, proposed, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]


@pytest.fixture
def keeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    return kept_in(tmp_path / "names", monkeypatch)


def test_a_new_record_is_found_and_a_changed_one_by_its_new_name_only(keeper: Keeper):
    assert keeper.step()
    record = person("Dalia Haddad")
    assert seen("Dalia Haddad", by=BRUNO) == []

    keeper.step()
    assert seen("Daliah Hadad", by=BRUNO) == [record.id]

    actions.change(
        Person,
        record.id,
        {**Person.example, "names": [{"text": "Zeynep Aksoy"}]},
        reason="a wrong name",
        seen=record.version,
        by=AMINA,
    )
    keeper.step()
    assert seen("Zeynep Aksoy", by=BRUNO) == [record.id]
    assert proposed("Dalia Haddad", by=BRUNO) == []


def test_records_from_before_the_index_are_in_it_organisations_too(keeper: Keeper):
    old = person("Dalia Haddad")
    ship = actions.create(Organisation, Organisation.example, by=AMINA)
    keeper.step()
    assert seen("Dalia Haddad", by=BRUNO) == [old.id]
    assert seen("Velmar Shiping Company", by=BRUNO) == [ship.id]
    assert seen("Velmar Shiping Company", by=BRUNO, databases=frozenset({Person.code})) == []


def test_facts_order_and_only_a_strict_question_excludes(keeper: Keeper):
    young = person("Dalia Haddad", born=[{"date": "1990"}], sex="female")
    old = person("Dalia Haddad", born=[{"date": "~1950"}], sex="female")
    keeper.step()
    born = (parse_partial("1990-05-01", field="born"),)
    assert seen("Dalia Hadad", by=BRUNO, born=born) == [young.id, old.id]
    assert seen("Dalia Haddad", by=BRUNO, born=born, mode=Mode.STRICT) == [young.id]


def test_a_restricted_record_is_never_seen_and_takes_nobody_s_place(keeper: Keeper):
    """Sixty namesakes closed to the asker: what it gets is what it would get without them."""
    ours = person("Dalia Haddadi", by=BRUNO)
    theirs = person("Dalia Hadadi")
    keeper.step()
    alone = seen("Dalia Haddad", by=BRUNO)
    assert set(alone) == {ours.id, theirs.id}

    closed = {person("Dalia Haddad", restriction="all-but ITA").id for _each in range(60)}
    keeper.step()

    assert seen("Dalia Haddad", by=BRUNO) == alone
    assert set(seen("Dalia Haddad", by=AMINA)) & closed
    assert not set(proposed("Dalia Haddad", by=BRUNO)) & closed


def test_what_was_closed_since_is_proposed_and_not_seen(keeper: Keeper):
    record = person("Dalia Haddad")
    keeper.step()
    Person.objects.filter(pk=record.id).update(restriction=["-", "ITA"])  # no version: the index cannot know
    assert proposed("Dalia Haddad", by=BRUNO) == [record.id]
    assert seen("Dalia Haddad", by=BRUNO) == []
    assert seen("Dalia Haddad", by=AMINA) == [record.id]


def test_an_owner_s_rule_and_a_suspension_close_at_once(keeper: Keeper):
    record = person("Dalia Haddad")
    keeper.step()
    rule = OwnerRule.objects.create(owner="FRA", bureau="ITA", database=Person.code)
    epoch.bump()
    assert proposed("Dalia Haddad", by=BRUNO) == seen("Dalia Haddad", by=BRUNO) == []

    rule.delete()
    epoch.bump()
    assert seen("Dalia Haddad", by=BRUNO) == [record.id]

    Bureau.objects.filter(code="FRA").update(standing=int(Standing.SUSPENDED))
    epoch.bump()
    assert proposed("Dalia Haddad", by=BRUNO) == seen("Dalia Haddad", by=BRUNO) == []


def test_a_marking_above_the_asker_s_clearance_closes(keeper: Keeper):
    person("Dalia Haddad", marking="confidential")
    keeper.step()
    low = AnyActor(bureau="ITA", clearance=1)
    assert proposed("Dalia Haddad", by=low) == seen("Dalia Haddad", by=low) == []
    assert len(seen("Dalia Haddad", by=BRUNO)) == 1


def test_a_withdrawn_record_is_proposed_to_nobody(keeper: Keeper):
    record = person("Dalia Haddad")
    keeper.step()
    actions.withdraw(Person, record.id, reason="typed wrongly", seen=record.version, by=AMINA)
    assert seen("Dalia Haddad", by=BRUNO) == []
    keeper.step()
    assert proposed("Dalia Haddad", by=AMINA) == []


def test_the_last_day_answers_and_the_day_after_does_not(keeper: Keeper):
    record = person("Dalia Haddad")
    keeper.step()
    now = AnyActor(bureau="ITA", epoch=epoch.current())
    question = NameQuestion(("Dalia Haddad",))
    for days, expected in ((0, [record.id]), (1, [])):
        day = record.kept_until + timedelta(days=days)
        found = propose(question, by=now, today=day)
        assert [each.record for each in found.ids] == expected
        assert [each.id for each in read_again(found, by=now, today=day)] == expected


def test_no_more_are_kept_than_are_compared(keeper: Keeper):
    for _each in range(MOST_KEPT + 5):
        person("Dalia Haddad")
    keeper.step()
    assert len(proposed("Dalia Haddad", by=BRUNO)) == MOST_KEPT + 5
    assert len(seen("Dalia Haddad", by=BRUNO)) == MOST_KEPT


def test_without_an_index_or_behind_it_nobody_is_told_no_hit(keeper: Keeper):
    with pytest.raises(NotAnswered):
        seen("Dalia Haddad", by=BRUNO)
    keeper.step()
    assert seen("Dalia Haddad", by=BRUNO) == []
    late = time.time() - ALLOWED_BEHIND_S - 1
    os.utime(keeper.folder.path / BEAT, (late, late))
    with pytest.raises(NotAnswered):
        seen("Dalia Haddad", by=BRUNO)


def test_a_forged_byte_is_not_answered_and_everything_is_made_anew(keeper: Keeper):
    record = person("Dalia Haddad")
    keeper.step()
    base = next(keeper.folder.path.glob("base-*"))
    content = bytearray(base.read_bytes())
    content[content.index(b"haddad")] ^= 1
    base.write_bytes(content)
    keeper.folder._pair = keeper.folder._seen = None  # as a process that opens it now

    with pytest.raises(NotAnswered):
        seen("Dalia Haddad", by=BRUNO)
    keeper.step()
    assert seen("Dalia Haddad", by=BRUNO) == [record.id]


def test_a_keeper_goes_on_where_a_killed_one_stood(keeper: Keeper):
    first = person("Dalia Haddad")
    keeper.step()
    second = person("Dalia Haddad")
    keeper.step()
    third = person("Dalia Haddad")

    Keeper(keeper.folder).step()

    assert set(seen("Dalia Haddad", by=BRUNO)) == {first.id, second.id, third.id}


def test_a_feed_that_began_anew_makes_the_index_anew(keeper: Keeper):
    record = person("Dalia Haddad")
    keeper.step()
    Person.objects.filter(pk=record.id).update(
        names=[{"text": "Zeynep Aksoy"}]
    )  # as a restore would leave it
    ChangeFeed.objects.update(era="00000000-0000-4000-8000-000000000001")
    keeper.step()
    assert seen("Zeynep Aksoy", by=BRUNO) == [record.id]


def test_a_keeper_that_missed_deleted_changes_reads_everything(keeper: Keeper):
    keeper.step()
    record = person("Dalia Haddad")
    before = ChangeFeed.objects.get()
    placed = place_waiting().placed
    ChangeFeed.objects.update(ended=placed)
    assert placed > before.placed
    keeper.step()
    assert seen("Dalia Haddad", by=BRUNO) == [record.id]


def test_a_bulk_load_is_followed_in_pieces_and_only_they_are_read(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
):
    keeper.step()
    monkeypatch.setattr(feed, "MOST_RECORDS", 2)
    recorded = [person("Dalia Haddad").id for _each in range(5)]
    RecordChange.objects.filter(records=recorded[:1]).update(records=recorded[:2])
    RecordChange.objects.filter(records=recorded[4:]).update(database=Vehicle.code)

    steps = 1
    with CaptureQueriesContext(connection) as asked:
        while not keeper.step():
            steps += 1

    assert steps == 3
    assert set(seen("Dalia Haddad", by=BRUNO)) == set(recorded[:4])
    whole = [each["sql"] for each in asked if '"records_recordchange"."records" FROM' in each["sql"]]
    assert len(whole) <= steps
    assert all(f'"database" IN ({", ".join(map(str, sorted(keeper.databases)))})' in sql for sql in whole)


def test_changes_during_a_merge_are_kept(keeper: Keeper):
    gone, changed = person("Dalia Haddad"), person("Zeynep Aksoy")
    keeper.step()
    first = person("Chidi Okafor")
    keeper.step()
    keeper.merge = keeper._begun()
    keeper.merge.thread.join()
    second = person("Chidi Okafor")
    expire_due(now=timezone.now() + timedelta(days=6 * 366), by=AMINA)
    again = person("Chidi Okafor")
    keeper.step()  # brings in what happened, then takes the merged base

    assert keeper.merge is None
    assert seen("Chidi Okafor", by=BRUNO) == [again.id]
    for each in (gone, changed, first, second):
        assert each.id not in proposed("Dalia Haddad", by=AMINA) + proposed("Zeynep Aksoy", by=AMINA)


def test_what_was_deleted_leaves_no_byte(keeper: Keeper, monkeypatch: pytest.MonkeyPatch):
    record, other = person("Qwixzarandel Haddad"), person("Zeynep Aksoy")
    keeper.step()
    assert b"qwixzarandel" in files_of(keeper)
    monkeypatch.setattr(keeping, "FORGOTTEN_SMALL_S", 0.0)

    Person.objects.filter(pk=other.id).update(kept_until=timezone.now().date() + timedelta(days=99_999))
    expire_due(now=timezone.now() + timedelta(days=6 * 366), by=AMINA)
    keeper.step()
    assert keeper.merge is not None  # by itself
    keeper.merge.thread.join()
    keeper.step()

    left = files_of(keeper)
    assert b"qwixzarandel" not in left
    assert str(record.id).encode() not in left
    assert record.id.int.to_bytes(16, "little")[:8] not in left
    assert seen("Zeynep Aksoy", by=BRUNO) == [other.id]


def files_of(keeper: Keeper) -> bytes:
    return b"".join(file.read_bytes() for file in keeper.folder.path.iterdir())


def test_rarity_is_learned_from_what_everybody_may_have(keeper: Keeper):
    person("Dalia Haddad")
    person("Dalia Okafor", restriction="only FRA")
    person("Dalia Aksoy", marking="restricted")
    person("Dalia Castellani", by=BRUNO)
    keeper.step()
    assert dict(keeper.folder.current().counts()) == {"dalia": 2, "haddad": 1, "castellani": 1}

    OwnerRule.objects.create(owner="FRA", bureau="DEU", database=None)
    epoch.bump()
    keeper.step()
    keeper.forget()
    assert dict(keeper.folder.current().counts()) == {"dalia": 1, "castellani": 1}


@pytest.mark.django_db(transaction=True)
def test_who_began_first_and_committed_last_is_not_lost(keeper: Keeper):
    """Ids and times are given when a transaction writes; the feed gives places to what is committed (decision 21)."""
    first, second = person("Dalia Haddad"), person("Zeynep Aksoy")
    keeper.step()
    rename = "UPDATE databases_person SET version = version + 1, names = %s WHERE id = %s"
    with (
        psycopg.connect(os.environ["COMITY_DATABASE_URL"]) as slow,
        psycopg.connect(os.environ["COMITY_DATABASE_URL"]) as quick,
    ):
        slow.execute(rename, ['[{"text": "Chidi Okafor"}]', first.id])
        quick.execute(rename, ['[{"text": "Chidi Okafor"}]', second.id])
        quick.commit()
        keeper.step()
        assert seen("Chidi Okafor", by=BRUNO) == [second.id]
        slow.commit()
    keeper.step()
    assert set(seen("Chidi Okafor", by=BRUNO)) == {first.id, second.id}


@pytest.mark.django_db(transaction=True)
def test_a_keeper_that_runs_is_two_seconds_behind_at_most(keeper: Keeper):
    ended = threading.Event()

    def run() -> None:
        from django.db import connection

        keep(keeper.folder, every_s=0.2, ended=ended)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        record = person("Dalia Haddad")
        began = time.monotonic()
        while True:
            try:
                if seen("Dalia Haddad", by=BRUNO) == [record.id]:
                    break
            except NotAnswered:
                pass
            assert time.monotonic() - began < 20, "never found"
            time.sleep(0.05)
    finally:
        ended.set()
        thread.join(10)
