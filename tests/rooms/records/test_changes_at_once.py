"""Writers at once: what was begun first and committed last is not passed by, and versions of a record come in order."""

import os
import random
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from comity.databases.vehicles import Vehicle
from comity.records import actions
from comity.records.feed.following import follow_changes
from comity.records.models import ChangeFeed, RecordChange
from tests.actors import AMINA

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bureaus")]
REGISTER = replace(AMINA, token=uuid4(), officer=None)
TOUCH = "UPDATE databases_vehicle SET version = version + 1 WHERE id = %s"


@contextmanager
def another() -> Iterator[psycopg.Connection]:
    """A connection of another process; it commits when told, not before."""
    with psycopg.connect(os.environ["COMITY_DATABASE_URL"]) as other:
        yield other


def vehicles(count: int) -> list[UUID]:
    bodies = [{**Vehicle.example, "source_reference": f"V-{number}"} for number in range(count)]
    return [actions.create(Vehicle, body, by=AMINA).id for body in bodies]


def read(since: str, *, limit: int = 2) -> tuple[list[tuple[UUID, int]], str]:
    """All there is after a cursor, and where it ends."""
    found, more = [], True
    while more:
        page = follow_changes(since, limit=limit, bodies=False, by=REGISTER)
        found += [(each.record, each.version) for each in page.changes]
        since, more = page.cursor, page.more
    return found, since


def test_what_was_begun_first_and_committed_last_is_not_lost():
    first, second = vehicles(2)
    _told, since = read("")
    with another() as slow, another() as quick:
        slow.execute(TOUCH, [first])
        quick.execute(TOUCH, [second])
        quick.commit()

        told, since = read(since)
        assert told == [(second, 2)]

        slow.commit()
    assert read(since)[0] == [(first, 2)]


def test_a_record_changed_by_the_older_transaction_last_is_told_last():
    """The older transaction has the lower number; sorted by it, version 3 would come before version 2."""
    mine, shared = vehicles(2)
    _told, since = read("")
    with another() as older, another() as younger:
        older.execute(TOUCH, [mine])
        younger.execute(TOUCH, [shared])
        younger.commit()
        older.execute(TOUCH, [shared])
        older.commit()
    told = read(since)[0]
    assert [version for record, version in told if record == shared] == [2, 3]
    assert (mine, 2) in told


def test_what_is_rolled_back_never_happened():
    (record,) = vehicles(1)
    _told, since = read("")
    with another() as other:
        other.execute(TOUCH, [record])
        other.rollback()
    assert read(since)[0] == []


def test_a_reader_does_not_wait_for_another():
    (record,) = vehicles(1)
    with another() as other:
        _told, since = read("")
        other.execute("SELECT * FROM records_changefeed FOR UPDATE")
        actions.withdraw(Vehicle, record, reason="because", seen=1, by=AMINA)
        assert read(since)[0] == []
        other.rollback()
    assert read(since)[0] == [(record, 2)]


def write(ids: list[UUID], seed: int, left: list[int]) -> None:
    """Transactions of one to three changes, some of them given up."""
    chance = random.Random(seed)
    with another() as other:
        for _round in range(60):
            chosen = sorted(
                chance.sample(ids, chance.randrange(1, 4))
            )  # in one order, so that nobody waits in a ring
            for record in chosen:
                other.execute(TOUCH, [record])
            if chance.random() < 0.2:
                other.rollback()
            else:
                other.commit()
                left.extend([1] * len(chosen))


def test_nothing_is_lost_doubled_or_out_of_order_while_many_write():
    ids = vehicles(6)
    _told, since = read("")
    kept: list[int] = []
    writers = [threading.Thread(target=write, args=(ids, seed, kept)) for seed in range(5)]
    for writer in writers:
        writer.start()
    told: list[tuple[UUID, int]] = []
    while any(writer.is_alive() for writer in writers):
        found, since = read(since, limit=7)
        told += found
    for writer in writers:
        writer.join()
    found, since = read(since)
    told += found

    assert len(told) == len(kept) > 300
    versions = defaultdict(list)
    for record, version in told:
        versions[record].append(version)
    stand = dict(Vehicle.objects.values_list("id", "version"))
    assert {
        record: found == list(range(2, stand[record] + 1)) for record, found in versions.items()
    } == dict.fromkeys(stand, True)


def test_places_are_given_once_and_without_a_gap_below_the_last():
    vehicles(3)
    read("")
    connection.close()
    places = sorted(RecordChange.objects.values_list("place", flat=True))
    assert places == list(range(1, ChangeFeed.objects.get().placed + 1))
