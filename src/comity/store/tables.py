"""Whether the tables are those of this version, told without loading Django: each start asks, few have to migrate.

What was migrated is written down beside the database's stamp, and so goes into a backup and comes back with the tables.
"""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import psycopg

PACKAGE = Path(__file__).parents[1]
# Whose packages bring tables of their own.
OTHERS = ("django", "django-allauth", "procrastinate")


def are_current(url: str) -> bool:
    """Whether nothing is to be migrated, and nothing was taken back by hand since. Either role may ask."""
    with psycopg.connect(url) as connection:
        try:
            noted = connection.execute("SELECT migrated FROM comity_stamp").fetchone()
        except psycopg.errors.UndefinedColumn:  # new, or of a version that noted nothing
            return False
        return noted == (_digest(connection),)


def note_current(owner_url: str) -> None:
    """Write down that everything of this version was migrated."""
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            "ALTER TABLE comity_stamp ADD COLUMN IF NOT EXISTS migrated text NOT NULL DEFAULT ''"
        )
        connection.execute("UPDATE comity_stamp SET migrated = %s", [_digest(connection)])


def _digest(connection: psycopg.Connection) -> str:
    """Of what this version would migrate, and of what was."""
    ours = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.glob("*/migrations/[0-9]*.py"))
    others = [f"{each} {version(each)}" for each in OTHERS]
    done = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    return sha256(repr((ours, others, done)).encode()).hexdigest()
