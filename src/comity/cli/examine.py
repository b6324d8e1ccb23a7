"""The part of `comity doctor` that reads tables: run as a process of its own, with this node's settings.

Prints one line of JSON: what points at nothing, what is late, what failed; of tables of another version no more than
that they are.
"""

import json
import os
import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.settings")
django.setup()

from django.db import connection  # noqa: E402  # Django must be set up first
from django.db.migrations.exceptions import InconsistentMigrationHistory  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from comity.bureaus.models import Bureau  # noqa: E402
from comity.bureaus.rules import Standing  # noqa: E402
from comity.bureaus.signed.state import directory_state  # noqa: E402
from comity.cli.language import language  # noqa: E402
from comity.notices.un_special.runs import stuck_runs  # noqa: E402
from comity.queries.models import Confirmation  # noqa: E402
from comity.records.candidates.status import index_status  # noqa: E402
from comity.records.ending.expire import endings_late  # noqa: E402
from comity.records.orphans import orphans  # noqa: E402
from comity.records.schemes import is_behind  # noqa: E402
from comity.web.clock_difference import measure_clock_difference, warn_of_difference  # noqa: E402

LATE = timedelta(minutes=10)  # the worker looks far more often
LATE_ENDINGS = timedelta(hours=3)  # it deletes each hour, at most some thousands of one bureau at once
# The journal's tables and their partitions, each by itself: whoever may write one of them may rewrite the past.
_RIGHTS = """
SELECT bool_or(has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE')) FROM pg_class
WHERE oid IN (SELECT to_regclass(name) FROM unnest(ARRAY['acts', 'act_records', 'act_subjects']) name)
OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent IN
    ('acts'::regclass, 'act_records'::regclass, 'act_subjects'::regclass))
"""
_OLD_MONTHS = "SELECT count(*) FROM journal_old_months()"
_FAILED = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"


def tables_behind() -> bool:
    """Would a migration have something to do, or not know what to do?"""
    executor = MigrationExecutor(connection)
    try:
        executor.loader.check_consistent_history(connection)
    except InconsistentMigrationHistory:
        return True
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def examined() -> dict[str, Any]:
    """Everything this process finds."""
    if tables_behind():
        return {"tables_behind": True}
    now, names = timezone.now(), index_status()
    return {
        "tables_behind": False,
        "orphans": [f"{each.table} > {each.database}: {each.count}" for each in orphans()],
        "clocks_late": Confirmation.objects.filter(lapses_at__lt=now - LATE).count(),
        "mandates_late": Bureau.objects.filter(mandate_ends__lt=now.date())
        .exclude(standing=int(Standing.MANDATE_ENDED))
        .count(),
        "index_behind": is_behind(),
        "endings_late": endings_late(now - LATE_ENDINGS),
        "names": asdict(names),
        "names_answer": names.answers,
        "journal_open": bool(_one(_RIGHTS)),
        "months_old": _one(_OLD_MONTHS),
        "jobs_failed": _one(_FAILED),
        "lists_stuck": stuck_runs(),
        "directory": _directory(now),
        "clock_difference": _clock_difference(),
    }


def _clock_difference() -> str:
    """Which of the two clocks is behind and by how much, in the operator's language; empty within five seconds."""
    with translation.override(language()):
        return warn_of_difference(measure_clock_difference())


def _directory(now: datetime) -> list[str]:
    """What somebody should look at in the signed directory, in the operator's language."""
    with translation.override(language()):
        return [str(each) for each in directory_state(now).remarks]


def _one(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row[0] if row else None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(examined()) + "\n")
