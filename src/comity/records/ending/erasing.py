"""What was deleted leaves the files too: a deleted row stays in its page, and in every index, until it is overwritten.

Once a day, when something was deleted: small tables are rewritten whole, with their indexes; large ones are vacuumed,
and rewritten when the operator says so (docs/guide/how-a-record-ends.md says what stays where).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused
from comity.kit.ids import new_id
from comity.records.ending.traces import RecordTrace

# A table that is rewritten answers nobody meanwhile: so much takes less than a second.
REWRITTEN_BYTES = 64 * 1024 * 1024
# Whoever waits for a table lets every question wait behind it.
LOCK_WAIT_MS = 1_000
NOT_SOONER, AGAIN_AFTER = timedelta(hours=20), timedelta(hours=1)
KEPT = timedelta(days=90)
log = logging.getLogger("comity.records")

# Ordinary tables that this role may maintain, with the bytes of table, long values and indexes. Not the journal's:
# nothing is ever deleted from those but by whole months.
_TABLES = """
SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
    AND has_table_privilege(c.oid, 'MAINTAIN')
ORDER BY 2
"""
# ANALYZE leaves the samples of a table that has become empty, and of its indexes over expressions. From PostgreSQL 18
# on they can be let go.
_CLEAR_SAMPLES = """
SELECT pg_clear_attribute_stats('public', c.relname::text, a.attname::text, false)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE %(table)s::regclass IN (c.oid, (SELECT indrelid FROM pg_index WHERE indexrelid = c.oid))
    AND (SELECT reltuples FROM pg_class WHERE oid = %(table)s::regclass) = 0
"""
_CLEARS = "SELECT to_regproc('pg_catalog.pg_clear_attribute_stats') IS NOT NULL"


class Erasure(models.Model):
    """One run. rewritten, vacuumed: how many tables. left: names of those that were too busy."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rewritten = models.IntegerField(default=0)
    vacuumed = models.IntegerField(default=0)
    left = models.JSONField(default=list)

    class Meta:
        app_label = "records"


@dataclass(frozen=True, slots=True)
class Erased:
    """How many tables were rewritten and vacuumed, and the names of those that were too busy."""

    rewritten: int
    vacuumed: int
    left: list[str]


def is_due(now: datetime) -> bool:
    """Has something been deleted since the last run, or was a table left then, and is it time again?"""
    last = Erasure.objects.exclude(ended_at=None).order_by("-began_at").first()
    if last is None:
        return RecordTrace.objects.exists()
    if last.left:
        return now - last.began_at >= AGAIN_AFTER
    is_time = now - last.began_at >= NOT_SOONER
    return is_time and RecordTrace.objects.filter(deleted_at__gte=last.began_at).exists()


@action("records.erase", atomic=False)  # no table can be rewritten inside a transaction of others
def erase(act: ActDraft, *, whole: bool = False, by: Actor) -> Erased:  # noqa: ARG001  # the gate reads `by`
    """Rewrite or vacuum every table, so that nothing deleted is left in it. whole: large ones are rewritten too.

    Killed in the middle, the next run begins again. Raises: Refused inside a transaction.
    """
    if connection.in_atomic_block:
        raise Refused(_("Tables cannot be rewritten inside a transaction."), code="in-transaction")
    run = Erasure.objects.create(began_at=timezone.now())
    Erasure.objects.filter(began_at__lt=run.began_at - KEPT).delete()
    for table, size in _tables():
        rewrites = whole or size <= REWRITTEN_BYTES
        if not _vacuum(table, rewrites=rewrites):
            run.left.append(table)
        elif rewrites:
            run.rewritten += 1
        else:
            run.vacuumed += 1
    run.ended_at = timezone.now()
    run.save()
    act.count, act.about = run.rewritten + run.vacuumed, str(run.id)
    return Erased(run.rewritten, run.vacuumed, run.left)


def _tables() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [(str(name), int(size)) for name, size in cursor.fetchall()]


def _vacuum(table: str, *, rewrites: bool) -> bool:
    """Was it done? False where somebody held the table. ANALYZE: the planner's samples hold values too."""
    options = "FULL, ANALYZE" if rewrites else "ANALYZE, INDEX_CLEANUP ON"
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {LOCK_WAIT_MS}")
        try:
            cursor.execute(f"VACUUM ({options}) {connection.ops.quote_name(table)}")
            cursor.execute(_CLEARS)
            if cursor.fetchone() == (True,):
                cursor.execute(_CLEAR_SAMPLES, {"table": connection.ops.quote_name(table)})
        except OperationalError as error:
            log.warning(
                "the table %s was too busy to be rewritten: %s", table, type(error.__cause__).__name__
            )
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True
