"""The part of a support file that reads tables: run as a process of its own, with this node's settings.

Prints one line of JSON. Tables and migrations are named only where they are ours; counts and sizes are rough.
"""

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.settings")
django.setup()

from django.apps import apps  # noqa: E402  # Django must be set up first
from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

_SIZES = """
SELECT coalesce(i.inhparent::regclass, c.oid::regclass)::text, sum(pg_total_relation_size(c.oid)),
    sum(greatest(s.n_live_tup, 0)), sum(s.n_dead_tup), sum(s.seq_tup_read), sum(coalesce(s.idx_scan, 0))
FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY 1
"""
_LOCKS = "SELECT mode, granted, count(*) FROM pg_locks GROUP BY 1, 2"
_ACTIVITY = """
SELECT coalesce(state, 'none'), coalesce(wait_event_type, 'none'), count(*) FROM pg_stat_activity GROUP BY 1, 2
"""
_WHOLE = """
SELECT pg_database_size(datname), deadlocks, temp_files, conflicts, xact_rollback FROM pg_stat_database
WHERE datname = current_database()
"""
# Made by SQL of our own migrations, so that no model names them.
PLAIN_TABLES = {
    "acts",
    "act_records",
    "act_subjects",
    "word_keys",
    "comity_stamp",
    "access_cache",
    "django_migrations",
}


def rough(number: float) -> str:
    """One digit and its zeros: enough to see how large, too little to see whom. 0, "under 10", "about 300"."""
    whole = int(number)
    return "0" if whole == 0 else "under 10" if whole < 10 else f"about {int(float(f'{whole:.1g}'))}"


def found() -> dict[str, Any]:
    """Everything this process finds."""
    ours = PLAIN_TABLES | {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    loader = MigrationLoader(connection)
    applied, known = set(loader.applied_migrations), set(loader.disk_migrations)
    (size, deadlocks, spilled, conflicts, rolled_back), *_none = _rows(_WHOLE)
    return {
        "database": {
            "mb": rough(size / 10**6),
            "deadlocks": rough(deadlocks),
            "sorts_on_disk": rough(spilled),
            "conflicts": rough(conflicts),
            "rolled_back": rough(rolled_back),
        },
        "tables": {
            name: {
                "mb": rough(size / 10**6),
                "rows": rough(rows),
                "dead_rows": rough(dead),
                "read_without_index": rough(plain),
                "index_scans": rough(index),
            }
            for name, size, rows, dead, plain, index in _rows(_SIZES)
            if name in ours
        },
        "migrations": {
            "last": {
                app: max(name for each, name in applied & known if each == app)
                for app, _name in applied & known
            },
            "not_applied": sorted(".".join(each) for each in known - applied),
            "of_another_version": rough(len(applied - known)),
        },
        "locks": {
            f"{mode}, {'held' if granted else 'waited for'}": count for mode, granted, count in _rows(_LOCKS)
        },
        "sessions": {f"{state}, waits for {event}": count for state, event, count in _rows(_ACTIVITY)},
    }


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


if __name__ == "__main__":
    sys.stdout.write(json.dumps(found()) + "\n")
