"""The verb `reindex`: every key is written again, in short transactions, while questions go on.

A record's keys change from the old scheme to the new one in one transaction, and questions are asked under both: no
record is unfindable at any moment. Killed, it goes on where it was: the place stands in the transaction of the keys.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused
from comity.kit.locks import alone
from comity.matching.schemes import newest
from comity.records import keys
from comity.records.document import body_of
from comity.records.life.states import ENDED
from comity.records.models import KeyScheme
from comity.records.record import Record
from comity.records.registry import all_databases, by_code
from comity.records.watching.misled import lowered
from comity.records.ways import keys_of

# Records of one transaction: short enough that a change of one of them hardly waits.
BATCH = 200
# The part of the time it works, and sleeps for the rest, so that questions keep most of their rate.
SHARE = 0.25
LOCK = "comity reindex"
_FIRST = UUID(int=0)
_TAKE = "DELETE FROM search_keys WHERE database = %s AND record = ANY(%s) RETURNING record"
_LEFT = "SELECT database, record FROM search_keys WHERE scheme <> %s LIMIT %s"
Moved = Callable[[int, int], None]


@action("records.reindex", atomic=False)
def reindex(
    act: ActDraft,
    *,
    by: Actor,
    again: bool = False,
    share: float = SHARE,
    moved: Moved = lambda _code, _records: None,
) -> int:
    """Write the keys of every record again, and let the old scheme go; how many keys were written.

    again: although no scheme is old: a way of finding changed, or a declaration has a new one. A run that was cut
    off goes on in any case. share: of the time, more than 0 and at most 1. moved: told the code of the database
    and how many of its records were written since the last time.
    Raises: Refused while another one runs.
    """
    del by  # the gate reads it
    with _alone():
        state = KeyScheme.objects.get(pk=1)
        if state.oldest == newest() and state.database is None and not again:
            return 0
        written = 0
        for database in _databases_from(state.database):
            for ids in _batches(database, state):
                began = time.monotonic()
                written += _rewrite(database, ids)
                moved(database.code, len(ids))
                time.sleep((time.monotonic() - began) * (1 / share - 1))
        written += _leftovers()
        _end()
    act.count, act.about = written, f"scheme {newest()}"
    return written


def to_do() -> list[tuple[type[Record], int]]:
    """The databases in the order in which they are rewritten, and how many records each has."""
    return [(each, each._default_manager.count()) for each in _databases_from(None)]


def _databases_from(code: int | None) -> list[type[Record]]:
    return [
        each
        for each in sorted(all_databases(), key=lambda one: one.code)
        if code is None or each.code >= code
    ]


def _batches(database: type[Record], state: KeyScheme) -> Iterator[list[UUID]]:
    """The ids of a database in order, from where the former run stood."""
    after = state.after if state.database == database.code and state.after else _FIRST
    rows = database._default_manager.order_by("id")
    while ids := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        yield ids
        after = ids[-1]


def _rewrite(database: type[Record], ids: Sequence[UUID]) -> int:
    """Give these records their keys of the newest scheme, and say how far we are; how many keys."""
    with transaction.atomic(), connection.cursor() as cursor:
        records = list(
            database._default_manager.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk")
        )
        cursor.execute(_TAKE, [database.code, list(ids)])
        had = {row[0] for row in cursor.fetchall()}
        misled = lowered(database.code, ids)
        found: list[tuple[Any, ...]] = []
        for record in records:
            # A record that is withdrawn has no keys and gets none.
            if record.id in had or record.status not in ENDED:
                found += keys.rows_for(
                    record, keys_of(record.keys, body_of(record)), lowers=record.id in misled
                )
        keys.copy(found)
        KeyScheme.objects.filter(pk=1).update(database=database.code, after=ids[-1])
    return len(found)


def _leftovers() -> int:
    """Rewrite or remove what is still of an old scheme: of records written meanwhile, or of none."""
    written = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_LEFT, [newest(), BATCH])
            rows: list[tuple[int, UUID]] = cursor.fetchall()
        if not rows:
            return written
        for code in {code for code, _record in rows}:
            written += _rewrite(by_code(code), sorted({record for each, record in rows if each == code}))


def _end() -> None:
    """From here on questions are asked under the newest scheme alone."""
    with transaction.atomic():
        KeyScheme.objects.filter(pk=1).update(oldest=newest(), database=None, after=None)
        epoch.bump()


@contextmanager
def _alone() -> Iterator[None]:
    """One reindex at a time. Raises: Refused."""
    with alone(LOCK) as is_ours:
        if not is_ours:
            raise Refused(
                _("The index is being rewritten already. Wait for its end."), code="reindex-running"
            )
        yield
