"""Is this node ready? Asked by load balancers and by `comity doctor`."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

# Code and migrations of a running process do not change: once complete is complete.
_migrated = False


def readiness() -> dict[str, bool]:
    """Keys: ready, store (PostgreSQL answers), migrated (nothing is left to migrate)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        migrated = is_migrated()
    except DatabaseError:
        return {"ready": False, "store": False, "migrated": False}
    return {"ready": migrated, "store": True, "migrated": migrated}


def is_migrated() -> bool:
    """Is every migration of this code applied?"""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
